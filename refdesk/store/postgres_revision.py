"""Whether PostgreSQL has this release's schema, told without the library that changes it."""

from __future__ import annotations

from sqlalchemy import URL, Connection, NullPool, inspect
from sqlalchemy.ext.asyncio import create_async_engine

from refdesk.store import revision
from refdesk.store.addresses import for_asyncpg
from refdesk.store.move_state import refuse_unfinished
from refdesk.store.postgres import CONNECT_SECONDS, STATEMENT_SECONDS


async def is_newest(url: URL) -> bool:
    """Tell whether the schema is this release's.

    Raises SettingsProblem for a database that a move has filled in part, and what the driver
    raises.
    """
    bounds = {"timeout": CONNECT_SECONDS, "command_timeout": STATEMENT_SECONDS}
    engine = create_async_engine(for_asyncpg(url), poolclass=NullPool, connect_args=bounds)
    try:
        async with engine.connect() as connection:
            return await connection.run_sync(_is_newest)
    finally:
        await engine.dispose()


def _is_newest(connection: Connection) -> bool:
    refuse_unfinished(connection)
    if not inspect(connection).has_table("alembic_version"):
        return False
    found = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
    return found == revision.newest()
