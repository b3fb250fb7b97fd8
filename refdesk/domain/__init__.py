"""Pure values with their functions: what a conversation is, what may happen to it."""
