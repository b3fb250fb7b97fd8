"""Token buckets: how often somebody may do something (G9)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple


@dataclass(frozen=True, slots=True)
class Rate:
    """So many at once, and so many per second in the long run."""

    burst: float
    per_second: float


class Bucket(NamedTuple):
    """The tokens left at a time (seconds of any steady clock)."""

    tokens: float
    at: float


def full(rate: Rate, now: float) -> Bucket:
    """Give the bucket of somebody new."""
    return Bucket(rate.burst, now)


def spend(bucket: Bucket, rate: Rate, now: float) -> Bucket:
    """Refill up to now and take one token; the bucket may go into debt.

    A clock that goes backwards adds nothing.
    """
    passed = now - bucket.at
    if passed <= 0:
        return Bucket(bucket.tokens - 1, bucket.at)
    return Bucket(min(rate.burst, bucket.tokens + passed * rate.per_second) - 1, now)


def debt(bucket: Bucket, rate: Rate) -> float:
    """Give the seconds until the token that was taken is there; 0.0 when it was."""
    return 0.0 if bucket.tokens >= 0 else -bucket.tokens / rate.per_second
