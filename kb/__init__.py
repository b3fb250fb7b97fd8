"""The knowledge library: answers kept as Markdown, found by a patron's words."""
