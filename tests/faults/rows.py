"""What a row of the attack table is: a goal, the attack, the mutant it must be able to see."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median, quantiles

from tests.journeys.desks import desk
from tests.journeys.server import ServerProcess


@dataclass(frozen=True)
class Ground:
    """Where a row is fought: an empty folder, the source that the server runs, how much of it."""

    folder: Path
    tree: Path
    short: bool = False

    def many(self, full: int, short: int) -> int:
        """Give how many: the goal's number, or a few where only the row itself is tried."""
        return short if self.short else full

    def desk(self, kind: str = "sqlite", **env: str) -> AbstractAsyncContextManager[ServerProcess]:
        """Run a server of this tree with the librarians rina, budi, sari."""
        return desk(self.folder, kind, self.tree, **env)


@dataclass
class Finding:
    """What an attack measured; counts are asserted by the attack itself."""

    measured: dict[str, str] = field(default_factory=dict)
    missed: list[str] = field(default_factory=list)

    def note(self, what: str, value: object) -> None:
        """Keep a figure."""
        self.measured[what] = f"{value:.4g}" if isinstance(value, float) else str(value)

    def within(self, what: str, value: float, most: float, unit: str = "") -> None:
        """Keep a figure with a bound: above it the row falls short of its goal."""
        self.measured[what] = f"{value:.4g} {unit}".strip()
        if value > most:
            self.missed.append(f"{what} {value:.4g} > {most:g} {unit}".strip())

    def reached(self, what: str, count: int, goal: int) -> None:
        """Keep how often something was done: where time ran out the row falls short."""
        self.note(what, count)
        if count < goal:
            self.missed.append(f"{what} {count} of {goal} in the time there was")


@dataclass(frozen=True)
class Mutant:
    """A fault of the product: `old` becomes `new` in `file`.

    `shows` is a regular expression that what the row finds must match: a mutant that fails for
    another reason is not caught.
    """

    file: str
    old: str
    new: str
    shows: str


ENOUGH = 480.0  # seconds after which a row that repeats itself stops; it has 600 for everything


class Span:
    """How long a row has been at it."""

    def __init__(self) -> None:
        self._began = time.monotonic()

    @property
    def over(self) -> bool:
        """Whether there is no time for one more repetition."""
        return time.monotonic() - self._began > ENOUGH


Attack = Callable[[Ground, Finding], Awaitable[None]]
Need = Callable[[], str]  # why it cannot be had on this machine, "" where it can


@dataclass(frozen=True)
class Row:
    """One row. The attack raises AssertionError where a count is not what it must be."""

    name: str
    goal: str
    attack: Attack
    mutant: Mutant
    needs: tuple[Need, ...] = ()


def middle(seconds: list[float]) -> float:
    """Give the median."""
    return median(seconds)


def p99(seconds: list[float]) -> float:
    """Give the 99th percentile."""
    return quantiles(seconds, n=100, method="inclusive")[-1] if len(seconds) > 1 else seconds[0]
