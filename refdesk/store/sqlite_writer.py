"""The writer thread of SQLite: one connection, one commit for whatever has queued (G3)."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Sequence
from queue import SimpleQueue
from typing import Any

from sqlalchemy import Connection

from refdesk.errors import StorageFull, StoreBroken
from refdesk.store.committing import (
    LARGEST_COMMIT,
    A,
    Batch,
    R,
    Work,
    Writer,
    at_once,
    carry_out,
    failed,
    refusal,
    settle,
    together,
)
from refdesk.store.copying import Copying
from refdesk.store.driver import sqlite_driver
from refdesk.store.failures import spoils, translate


class SqliteWriter(Writer):
    """Owns the writing connection; `check` is asked before each commit (lost lock).

    What the commits leave in the log is `copying`'s, between two of them.
    """

    def __init__(
        self,
        connection: Connection,
        check: Callable[[], None],
        on_broken: Callable[[StoreBroken], None],
        copying: Copying,
    ) -> None:
        self._connection = connection
        self._driver = sqlite_driver(connection)  # asked for once: it is a way of its own
        self._check = check
        self._on_broken = on_broken
        self._copying = copying
        self._loop = asyncio.get_running_loop()
        self._gathered: list[Work] = []  # on the loop, not yet handed over
        self._waiting: SimpleQueue[list[Work] | None] = SimpleQueue()
        self._taken: list[Work] = []  # by the thread, not yet begun
        self._ending = False  # the thread has met the end of what waits
        self._count = 0
        self._broken: StoreBroken | None = None
        self._closed = False
        self._thread = threading.Thread(target=self._run, name="refdesk-writer", daemon=True)
        self._thread.start()

    def submit(self, batch: Batch[A, R], item: A, tell: Callable[[R | Exception], None]) -> None:
        """Do it in the next commit, then tell."""
        refused = refusal(self._count, self._broken, closed=self._closed)
        if refused is not None:
            tell(refused)
            return
        self._count += 1
        if not self._gathered:
            self._loop.call_soon(self._hand_over)
        self._gathered.append(Work(batch, item, tell))

    def _hand_over(self) -> None:
        """Give the thread all that this turn of the loop brought: one commit, one wake-up."""
        gathered, self._gathered = self._gathered, []
        if gathered:
            self._waiting.put(gathered)

    def backlog(self) -> int:
        """Give the number of pieces that wait for their commit."""
        return self._count

    async def close(self) -> None:
        """Finish what waits, then close the connection."""
        if not self._closed:
            self._closed = True
            self._hand_over()
            self._waiting.put(None)
        await asyncio.to_thread(self._thread.join)

    def _run(self) -> None:
        while works := self._next():
            self._report(works, self._commit(works))
            if not self.ailing:
                self._copy(len(works))
        self._copying.leave()
        self._connection.close()
        self._connection.engine.dispose()
        self._copying.let_go()

    def _copy(self, works: int) -> None:
        try:
            self._copying.committed(works)
        except StoreBroken as broken:
            self._broken, self.ailing = broken, True
            self._report((), ())

    def _next(self) -> list[Work]:
        """Wait for work, take what else has queued, a commit's worth; nothing after the last."""
        if not self._taken and not self._ending:
            self._take(self._waiting.get())
        # Nobody else takes from it, so that what is there stays there.
        while not self._waiting.empty() and len(self._taken) < LARGEST_COMMIT and not self._ending:
            self._take(self._waiting.get())
        count = together(self._taken)
        works = self._taken[:count]
        del self._taken[:count]
        return works

    def _take(self, handed: list[Work] | None) -> None:
        if handed is None:
            self._ending = True
        else:
            self._taken += handed

    def _commit(self, works: Sequence[Work]) -> Sequence[Any]:
        if self._broken is not None:
            return [StoreBroken(str(self._broken))] * len(works)
        try:
            self._check()
            if works[0].batch.apart:
                self._copying.step_aside()
            self._driver.execute("BEGIN IMMEDIATE")
            outcomes = self._done(works)
            self._driver.execute("COMMIT")
        except Exception as error:  # noqa: BLE001 (whatever it is, the waiting must be told)
            failure = translate(error)
            self.ailing, self.full = True, isinstance(failure, StorageFull)
            return failed(works, self._failed(failure))
        self.ailing = self.full = False
        return outcomes

    def _done(self, works: Sequence[Work]) -> Sequence[Any]:
        """Do the work as if nothing could fail; when something does, once more with care."""
        if not works[0].batch.apart:
            try:
                return at_once(self._connection, works)
            except Exception as error:
                if spoils(error):
                    raise
            self._driver.execute("ROLLBACK")
            self._driver.execute("BEGIN IMMEDIATE")
        return carry_out(self._connection, works)

    def _failed(self, failure: Exception) -> Exception:
        """Undo the transaction; what cannot be undone can no longer be trusted."""
        try:
            if self._driver.in_transaction:
                self._driver.execute("ROLLBACK")
        except Exception as error:  # noqa: BLE001
            failure = StoreBroken(f"rollback failed: {error}")
        if isinstance(failure, StoreBroken):
            self._broken = failure
        return failure

    def _report(self, works: Sequence[Work], outcomes: Sequence[Any]) -> None:
        try:
            self._loop.call_soon_threadsafe(self._settle, works, outcomes)
        except RuntimeError:  # the loop has gone: nobody waits any more
            return

    def _settle(self, works: Sequence[Work], outcomes: Sequence[Any]) -> None:
        self._count -= len(works)
        self.served += len(works)
        settle(works, outcomes)
        if self._broken is not None:
            self._on_broken(self._broken)
