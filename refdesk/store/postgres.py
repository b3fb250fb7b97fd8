"""Connections to PostgreSQL, with a bound on everything that can wait."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from sqlalchemy import URL, Connection
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from refdesk.store.addresses import for_asyncpg

R = TypeVar("R")
READERS = 4
CONNECT_SECONDS = 5
STATEMENT_SECONDS = 8
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
    return _engine(url, 1)


class PostgresReading:
    """A source of reads: a few connections that see each statement's newest state."""

    def __init__(self, url: URL) -> None:
        self._pool = _engine(url, READERS)
        self._engine = self._pool.execution_options(isolation_level="AUTOCOMMIT")

    async def run(self, job: Callable[[Connection], R]) -> R:
        """Run the job on a free connection."""
        async with self._engine.connect() as connection:
            return await connection.run_sync(job)

    async def close(self) -> None:
        """Close all connections."""
        await self._pool.dispose()


def _engine(url: URL, connections: int) -> AsyncEngine:
    return create_async_engine(
        for_asyncpg(url),
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
