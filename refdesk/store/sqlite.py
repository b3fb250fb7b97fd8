"""Connections to SQLite: one that writes, all others read-only (G3)."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, NullPool, create_engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry

from refdesk.errors import SettingsProblem

BUSY_MS = 2_000  # how long a write waits for a foreign process that holds the file
_WRITING = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    # 16 MB, of whoever writes without a server; a server's own writer copies by `copying`.
    "PRAGMA wal_autocheckpoint = 4000",
    "PRAGMA foreign_keys = ON",
    # What is deleted is overwritten: a byte of it would be a promise broken.
    "PRAGMA secure_delete = ON",
    f"PRAGMA busy_timeout = {BUSY_MS}",
    "PRAGMA cache_size = -16384",
)
_READING = (
    "PRAGMA query_only = ON",
    # A second connection that checkpoints is half of the WAL race of SQLite 3.7.0 to 3.51.2.
    "PRAGMA wal_autocheckpoint = 0",
    f"PRAGMA busy_timeout = {BUSY_MS}",
    "PRAGMA cache_size = -4096",
)


def make_private(file: Path) -> None:
    """Make sure the file exists, new ones readable by nobody else.

    Raises SettingsProblem when there can be none.
    """
    if not file.parent.is_dir():
        raise SettingsProblem(
            f"database (REFDESK_DATABASE): folder {file.parent} tidak ada, buatlah dahulu / "
            f"the folder {file.parent} does not exist: make it first"
        )
    try:
        os.close(os.open(file, os.O_RDWR | os.O_CREAT, 0o600))
    except OSError as error:
        raise SettingsProblem(
            f"database (REFDESK_DATABASE): {file} tidak dapat ditulisi ({error.strerror}): periksa "
            "pemiliknya atau pilih folder lain / it cannot be opened for writing: check its owner, "
            "or choose another folder"
        ) from error


def writing_engine(file: Path) -> Engine:
    """Give an engine whose transactions are begun and ended by hand."""
    engine = create_engine(f"sqlite:///{file}", isolation_level="AUTOCOMMIT", hide_parameters=True)
    event.listen(engine, "connect", _on_connect(_WRITING))
    return engine


def reading_engine(file: Path) -> Engine:
    """Give an engine of read-only connections."""
    address = f"{file.as_uri()}?mode=ro"

    def connect() -> sqlite3.Connection:
        return sqlite3.connect(address, uri=True, check_same_thread=False)

    engine = create_engine(
        "sqlite://",
        creator=connect,
        poolclass=NullPool,
        isolation_level="AUTOCOMMIT",
        hide_parameters=True,  # of errors: they hold what people wrote
    )
    event.listen(engine, "connect", _on_connect(_READING))
    return engine


def cut_log(connection: Connection) -> bool:
    """Copy the write-ahead log into the database and cut it; False while somebody reads in it.

    Outside of a transaction. Nobody is waited for: messages would wait as well.
    """
    driver: Any = connection.connection.driver_connection
    driver.execute("PRAGMA busy_timeout = 0")
    try:
        busy, _, _ = driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    finally:
        driver.execute(f"PRAGMA busy_timeout = {BUSY_MS}")
    return not busy


def _on_connect(pragmas: tuple[str, ...]) -> Callable[..., None]:
    def on_connect(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
        cursor = connection.cursor()
        for pragma in pragmas:
            cursor.execute(pragma)
        cursor.close()

    return on_connect
