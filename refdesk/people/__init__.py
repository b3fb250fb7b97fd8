"""Staff accounts, sign-in, roles, and the one authority function."""
