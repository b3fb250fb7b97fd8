"""The use cases of a conversation, async, written against ports."""
