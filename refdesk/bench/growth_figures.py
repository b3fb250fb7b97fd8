"""The figures of growth: what the same act costs over histories of different length."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import msgspec

FLAT: Final = 1.3  # × from the smallest history to the largest


class Act(msgspec.Struct, frozen=True):
    """One act on one history. Times in milliseconds; processor time is that of the server.

    `rows` is what the act had to read and give: 0 where that does not depend on the history.
    """

    name: str
    messages: int
    median_ms: float
    p90_ms: float
    cpu_ms: float
    rows: int = 0


class History(msgspec.Struct, frozen=True):
    """One history; `filled_s` and `indexed_s` are 0 when it was there already.

    Sizes in MiB, that of the database 0 where it is not known.
    """

    messages: int
    conversations: int
    database_mib: float
    filled_s: float
    indexed_s: float
    export_mib: float  # what the server's memory grew by while it exported


class Growth(msgspec.Struct, frozen=True):
    """A whole run over one store, smallest history first."""

    store: str
    histories: list[History]
    acts: list[Act]

    def names(self) -> list[str]:
        """Give the names of the acts, in order."""
        return list(dict.fromkeys(act.name for act in self.acts))

    def of(self, name: str) -> list[Act]:
        """Give an act on every history."""
        return [act for act in self.acts if act.name == name]


def as_json(measured: Growth) -> bytes:
    """Give a run as JSON, to be kept in a file."""
    return msgspec.json.format(msgspec.json.encode(measured)) + b"\n"


def ratio(acts: Sequence[Act]) -> float:
    """Give the median time on the largest history over that on the smallest."""
    return acts[-1].median_ms / acts[0].median_ms


def cpu_ratio(acts: Sequence[Act]) -> float:
    """Give the same of the server's processor time, which a busy machine disturbs less."""
    return acts[-1].cpu_ms / acts[0].cpu_ms if acts[0].cpu_ms else 0.0


def goal(acts: Sequence[Act]) -> float:
    """Give the ratio that is allowed: flat, for each row that had to be read."""
    first, last = acts[0].rows, acts[-1].rows
    return FLAT * (max(1.0, last / first) if first else 1.0)


def act_of(name: str, messages: int, times: Sequence[float], cpu: float, rows: int = 0) -> Act:
    """Make the figure of an act done several times; all times come in seconds."""
    ordered = sorted(1000 * one for one in times)
    count = len(ordered)
    median, p90 = ordered[count // 2], ordered[min(count - 1, int(0.9 * count))]
    return Act(name, messages, median, p90, 1000 * cpu / count, rows)
