"""Reading SQLite: a few threads, each with a read-only connection of its own."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from sqlalchemy import Connection, Engine

R = TypeVar("R")
READERS = 3


class SqliteReading:
    """A source of reads; the driver is called directly, which costs half of an async one."""

    # What a crowd asks is mostly work of the interpreter: three threads at it are no sooner done,
    # but after each step of a commit the writer has to wait for every one of them.
    crowd = 1

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._threads = ThreadPoolExecutor(READERS, thread_name_prefix="refdesk-reader")
        self._own = threading.local()
        self._open: set[Connection] = set()

    async def run(self, job: Callable[[Connection], R]) -> R:
        """Run the job on the connection of a free thread."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, self._do, job)

    async def close(self) -> None:
        """Wait for reads under way, then close all connections."""
        await asyncio.to_thread(self._threads.shutdown)
        for connection in self._open:
            connection.close()

    def _do(self, job: Callable[[Connection], R]) -> R:
        connection: Connection | None = getattr(self._own, "connection", None)
        if connection is None:
            connection = self._own.connection = self._engine.connect()
            self._open.add(connection)
        try:
            return job(connection)
        except BaseException:
            # Whatever state it is in, the next read begins with a new one.
            self._own.connection = None
            self._open.discard(connection)
            connection.close()
            raise
