"""What a driver's error means for the desk: kept nothing, come back later, or stop (G15)."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable, Mapping

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from refdesk.desk.transcript_ports import SEARCH_DAMAGED
from refdesk.errors import (
    BadRequest,
    Busy,
    SettingsProblem,
    StorageFull,
    StoreBroken,
    Unavailable,
)


class Again(Exception):
    """Two nodes met in one row: the same commit, tried again, will go through."""


class Refused(Exception):
    """PostgreSQL refused a statement: its code and the constraint.

    Its own words quote the row, which must not come into a log.
    """

    def __init__(self, state: str, error: Exception) -> None:
        driver = getattr(error, "orig", None) or error
        own = driver.__cause__ or driver  # SQLAlchemy wraps asyncpg's errors twice
        constraint = getattr(own, "constraint_name", None) or ""
        super().__init__(f"PostgreSQL {state} {constraint}".strip())


_FULL = {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR_SHMSIZE}
# A write that failed before the sync leaves the database whole (a quota, a read-only disk).
_LATER = {
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_NOMEM,
    sqlite3.SQLITE_INTERRUPT,
    sqlite3.SQLITE_IOERR_WRITE,
}
_BROKEN = {sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
# PostgreSQL's codes and classes of codes (appendix A of its manual); the first that fits counts.
_POSTGRES: Mapping[tuple[str, ...], Callable[[str], Exception]] = {
    ("40001", "40P01"): Again,
    ("53100",): lambda state: StorageFull(detail=state),
    ("XX001", "XX002"): lambda state: StoreBroken(f"PostgreSQL reports damaged data ({state})"),
    ("28", "3D000"): lambda state: SettingsProblem(
        f"database (REFDESK_DATABASE): PostgreSQL menolak ({state}): periksa nama, sandi dan "
        "apakah basis datanya ada / PostgreSQL refuses: check the name, the password and that "
        "the database exists"
    ),
    # A character that PostgreSQL cannot hold.
    ("22021", "22P05"): lambda state: BadRequest("bad_character", detail=state),
    ("08", "25006", "25P0", "53", "55P03", "57", "58"): lambda state: Unavailable(detail=state),
}
_LOST = (OSError, asyncio.TimeoutError, PoolTimeoutError, EOFError)


def translate(error: Exception) -> Exception:
    """Give the error of the house for a driver's error; anything else comes back as it is."""
    if isinstance(error, _LOST):
        return Unavailable(detail=type(error).__name__)
    cause: BaseException | None = error.orig if isinstance(error, DBAPIError) else error
    if isinstance(cause, sqlite3.Error):
        return _of_sqlite(cause, error)
    state = getattr(cause, "sqlstate", None) or getattr(cause, "pgcode", None)
    if state is not None:
        return _of_postgres(str(state), error)
    if isinstance(error, DBAPIError) and error.connection_invalidated:
        return Unavailable(detail=type(cause).__name__)
    return _lost_connection(cause, error)


def spoils(error: Exception) -> bool:
    """Tell whether the error concerns the whole commit instead of one piece of work."""
    return isinstance(translate(error), (Again, StorageFull, StoreBroken, Unavailable, Busy))


def _of_sqlite(cause: sqlite3.Error, error: Exception) -> Exception:
    code = getattr(cause, "sqlite_errorcode", 0)
    if code == sqlite3.SQLITE_CORRUPT_VTAB:
        # Of the search index only, which is derived: nothing of the log is doubted.
        return Unavailable(SEARCH_DAMAGED, detail=str(cause))
    if code in _FULL:
        return StorageFull(detail=str(cause))
    if code in _LATER or code & 0xFF in _LATER:
        return Unavailable(detail=str(cause))
    if code & 0xFF in _BROKEN:
        return StoreBroken(str(cause))
    return error


def _of_postgres(state: str, error: Exception) -> Exception:
    for states, meaning in _POSTGRES.items():
        if state.startswith(states):
            return meaning(state)
    return Refused(state, error)


def _lost_connection(cause: BaseException | None, error: Exception) -> Exception:
    """Tell a connection that went away, which the drivers report without a code."""
    name = type(cause).__name__
    if name in ("InterfaceError", "ConnectionDoesNotExistError", "ConnectionFailureError"):
        return Unavailable(detail=name)
    return error
