"""Many rows in one driver statement, spoken alike to SQLite and PostgreSQL.

SQLite takes `executemany` of one prepared statement; PostgreSQL takes one array for each column.
Rows are tuples of driver values in the order of the statement's columns. All names in the
statements come from our own tables.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from typing import Any

import msgspec
from sqlalchemy import BigInteger, Boolean, Column, Connection, Integer, LargeBinary, Table
from sqlmodel import SQLModel

Row = tuple[Any, ...]
_json = msgspec.json.Encoder()


def is_postgres(connection: Connection) -> bool:
    """Tell which dialect the connection speaks."""
    return connection.dialect.name == "postgresql"


def control(connection: Connection, statement: str) -> None:
    """Begin, end or mark a place in a transaction."""
    if is_postgres(connection):
        _postgres(connection, "execute", statement)
    else:
        sqlite_driver(connection).execute(statement)


def table_of(model: type[SQLModel]) -> Table:
    """Give the table of a model."""
    table: Table = model.__table__  # type: ignore[attr-defined]
    return table


class Insert:
    """Insert whole rows; `then` is a conflict clause that both dialects know."""

    def __init__(self, model: type[SQLModel], then: str = "") -> None:
        columns = list(table_of(model).columns)
        self.columns = tuple(column.name for column in columns)
        self.width = len(columns)
        self._model, self._then = model, then
        head = f"INSERT INTO {table_of(model).name} ({', '.join(self.columns)})"
        self.sqlite = f"{head} VALUES ({', '.join('?' for _ in columns)}) {then}"
        self._postgres = self.postgres()

    def __call__(self, connection: Connection, rows: Sequence[Row]) -> int:
        """Insert the rows; give how many were inserted or changed."""
        return _many(connection, self.sqlite, self._postgres, rows)

    def postgres(self, first: int = 1, only: str = "") -> str:
        """Give PostgreSQL's statement with the parameters from a number on, and a condition."""
        table = table_of(self._model)
        unnest = _unnest(list(table.columns), first)
        names = ", ".join(self.columns)
        return f"INSERT INTO {table.name} ({names}) SELECT * FROM {unnest} {only} {self._then}"  # noqa: S608


class Update:
    """Set columns of rows found by key: rows hold the key columns first, then the values.

    For columns in `keep`, None leaves what is there. No key may come twice in one call.
    """

    def __init__(
        self,
        model: type[SQLModel],
        keys: Sequence[str],
        columns: Sequence[str],
        keep: Sequence[str] = (),
        expected: str = "",
    ) -> None:
        """`expected` is a column whose old value each row gives last.

        PostgreSQL then holds the rows in the order of the keys before it looks at them (G3).
        """
        table = table_of(model)
        names = (*keys, *columns)
        place = {name: f"?{number}" for number, name in enumerate(names, 1)}

        def statement(value: Callable[[str], str], source: str) -> str:
            settings = ", ".join(_set(table.name, name, value(name), keep) for name in columns)
            where = " AND ".join(f"{table.name}.{name} = {value(name)}" for name in keys)
            return f"UPDATE {table.name} SET {settings} {source} WHERE {where}"  # noqa: S608

        self.sqlite = statement(place.__getitem__, "")
        self.width = len(names)
        unnest = _unnest([table.columns[name] for name in names])
        self.before, source = "", f"FROM {unnest} AS new({', '.join(names)})"
        if expected:
            self.sqlite += f" AND {table.name}.{expected} = ?{len(names) + 1}"
            self.width += 1
            unnest = _unnest([table.columns[name] for name in (*names, expected)])
            self.before = (
                f"new({', '.join(names)}, expected) AS (SELECT * FROM {unnest}), "  # noqa: S608
                f"held AS (SELECT {table.name}.{expected} AS found, {', '.join(keys)} "
                f"FROM {table.name} JOIN new USING ({', '.join(keys)}) "
                f"ORDER BY {', '.join(keys)} FOR UPDATE OF {table.name})"
            )
            source = f"FROM new JOIN held USING ({', '.join(keys)})"
        self.postgres = statement("new.{}".format, source)
        if expected:
            self.postgres += " AND held.found = new.expected"

    def __call__(self, connection: Connection, rows: Sequence[Row]) -> int:
        """Update the rows; give how many were found."""
        postgres = f"WITH {self.before} {self.postgres}" if self.before else self.postgres
        return _many(connection, self.sqlite, postgres, rows)


class Lookup:
    """Read columns of the rows with these keys; `lock` holds them until the commit.

    SQLite has one writer, so only PostgreSQL needs the locks, in the order of the keys.
    """

    def __init__(
        self,
        model: type[SQLModel],
        keys: Sequence[str],
        columns: Sequence[str],
        *,
        lock: bool = False,
    ) -> None:
        table = table_of(model)
        names = ", ".join(f"{table.name}.{name}" for name in columns)
        given = " AND ".join(
            f"{table.name}.{name} = json_extract(given.value, '$[{place}]')"
            for place, name in enumerate(keys)
        )
        order = ", ".join(f"{table.name}.{name}" for name in keys)
        locking = f"ORDER BY {order} FOR UPDATE OF {table.name}" if lock else ""
        unnest = _unnest([table.columns[name] for name in keys])
        # A cross join keeps SQLite from walking the table and searching the keys.
        self._sqlite = (
            f"SELECT {names} FROM json_each(?) AS given CROSS JOIN {table.name} WHERE {given}"  # noqa: S608
        )
        self._postgres = (
            f"SELECT {names} FROM {table.name} JOIN {unnest} AS given({', '.join(keys)}) "  # noqa: S608
            f"USING ({', '.join(keys)}) {locking}"
        )

    def __call__(self, connection: Connection, keys: Sequence[Row]) -> Sequence[Row]:
        """Give the columns of the rows that exist."""
        if not keys:
            return []
        if is_postgres(connection):
            return fetch(connection, self._postgres, columns_of(keys, len(keys[0])))
        given = (_json.encode(keys).decode(),)
        rows: list[Row] = sqlite_driver(connection).execute(self._sqlite, given).fetchall()
        return rows


_ARRAYS: dict[type, str] = {
    BigInteger: "bigint[]",
    Integer: "integer[]",
    Boolean: "boolean[]",
    LargeBinary: "bytea[]",
}


def _unnest(columns: Sequence[Column[Any]], first: int = 1) -> str:
    arrays = (
        f"${number}::{_ARRAYS.get(type(column.type), 'text[]')}"
        for number, column in enumerate(columns, first)
    )
    return f"unnest({', '.join(arrays)})"


def _set(table: str, name: str, value: str, keep: Sequence[str]) -> str:
    return f"{name} = COALESCE({value}, {table}.{name})" if name in keep else f"{name} = {value}"


def columns_of(rows: Sequence[Row], width: int) -> Row:
    """Give each column of the rows as a list, as PostgreSQL takes them."""
    return tuple(map(list, zip(*rows, strict=True))) if rows else ([],) * width


def _many(connection: Connection, sqlite: str, postgres: str, rows: Sequence[Row]) -> int:
    if not rows:
        return 0
    if is_postgres(connection):
        done: str = _postgres(connection, "execute", postgres, *columns_of(rows, len(rows[0])))
        return int(done.rsplit(" ", 1)[-1])  # INSERT 0 5, UPDATE 5
    return sqlite_driver(connection).executemany(sqlite, rows).rowcount


def all_take(
    connection: Connection, statements: Sequence[str], parts: Sequence[Sequence[Row]]
) -> bool:
    """Do statements of SQLite one after the other, each with all rows of its part.

    Tells whether every row counts; ends at the first part where one does not.
    """
    many = sqlite_driver(connection).executemany
    for statement, rows in zip(statements, parts, strict=True):
        if rows and many(statement, rows).rowcount != len(rows):
            return False
    return True


def fetch(connection: Connection, statement: str, given: Row) -> list[Row]:
    """Give the rows of a statement of PostgreSQL."""
    found = _postgres(connection, "fetch", statement, *given)
    return [tuple(row) for row in found]


def _postgres(connection: Connection, call: str, *arguments: Any) -> Any:  # noqa: ANN401
    """Call a method of asyncpg's own connection, whose errors come as they are.

    SQLAlchemy knows nothing of it, a transaction included: see `control`.
    """
    from sqlalchemy.util import await_only  # noqa: PLC0415 - greenlet, where it is used

    driver = connection.connection.driver_connection
    return await_only(getattr(driver, call)(*arguments))


def sqlite_driver(connection: Connection) -> sqlite3.Connection:
    """Give SQLite's own connection."""
    # Past SQLAlchemy, whose share would be a third of a small commit. SQLite's driver is a DBAPI
    # itself: its `driver_connection` is the same one, three calls further.
    driver: sqlite3.Connection = connection.connection.dbapi_connection  # type: ignore[assignment]
    return driver
