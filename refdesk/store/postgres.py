"""Connections to PostgreSQL, with a bound on everything that can wait."""

from __future__ import annotations

from sqlalchemy import URL
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from refdesk.store.addresses import for_asyncpg

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


def reading_engine(url: URL) -> AsyncEngine:
    """Give an engine of a few connections that see each statement's newest state."""
    return _engine(url, READERS).execution_options(isolation_level="AUTOCOMMIT")


def _engine(url: URL, connections: int) -> AsyncEngine:
    return create_async_engine(
        for_asyncpg(url),
        pool_size=connections,
        max_overflow=0,
        pool_timeout=CONNECT_SECONDS,
        connect_args={
            "timeout": CONNECT_SECONDS,
            "command_timeout": STATEMENT_SECONDS,
            "server_settings": _SETTINGS,
        },
    )
