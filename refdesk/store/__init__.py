"""The store keeps what was acknowledged, on SQLite or PostgreSQL, behind the ports."""
