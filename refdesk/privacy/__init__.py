"""What a library owes its patrons: personal data sealed, shown on demand, gone in time."""
