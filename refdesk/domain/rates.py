"""Token buckets: how often somebody may do something (G9)."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Rate:
    """So many at once, and so many per second in the long run.

    `each` are the seconds that one takes to come back, `lasts` those of the whole burst.
    """

    burst: float
    per_second: float
    each: float = field(init=False, repr=False, compare=False)
    lasts: float = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "each", 1 / self.per_second)
        object.__setattr__(self, "lasts", self.burst / self.per_second)


def spend(full_at: float, rate: Rate, now: float) -> tuple[float, float]:
    """Take one token; give when the bucket is full again, and the seconds that are owed for it.

    A bucket is known by the time at which it is full, in seconds of any steady clock: what it
    lacks is that time's distance, a token each `rate.each`. The bucket of somebody new is full now.
    0.0 is owed while the burst lasts.
    """
    full_at = max(now, full_at) + rate.each
    owed = full_at - now - rate.lasts
    return full_at, owed if owed > 0 else 0.0
