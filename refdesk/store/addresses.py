"""The address of a database, `sqlite:////path/refdesk.db` or `postgresql://…`."""

from __future__ import annotations

import os
from pathlib import Path

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from refdesk.errors import SettingsProblem

_EXAMPLES = "sqlite:////folder/refdesk.db, postgresql://name:password@host/database"


def parse(address: str) -> URL:
    """Read an address; raises SettingsProblem when it names neither kind of database."""
    try:
        url = make_url(address)
    except ArgumentError as error:
        raise _problem(address) from error
    kind = url.get_backend_name()
    if kind == "postgres":
        url, kind = url.set(drivername="postgresql"), "postgresql"
    if kind not in ("sqlite", "postgresql") or (kind == "sqlite" and not url.database):
        raise _problem(address)
    return url


def _problem(address: str) -> SettingsProblem:
    # An address may hold a password: only its beginning is told.
    shown = address.partition("@")[0].partition(":")[0]
    return SettingsProblem(
        f"database (REFDESK_DATABASE): alamat {shown!r} tidak dikenal; contoh: {_EXAMPLES} / "
        f"the address {shown!r} is not understood; examples: {_EXAMPLES}"
    )


def is_sqlite(url: URL) -> bool:
    """Tell an SQLite address from a PostgreSQL one."""
    return url.get_backend_name() == "sqlite"


def file_of(url: URL) -> Path:
    """Give the absolute path of an SQLite database, of the file itself where a link names it.

    SQLite puts the log beside the file itself, and whoever locks it has to lock the same.
    """
    return Path(os.path.realpath(url.database or ""))  # resolve() fails on links in a circle


def for_asyncpg(url: URL) -> URL:
    """Give the address as the driver wants it: libpq's `sslmode` is called `ssl` there."""
    query = {("ssl" if key == "sslmode" else key): value for key, value in url.query.items()}
    return url.set(drivername="postgresql+asyncpg", query=query)
