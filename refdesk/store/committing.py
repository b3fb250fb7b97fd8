"""One commit: whatever waited is done together, each piece guarded from the others."""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any, Generic, NamedTuple, TypeVar

import structlog
from sqlalchemy import Connection

from refdesk.errors import Busy, RefdeskError, StoreBroken, Unavailable
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
    """A kind of write: `run` does many at once and gives a result or an exception for each.

    `swift` does the same where nothing stands in the way, and raises Doubtful where something may.
    What stands `apart` has a commit of its own: no message's commit takes longer for it.
    """

    run: Callable[[Connection, Sequence[A]], Sequence[R | Exception]]
    apart: bool = False
    swift: Callable[[Connection, Sequence[A]], Sequence[R | Exception]] | None = None


class Doubtful(Exception):
    """The swift way does not fit here: nothing of this transaction may stay, all is done again."""


class Work(NamedTuple):
    """One piece of work; `tell` is called on the loop with its result or exception."""

    batch: Batch[Any, Any]
    item: Any
    tell: Callable[[Any], None]


class Writer(ABC):
    """The one way to write. `ailing` while its last commit failed, `full` if for want of room.

    `served` counts the pieces of work that were told how they ended.
    """

    ailing = False
    full = False
    served = 0

    @abstractmethod
    def submit(self, batch: Batch[A, R], item: A, tell: Callable[[R | Exception], None]) -> None:
        """Do it in the next commit, then tell the result, or what `write` raises; raises nothing.

        What cannot be taken is told at once.
        """

    async def write(self, batch: Batch[A, R], item: A) -> R:
        """Return once it was synced; raises Busy, StorageFull, Unavailable or StoreBroken."""
        outcome: asyncio.Future[R] = asyncio.get_running_loop().create_future()
        self.submit(batch, item, partial(_conclude, outcome))
        return await outcome

    @abstractmethod
    async def close(self) -> None:
        """Finish what waits, then let go of the database."""

    @abstractmethod
    def backlog(self) -> int:
        """Give the number of pieces that wait for their commit."""


def _conclude(outcome: asyncio.Future[R], result: R | Exception) -> None:
    if outcome.done():
        return
    if isinstance(result, Exception):
        outcome.set_exception(result)
    else:
        outcome.set_result(result)


def _each(connection: Connection, jobs: Sequence[Job[Any]]) -> list[Any]:
    """Do jobs one after the other, each in a savepoint of its own when there are several."""
    if len(jobs) == 1:
        return [jobs[0](connection)]
    return [_guarded(connection, ALONE, [job])[0] for job in jobs]


ALONE: Batch[Job[Any], Any] = Batch(_each)


APART: Batch[Job[Any], Any] = Batch(_each, apart=True)


async def write_apart(writer: Writer, job: Job[R]) -> R:
    """Write by a job that has a commit of its own."""
    result: R = await writer.write(APART, job)
    return result


async def write_alone(writer: Writer, job: Job[R]) -> R:
    """Write by a job that shares its commit but no statement with others."""
    result: R = await writer.write(ALONE, job)
    return result


def together(works: Sequence[Work]) -> int:
    """Give how many of those that wait make the next commit, none waiting: 0."""
    for place, work in enumerate(works[:LARGEST_COMMIT]):
        if work.batch.apart:
            return max(place, 1)
    return min(len(works), LARGEST_COMMIT)


def at_once(connection: Connection, works: Sequence[Work]) -> list[Any]:
    """Do all work inside the open transaction as if nothing could fail; raises what does.

    It spares the savepoints, two a batch, which keep a copy of every page they touch: after a
    failure the transaction is undone, and `carry_out` finds out whose fault it was.
    """
    return _by_batch(works, lambda batch, items: (batch.swift or batch.run)(connection, items))


def carry_out(connection: Connection, works: Sequence[Work]) -> list[Any]:
    """Do all work inside the open transaction; give a result or an exception for each.

    Raises what spoils the whole commit (see `failures.spoils`).
    """
    return _by_batch(works, partial(_guarded, connection))


def _by_batch(
    works: Sequence[Work], run: Callable[[Batch[Any, Any], Sequence[Any]], Sequence[Any]]
) -> list[Any]:
    first = works[0].batch
    if len(works) == 1 or all(work.batch is first for work in works):
        outcomes = list(run(first, [work.item for work in works]))
        if len(outcomes) != len(works):  # before the commit: after it nobody could be told
            raise ValueError(f"{len(outcomes)} outcomes of {len(works)} pieces of work")
        return outcomes
    outcomes = [None] * len(works)
    groups: dict[int, list[int]] = {}
    for place, work in enumerate(works):
        groups.setdefault(id(work.batch), []).append(place)
    for places in groups.values():
        batch = works[places[0]].batch
        results = run(batch, [works[place].item for place in places])
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


@contextmanager
def between_commits(connection: Connection) -> Iterator[None]:
    """End the transaction of a job that stands apart for what can be done in none, begin another.

    Nothing else is in it, so that nothing is told as durable too early.
    """
    control(connection, "COMMIT")
    try:
        yield
    finally:
        control(connection, "BEGIN IMMEDIATE")
        control(connection, "SAVEPOINT piece")


def refusal(works: int, broken: StoreBroken | None, *, closed: bool) -> Exception | None:
    """Give why no more work is taken, None when it is."""
    if broken is not None:
        return StoreBroken(str(broken))
    if closed:
        return Unavailable("store_closed")
    return Busy("writer_backlog") if works >= LONGEST_LINE else None


def failed(works: Sequence[Work], failure: Exception) -> list[Exception]:
    """Give all of a commit its one failure, of which whoever looks after the server is told."""
    reason = failure.detail if isinstance(failure, RefdeskError) else ""
    _log.warning("commit_failed", error=type(failure).__name__, reason=reason, pieces=len(works))
    return [failure] * len(works)


def settle(works: Sequence[Work], outcomes: Sequence[Any]) -> None:
    """Tell everybody how their work ended, also when telling one of them fails."""
    for work, outcome in zip(works, outcomes, strict=True):
        try:
            work.tell(outcome)
        except Exception:  # noqa: BLE001 - the commit stands, the others wait
            _log.exception("outcome_not_taken")
