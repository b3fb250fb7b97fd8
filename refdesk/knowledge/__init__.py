"""The use cases of the knowledge base: importing, suggesting, searching."""
