"""How large a measurement is: conversations, rates, seconds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

TALKS_OF_ONE: Final = 10  # conversations a librarian holds on one connection


@dataclass(frozen=True, slots=True)
class Plan:
    """One run. Rates are messages per second; `seconds` are those of each measured load.

    Each load runs `rounds` times, product and prototype by turns, so that whatever else the
    machine does falls on both.
    """

    talks: int = 500
    rates: tuple[int, ...] = (50, 200, 1_000)
    seconds: float = 8.0
    rounds: int = 3
    idle: int = 10_000
    starts: int = 3
    postgres: str = ""  # address of an empty database; "" for one of the run's own

    @property
    def librarians(self) -> int:
        """Give how many librarians hold the conversations."""
        return -(-self.talks // TALKS_OF_ONE)


QUICK: Final = Plan(talks=200, rates=(200, 1_000), seconds=2.5, rounds=2, idle=500, starts=1)
