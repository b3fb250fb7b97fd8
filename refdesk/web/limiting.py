"""How often each patron, conversation or address may send, kept in memory only."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from refdesk.domain.rates import Bucket, Rate, full, spend, wait
from refdesk.errors import RateLimited

PATIENCE: Final = 2.0  # seconds a command is delayed rather than refused
_REMEMBERED: Final = 10_000  # keys; those not heard of for longest are forgotten


@dataclass(frozen=True, slots=True)
class Rates:
    """How often is too often, for each kind of key."""

    patron: Rate
    conversation: Rate
    opening: Rate  # new conversations, return codes
    address: Rate  # everybody behind it together; only delays
    staff: Rate


NORMAL: Final = Rates(
    patron=Rate(burst=30, per_second=1.0),
    conversation=Rate(burst=40, per_second=2.0),
    opening=Rate(burst=5, per_second=0.03),
    address=Rate(burst=300, per_second=50.0),
    staff=Rate(burst=100, per_second=10.0),
)


@dataclass(frozen=True, slots=True)
class Charge:
    """One token of a key's bucket; `gentle` may delay, never refuse."""

    key: str
    rate: Rate
    gentle: bool = False


class Limiter:
    """The buckets of everybody. A full memory forgets, a restart forgives."""

    def __init__(self) -> None:
        self._buckets: OrderedDict[str, Bucket] = OrderedDict()

    def charge(self, charges: Iterable[Charge], now: float) -> float:
        """Take a token for each charge; give the seconds to wait before going on, ≤ `PATIENCE`.

        Raises RateLimited, and takes nothing, when one that is not gentle would wait longer.
        """
        charges = tuple(charges)
        waits = [self._wait(charge, now) for charge in charges]
        hard = [
            seconds for charge, seconds in zip(charges, waits, strict=True) if not charge.gentle
        ]
        if max(hard, default=0.0) > PATIENCE:
            raise RateLimited(retry_after=max(hard))
        for charge in charges:
            self._spend(charge, now)
        return min(PATIENCE, max(waits, default=0.0))

    def _wait(self, charge: Charge, now: float) -> float:
        bucket = self._buckets.get(charge.key) or full(charge.rate, now)
        return wait(bucket, charge.rate, now)

    def _spend(self, charge: Charge, now: float) -> None:
        bucket = self._buckets.pop(charge.key, None) or full(charge.rate, now)
        self._buckets[charge.key] = spend(bucket, charge.rate, now)
        while len(self._buckets) > _REMEMBERED:
            self._buckets.popitem(last=False)
