"""How often each patron, conversation or address may send, kept in memory only."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, NamedTuple

from refdesk.domain.rates import Rate, spend
from refdesk.errors import RateLimited

PATIENCE: Final = 2.0  # seconds a command is delayed rather than refused
# What may never be refused is let on five times as fast beyond that, one after the other: all at
# once, a crowd at one address would hold up everybody else.
HASTE: Final = 5.0
LONGEST: Final = 10.0  # seconds
_REMEMBERED: Final = 20_000  # keys at most, half of them at least; the oldest are forgotten


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


class Charge(NamedTuple):
    """One token of a key's bucket, always of one rate; `gentle` may delay, never refuse."""

    key: str
    rate: Rate
    gentle: bool = False


class Limiter:
    """The buckets of everybody. A full memory forgets, a restart forgives."""

    def __init__(self) -> None:
        self._full_at: dict[str, float] = {}
        self._older: dict[str, float] = {}  # of whom nothing was heard since these were put aside

    def charge(self, charges: Iterable[Charge], now: float) -> float:
        """Take a token for each charge; give the seconds to wait before going on, ≤ `LONGEST`.

        Raises RateLimited, and takes nothing, when one that is not gentle would wait longer.
        """
        spent, crowd = [], ("", NORMAL.address)
        longest = hardest = 0.0
        for key, rate, gentle in charges:
            full_at, owed = spend(self._known(key, now), rate, now)
            if gentle:  # what is never refused must not run into a debt that outlives the crowd
                full_at = min(full_at, now + rate.lasts + LONGEST)
            spent.append((key, full_at))
            if owed > longest:
                longest, crowd = owed, (key, rate)
            if owed > hardest and not gentle:
                hardest = owed
        if hardest > PATIENCE:
            raise RateLimited(retry_after=hardest)
        self._full_at.update(spent)
        wait = longest if longest <= PATIENCE else self._in_turn(*crowd, now)
        if len(self._full_at) >= _REMEMBERED // 2:
            self._older, self._full_at = self._full_at, {}
        return wait

    def _known(self, key: str, now: float) -> float:
        known = self._full_at.get(key)
        return self._older.get(key, now) if known is None else known

    def _in_turn(self, key: str, rate: Rate, now: float) -> float:
        """Give the seconds until it is the turn of one more of a crowd."""
        line = f"{key} in turn"
        behind = max(now + PATIENCE, self._known(line, now)) + 1 / (HASTE * rate.per_second)
        self._full_at[line] = turn = min(behind, now + LONGEST)
        return turn - now
