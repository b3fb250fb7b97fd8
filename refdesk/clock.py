"""The one clock of the server: everything else is told the time."""

from datetime import UTC, datetime
from time import time_ns


def clock() -> datetime:
    """Give the present time, aware, in UTC, to the millisecond: as the log keeps it."""
    return datetime.fromtimestamp(time_ns() // 1_000_000 / 1000, UTC)
