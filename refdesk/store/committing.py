"""One commit: whatever waited is done together, each piece guarded from the others."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

import structlog
from sqlalchemy import Connection

from refdesk.errors import Busy, RefdeskError
from refdesk.store.driver import control
from refdesk.store.failures import spoils, translate

A = TypeVar("A")
R = TypeVar("R")

_log = structlog.get_logger(__name__)

LARGEST_COMMIT = 256  # pieces of work (G3)
LONGEST_LINE = 1_000  # pieces waiting before `busy` (G9)
Job = Callable[[Connection], R]


@dataclass(frozen=True, slots=True)
class Batch(Generic[A, R]):
    """A kind of write: `run` does many at once and gives a result or an exception for each."""

    run: Callable[[Connection, Sequence[A]], Sequence[R | Exception]]


@dataclass(frozen=True, slots=True)
class Work:
    """One piece of work and who waits for it."""

    batch: Batch[Any, Any]
    item: Any
    outcome: asyncio.Future[Any]


class Writer(Protocol):
    """The one way to write: returns after the commit was synced."""

    async def write(self, batch: Batch[A, R], item: A) -> R:
        """Do it in the next commit; raises Busy, StorageFull, Unavailable or StoreBroken."""

    async def close(self) -> None:
        """Finish what waits, then let go of the database."""

    def backlog(self) -> int:
        """Give the number of pieces that wait for their commit."""


def _each(connection: Connection, jobs: Sequence[Job[Any]]) -> list[Any]:
    """Do jobs one after the other, each in a savepoint of its own when there are several."""
    if len(jobs) == 1:
        return [jobs[0](connection)]
    return [_guarded(connection, ALONE, [job])[0] for job in jobs]


ALONE: Batch[Job[Any], Any] = Batch(_each)


async def write_alone(writer: Writer, job: Job[R]) -> R:
    """Write by a job that shares its commit but no statement with others."""
    result: R = await writer.write(ALONE, job)
    return result


def carry_out(connection: Connection, works: Sequence[Work]) -> list[Any]:
    """Do all work inside the open transaction; give a result or an exception for each.

    Raises what spoils the whole commit (see `failures.spoils`).
    """
    outcomes: list[Any] = [None] * len(works)
    groups: dict[int, list[int]] = {}
    for place, work in enumerate(works):
        groups.setdefault(id(work.batch), []).append(place)
    for places in groups.values():
        batch = works[places[0]].batch
        results = _guarded(connection, batch, [works[place].item for place in places])
        for place, result in zip(places, results, strict=True):
            outcomes[place] = result
    return outcomes


def _guarded(connection: Connection, batch: Batch[A, R], items: Sequence[A]) -> Sequence[Any]:
    """Run a batch in a savepoint; when it fails, run its items one by one to find the bad one."""
    control(connection, "SAVEPOINT piece")
    try:
        results: Sequence[Any] = batch.run(connection, items)
    except Exception as error:
        if spoils(error):
            raise
        control(connection, "ROLLBACK TO SAVEPOINT piece")
        control(connection, "RELEASE SAVEPOINT piece")
        if len(items) == 1:
            return [translate(error)]
        return [_guarded(connection, batch, [item])[0] for item in items]
    control(connection, "RELEASE SAVEPOINT piece")
    return results


def enlist(works: int) -> None:
    """Refuse more work than may wait (raises Busy)."""
    if works >= LONGEST_LINE:
        raise Busy("writer_backlog")


def failed(works: Sequence[Work], failure: Exception) -> list[Exception]:
    """Give all of a commit its one failure, of which whoever looks after the server is told."""
    reason = failure.detail if isinstance(failure, RefdeskError) else ""
    _log.warning("commit_failed", error=type(failure).__name__, reason=reason, pieces=len(works))
    return [failure] * len(works)


def settle(works: Sequence[Work], outcomes: Sequence[Any]) -> None:
    """Tell everybody who still waits how their work ended."""
    for work, outcome in zip(works, outcomes, strict=True):
        if work.outcome.done():
            continue
        if isinstance(outcome, Exception):
            work.outcome.set_exception(outcome)
        else:
            work.outcome.set_result(outcome)
