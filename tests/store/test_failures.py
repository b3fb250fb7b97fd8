"""What drivers' errors mean."""

from __future__ import annotations

import sqlite3

import pytest
from sqlalchemy.exc import DBAPIError

from refdesk.errors import BadRequest, StorageFull, StoreBroken, Unavailable
from refdesk.store.failures import Again, spoils, translate


class PostgresError(Exception):
    """Stands for an error of the driver with its code."""

    def __init__(self, sqlstate: str) -> None:
        super().__init__(sqlstate)
        self.sqlstate = sqlstate
        self.constraint_name = ""


def of_sqlite(code: int) -> DBAPIError:
    """Give an error as SQLAlchemy wraps it."""
    error = sqlite3.OperationalError("something")
    error.sqlite_errorcode = code
    return DBAPIError("SELECT", None, error)


def of_postgres(state: str) -> DBAPIError:
    """Give an error as SQLAlchemy wraps it."""
    return DBAPIError("SELECT", None, PostgresError(state))


@pytest.mark.parametrize(
    ("error", "meaning"),
    [
        (of_sqlite(sqlite3.SQLITE_FULL), StorageFull),
        (of_sqlite(sqlite3.SQLITE_BUSY), Unavailable),
        (of_sqlite(sqlite3.SQLITE_BUSY_SNAPSHOT), Unavailable),
        (of_sqlite(sqlite3.SQLITE_READONLY), Unavailable),
        (of_sqlite(sqlite3.SQLITE_IOERR_WRITE), Unavailable),
        (of_sqlite(sqlite3.SQLITE_IOERR_FSYNC), StoreBroken),
        (of_sqlite(sqlite3.SQLITE_IOERR_READ), StoreBroken),
        (of_sqlite(sqlite3.SQLITE_CORRUPT), StoreBroken),
        (of_sqlite(sqlite3.SQLITE_NOTADB), StoreBroken),
        (of_postgres("40001"), Again),
        (of_postgres("40P01"), Again),
        (of_postgres("53100"), StorageFull),
        (of_postgres("53300"), Unavailable),
        (of_postgres("57P01"), Unavailable),
        (of_postgres("08006"), Unavailable),
        (of_postgres("XX001"), StoreBroken),
        (ConnectionRefusedError(), Unavailable),
        (TimeoutError(), Unavailable),
    ],
)
def test_what_concerns_the_whole_commit(error: Exception, meaning: type[Exception]) -> None:
    """A full disk, a lost server or a damaged file concern everybody in the commit."""
    assert type(translate(error)) is meaning
    assert spoils(error)


@pytest.mark.parametrize("error", [of_sqlite(sqlite3.SQLITE_CONSTRAINT), ValueError("x")])
def test_what_concerns_one_piece_of_work(error: Exception) -> None:
    """Other errors come back as they are and concern the piece of work that caused them."""
    assert translate(error) is error
    assert not spoils(error)


def test_what_postgresql_refuses_is_told_without_its_row() -> None:
    """Of a violated constraint its name and code remain; the server's words quote the row."""
    violated = PostgresError("23505")
    violated.args = ("duplicate key, DETAIL: Key (login)=(sari) exists",)
    violated.constraint_name = "staff_login"
    for error in (violated, DBAPIError("INSERT", None, violated)):
        assert str(translate(error)) == "PostgreSQL 23505 staff_login"
        assert not spoils(error)


def test_a_character_that_cannot_be_stored_is_a_bad_request() -> None:
    """PostgreSQL refuses zero bytes in texts: the sender is told."""
    assert isinstance(translate(of_postgres("22021")), BadRequest)
