"""Connections to PostgreSQL, with a bound on everything that can wait."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TypeVar

from sqlalchemy import URL, Connection
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from refdesk.store.addresses import for_asyncpg
from refdesk.store.driver import control

R = TypeVar("R")
READERS = 4
CONNECT_SECONDS = 5
STATEMENT_SECONDS = 8
ANSWER_SECONDS = 2
_SETTINGS = {
    "application_name": "refdesk",
    "synchronous_commit": "on",
    "statement_timeout": "7000",
    "lock_timeout": "4000",
    "idle_in_transaction_session_timeout": "10000",
    "timezone": "UTC",
}


def writing_engine(url: URL) -> AsyncEngine:
    """Give an engine of the one connection that the flusher uses."""
    return _engine(url, 1)  # its transactions are those of `driver.control`


class PostgresReading:
    """A source of reads: a few connections that see each statement's newest state."""

    crowd = READERS

    def __init__(self, url: URL) -> None:
        self._engine = _engine(url, READERS)

    async def run(self, job: Callable[[Connection], R]) -> R:
        """Run the job on a free connection."""
        async with self._engine.connect() as connection:
            try:
                return await connection.run_sync(job)
            except BaseException:
                await let_go(connection)
                raise

    async def close(self) -> None:
        """Close all connections."""
        await self._engine.dispose()


async def let_go(connection: AsyncConnection) -> None:
    """End what a failed job left open; a connection that does not answer is not used again."""
    try:
        async with asyncio.timeout(ANSWER_SECONDS):
            await connection.run_sync(control, "ROLLBACK")
    except Exception:  # noqa: BLE001 - the failure itself is on its way
        await connection.invalidate()
    # Otherwise SQLAlchemy would not connect anew in place of a connection that died.
    await connection.rollback()


def _engine(url: URL, connections: int) -> AsyncEngine:
    return create_async_engine(
        for_asyncpg(url),
        isolation_level="AUTOCOMMIT",
        pool_size=connections,
        max_overflow=0,
        pool_timeout=CONNECT_SECONDS,
        hide_parameters=True,  # of errors: they hold what people wrote
        connect_args={
            "timeout": CONNECT_SECONDS,
            "command_timeout": STATEMENT_SECONDS,
            "server_settings": _SETTINGS,
        },
    )
