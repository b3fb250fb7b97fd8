"""The flusher of PostgreSQL: one task, one commit for whatever has queued (G3)."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from itertools import islice
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from refdesk.errors import StoreBroken, Unavailable
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
from refdesk.store.driver import control
from refdesk.store.failures import Again, spoils, translate
from refdesk.store.postgres import let_go

TRIES = 4
COMMIT_SECONDS = 20.0
Do = Callable[[Connection, Sequence[Work]], Sequence[Any]]


class PostgresWriter(Writer):
    """Owns the flusher task from `start` to `close`."""

    def __init__(self, engine: AsyncEngine, on_broken: Callable[[StoreBroken], None]) -> None:
        self._engine = engine
        self._on_broken = on_broken
        self._waiting: deque[Work] = deque()
        self._arrived = asyncio.Event()
        self._under_way: Sequence[Work] = ()
        self._broken: StoreBroken | None = None
        self._closed = False
        self._connection: AsyncConnection | None = None
        self._task = asyncio.get_running_loop().create_task(self._run(), name="refdesk-flusher")
        self._task.add_done_callback(self._ended)

    def submit(self, batch: Batch[A, R], item: A, tell: Callable[[R | Exception], None]) -> None:
        """Do it in the next commit, then tell."""
        refused = refusal(self.backlog(), self._broken, closed=self._closed)
        if refused is not None:
            tell(refused)
            return
        self._waiting.append(Work(batch, item, tell))
        self._arrived.set()

    def backlog(self) -> int:
        """Give the number of pieces that wait for their commit."""
        return len(self._waiting) + len(self._under_way)

    async def close(self) -> None:
        """Finish what waits, then let go of the connection."""
        self._closed = True
        self._arrived.set()
        await asyncio.wait([self._task])
        if self._connection is not None:
            await self._connection.close()
        await self._engine.dispose()

    async def _run(self) -> None:
        while self._waiting or not self._closed:
            await self._arrived.wait()
            self._arrived.clear()
            while self._waiting:
                await self._flush()

    def _ended(self, task: asyncio.Task[None]) -> None:
        """Tell everybody when the flusher has ended otherwise than by `close`: none follows it."""
        error = "cancelled" if task.cancelled() else task.exception()
        if error is None:
            return
        self._broken = StoreBroken(f"the writer ended: {error!r}")
        works, self._under_way = [*self._under_way, *self._waiting], ()
        self._waiting.clear()
        settle(works, [StoreBroken(str(self._broken))] * len(works))
        self._on_broken(self._broken)

    async def _flush(self) -> None:
        count = together(tuple(islice(self._waiting, LARGEST_COMMIT)))
        works = [self._waiting.popleft() for _ in range(count)]
        self._under_way = works
        outcomes = await self._commit(works)
        self._under_way = ()
        self.served += len(works)
        settle(works, outcomes)
        if self._broken is not None:
            self._on_broken(self._broken)

    async def _commit(self, works: Sequence[Work]) -> Sequence[Any]:
        if self._broken is not None:
            return [StoreBroken(str(self._broken))] * len(works)
        failure: Exception = Unavailable("store_contended")
        for _ in range(TRIES):
            try:
                outcomes = await self._try_commit(works)
            except Exception as error:  # noqa: BLE001 - whatever it is, the waiting must be told
                failure = translate(error)
            else:
                self.ailing = False
                return outcomes
            if not isinstance(failure, Again):
                break
        if isinstance(failure, Again):
            failure = Unavailable("store_contended")
        if isinstance(failure, StoreBroken):
            self._broken = failure
        self.ailing = True
        return failed(works, failure)

    async def _try_commit(self, works: Sequence[Work]) -> Sequence[Any]:
        async with asyncio.timeout(COMMIT_SECONDS), self._connected() as connection:
            try:
                return await _done(connection, at_once, works)
            except Exception as error:
                if spoils(error):
                    raise
            return await _done(connection, carry_out, works)

    @asynccontextmanager
    async def _connected(self) -> AsyncIterator[AsyncConnection]:
        """Give the connection; it is kept while all goes well, for to take one out costs 60 µs."""
        connection = self._connection or await self._engine.connect()
        self._connection = None
        try:
            yield connection
            # SQLAlchemy's own idea of a transaction, which would bind it to this connection for
            # good.
            await connection.rollback()
        except BaseException:
            await connection.close()
            raise
        self._connection = connection


async def _done(connection: AsyncConnection, do: Do, works: Sequence[Work]) -> Sequence[Any]:
    try:
        return await connection.run_sync(_committed, do, works)
    except BaseException:
        await let_go(connection)
        raise


def _committed(connection: Connection, do: Do, works: Sequence[Work]) -> Sequence[Any]:
    control(connection, "BEGIN")
    outcomes = do(connection, works)
    control(connection, "COMMIT")
    return outcomes
