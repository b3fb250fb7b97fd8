"""Snapshots: a whole database written to a file while it is in use, and put back from it."""

from __future__ import annotations

import asyncio
import os
import shutil
import sqlite3
from contextlib import closing, suppress
from pathlib import Path

from sqlalchemy import URL

from refdesk.errors import SettingsProblem, StoreBroken, Unavailable
from refdesk.store.addresses import file_of, is_sqlite, parse

_WITHIN = 3_600.0  # seconds for a tool of PostgreSQL


async def write_snapshot(address: str, target: Path) -> None:
    """Write one consistent state of the database to a new file.

    SQLite: a compact copy (`VACUUM INTO`), in which nothing deleted is left. PostgreSQL: pg_dump's
    custom format. Raises SettingsProblem where pg_dump is lacking, Unavailable when it fails.
    """
    url = parse(address)
    if is_sqlite(url):
        await asyncio.to_thread(_copy, file_of(url), target)
    else:
        await _run("pg_dump", url, "--format=custom", f"--file={target}")


async def put_back(address: str, snapshot: Path) -> None:
    """Replace the database by a snapshot; whoever calls holds the lock of an SQLite file."""
    url = parse(address)
    if is_sqlite(url):
        await asyncio.to_thread(_replace, snapshot, file_of(url))
    else:
        clean = ("--clean", "--if-exists", "--single-transaction", "--no-owner", "--exit-on-error")
        await _run("pg_restore", url, *clean, str(snapshot))


def damage_of(snapshot: Path) -> str:
    """Name the first damage of an SQLite snapshot, "" when there is none."""
    try:
        with _reading(snapshot) as connection:
            (found,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
            reference = connection.execute("PRAGMA foreign_key_check").fetchone()
    except sqlite3.Error as error:
        return str(error)
    if found != "ok":
        return str(found)
    return f"foreign key: {reference}" if reference else ""


def _reading(file: Path) -> closing[sqlite3.Connection]:
    # Read-only, and not `query_only`, which would forbid writing a copy too.
    address = f"{file.absolute().as_uri()}?mode=ro"
    return closing(sqlite3.connect(address, uri=True, isolation_level=None))


def _copy(database: Path, target: Path) -> None:
    try:
        with _reading(database) as connection:
            connection.execute("PRAGMA wal_autocheckpoint = 0")
            connection.execute("VACUUM INTO ?", (str(target),))
    except sqlite3.Error as error:
        raise StoreBroken(f"{database}: {error}") from error
    target.chmod(0o600)
    _sync(target)


def _replace(snapshot: Path, database: Path) -> None:
    """Put the copy in place in one step; the old file's write-ahead log must not outlive it.

    The log is copied into the old file first: a kill between the two leaves it whole.
    """
    _empty_log(database)
    fresh = database.with_name(database.name + ".restoring")
    shutil.copyfile(snapshot, fresh)
    fresh.chmod(0o600)
    _sync(fresh)
    for ending in ("-wal", "-shm"):
        database.with_name(database.name + ending).unlink(missing_ok=True)
    fresh.replace(database)
    _sync(database.parent)


def _empty_log(database: Path) -> None:
    if not database.exists() or not database.stat().st_size:
        return
    # A damaged file is what is being replaced; it lies aside as it was.
    with suppress(sqlite3.Error), closing(sqlite3.connect(database)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


async def _run(program: str, url: URL, *options: str) -> None:
    found = shutil.which(program)
    if found is None:
        raise SettingsProblem(
            f"{program} tidak ada: pasang klien PostgreSQL (Debian, Ubuntu: apt install "
            f"postgresql-client) / {program} is lacking: install PostgreSQL's client programs"
        )
    # The password goes by the environment: other people of the machine may read the arguments.
    secret = {"PGPASSWORD": str(url.password)} if url.password else {}
    plain = URL.create(
        "postgresql", url.username, None, url.host, url.port, url.database, url.query
    )
    process = await asyncio.create_subprocess_exec(
        found,
        f"--dbname={plain.render_as_string()}",
        *options,
        env=os.environ | secret,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        async with asyncio.timeout(_WITHIN):
            _, problem = await process.communicate()
    except TimeoutError:
        process.kill()
        await process.wait()
        raise Unavailable(detail=f"{program} did not end within an hour") from None
    if process.returncode:
        raise Unavailable(detail=f"{program}: {problem.decode(errors='replace')[-400:]}")
