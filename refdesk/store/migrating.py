"""Bringing the schema to this release: all of it in one transaction, or none."""

from __future__ import annotations

import asyncio
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import URL, Connection, create_engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from refdesk.errors import SettingsProblem, StoreBroken, Unavailable
from refdesk.store.addresses import file_of, for_asyncpg, is_sqlite, parse
from refdesk.store.locking import DatabaseLock
from refdesk.store.move_state import refuse_unfinished
from refdesk.store.sqlite import make_private

# Any number will do, as long as nothing else in the database takes the same.
_ADVISORY_LOCK = 0x726566646573
TURN_SECONDS = 60  # for another node's migration, for a lock on a table
_NOT_IN_TIME = "55P03"  # PostgreSQL's code


def newest() -> str:
    """Give the revision that this release wants."""
    head = ScriptDirectory.from_config(_config()).get_current_head()
    return head or ""


def migrate_sqlite(url: URL) -> None:
    """Bring an SQLite file to the newest revision; the caller holds the process lock."""
    engine = create_engine(f"sqlite:///{file_of(url)}", isolation_level="AUTOCOMMIT")
    try:
        with engine.connect() as connection:
            if not file_of(url).stat().st_size:
                # Its free pages can go back to the disk without a copy of it all.
                connection.exec_driver_sql("PRAGMA auto_vacuum = INCREMENTAL")
            connection.exec_driver_sql("PRAGMA journal_mode = WAL")
            connection.exec_driver_sql("PRAGMA synchronous = FULL")
            # What a migration takes away is overwritten, as what is deleted later.
            connection.exec_driver_sql("PRAGMA secure_delete = ON")
            connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            _upgrade(connection)
            damage = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
            if damage is not None:
                connection.exec_driver_sql("ROLLBACK")
                raise StoreBroken(f"the migration would leave a broken reference: {damage}")
            connection.exec_driver_sql("COMMIT")
    finally:
        engine.dispose()


async def _take_turn(connection: AsyncConnection) -> None:
    """Wait until no other node migrates; raises Unavailable when that does not end."""
    await connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{TURN_SECONDS}s'")
    try:
        await connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_ADVISORY_LOCK})")
    except DBAPIError as error:
        if getattr(error.orig, "sqlstate", "") != _NOT_IN_TIME:
            raise
        raise Unavailable(
            detail=f"another process has been migrating it for {TURN_SECONDS} s"
        ) from None


async def migrate_postgres(url: URL, *, moving: bool = False) -> None:
    """Bring a PostgreSQL database to the newest revision, one node at a time.

    Only who is `moving` a database into it may have one that is half filled.
    """
    engine = create_async_engine(for_asyncpg(url), connect_args={"timeout": 5})
    try:
        async with engine.begin() as connection:
            await _take_turn(connection)
            if not moving:
                await connection.run_sync(refuse_unfinished)
            await connection.run_sync(_upgrade)
    finally:
        await engine.dispose()


async def upgrade(address: str) -> None:
    """Bring the database at this address to the newest revision.

    Raises SettingsProblem when a newer release has been here, StoreBroken when a server uses it.
    """
    url = parse(address)
    if not is_sqlite(url):
        return await migrate_postgres(url)
    make_private(file_of(url))
    lock = DatabaseLock(file_of(url))
    try:
        await asyncio.to_thread(migrate_sqlite, url)
    finally:
        lock.release()


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    return config


def _upgrade(connection: Connection) -> None:
    config = _config(connection)
    current = MigrationContext.configure(connection).get_current_revision()
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    if current is not None and current not in known:
        raise SettingsProblem(
            f"database: skemanya ({current}) milik refdesk yang lebih baru: pasang rilis itu, atau "
            "pulihkan cadangan dari sebelum pemutakhiran / its schema is of a newer refdesk than "
            "this one: install that release, or restore the backup made before its upgrade"
        )
    if current != newest():
        command.upgrade(config, "head")
