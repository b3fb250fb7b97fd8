"""Token buckets: how often somebody may do something (G9)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rate:
    """So many at once, and so many per second in the long run."""

    burst: float
    per_second: float


def spend(full_at: float, rate: Rate, now: float) -> tuple[float, float]:
    """Take one token; give when the bucket is full again, and the seconds that are owed for it.

    A bucket is known by the time at which it is full, in seconds of any steady clock: what it
    lacks is that time's distance, a token each `1 / per_second`. The bucket of somebody new is
    full now. 0.0 is owed while the burst lasts.
    """
    full_at = (max(now, full_at)) + 1 / rate.per_second
    owed = full_at - now - rate.burst / rate.per_second
    return full_at, owed if owed > 0 else 0.0
