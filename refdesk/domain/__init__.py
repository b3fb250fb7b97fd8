"""Pure values and functions: what a conversation is and what may happen to it."""
