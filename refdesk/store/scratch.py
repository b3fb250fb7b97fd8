"""Restoring on PostgreSQL: not under a running server; a database for a while to rehearse in."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import create_async_engine

from refdesk.errors import SettingsProblem, StoreBroken
from refdesk.store.addresses import for_asyncpg, parse
from refdesk.store.failures import translate

PREFIX = "refdesk_drill_"
_SERVERS = (
    "SELECT count(*) FROM pg_stat_activity"
    " WHERE datname = current_database() AND application_name = 'refdesk'"
)
_FORBIDDEN = "42501"  # PostgreSQL's code


@asynccontextmanager
async def scratch_database(address: str) -> AsyncIterator[str]:
    """Give the address of an empty database on the same server; it is dropped at the end.

    Raises SettingsProblem where the account may make none, Unavailable.
    """
    url, name = parse(address), f"{PREFIX}{secrets.token_hex(6)}"
    await _administer(address, f"CREATE DATABASE {name}")
    try:
        yield url.set(database=name).render_as_string(hide_password=False)
    finally:
        await _administer(address, f"DROP DATABASE {name} WITH (FORCE)")


async def refuse_in_use(address: str) -> None:
    """Raise StoreBroken while a server uses the database."""
    if await _administer(address, _SERVERS):
        raise StoreBroken(
            "basis data sedang dipakai server refdesk: hentikan dahulu / a refdesk server is using "
            "the database: stop it first"
        )


async def _administer(address: str, statement: str) -> int:
    """Carry out a statement; give the number it answers, 0 where it answers none."""
    url = parse(address)
    engine = create_async_engine(
        for_asyncpg(url), isolation_level="AUTOCOMMIT", connect_args={"timeout": 5}
    )
    try:
        async with engine.connect() as connection:
            found = await connection.exec_driver_sql(statement)
            return int(found.scalar_one()) if found.returns_rows else 0
    except (DBAPIError, OSError, TimeoutError) as error:
        if getattr(getattr(error, "orig", None), "sqlstate", "") == _FORBIDDEN:
            raise SettingsProblem(
                f"akun {url.username} tidak boleh membuat basis data: ALTER ROLE {url.username} "
                f"CREATEDB / the account {url.username} may make no database: ALTER ROLE "
                f"{url.username} CREATEDB"
            ) from None
        raise translate(error) from error
    finally:
        await engine.dispose()
