"""The one clock of the server: everything else is told the time."""

from datetime import UTC, datetime


def clock() -> datetime:
    """Give the present time, aware, in UTC."""
    return datetime.now(UTC)
