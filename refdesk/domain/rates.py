"""Token buckets: how often somebody may do something (G9)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rate:
    """So many at once, and so many per second in the long run."""

    burst: float
    per_second: float


@dataclass(frozen=True, slots=True)
class Bucket:
    """The tokens left at a time (seconds of any steady clock)."""

    tokens: float
    at: float


def full(rate: Rate, now: float) -> Bucket:
    """Give the bucket of somebody new."""
    return Bucket(rate.burst, now)


def wait(bucket: Bucket, rate: Rate, now: float) -> float:
    """Give the seconds until one token is there; 0.0 when it is there now."""
    tokens = refilled(bucket, rate, now).tokens
    return 0.0 if tokens >= 1 else (1 - tokens) / rate.per_second


def refilled(bucket: Bucket, rate: Rate, now: float) -> Bucket:
    """Give the bucket as of now; a clock that goes backwards adds nothing."""
    passed = max(0.0, now - bucket.at)
    return Bucket(min(rate.burst, bucket.tokens + passed * rate.per_second), max(now, bucket.at))


def spend(bucket: Bucket, rate: Rate, now: float) -> Bucket:
    """Take one token; the bucket may go into debt."""
    now_full = refilled(bucket, rate, now)
    return Bucket(now_full.tokens - 1, now_full.at)
