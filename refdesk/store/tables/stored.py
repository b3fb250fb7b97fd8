"""What every table shares: named constraints, the library, times as milliseconds.

Hot tables (event, command, outgoing) have no foreign keys: one function writes them all in
one commit, and a cascade must never be able to touch the log. Nor are they clustered by key on
SQLite: rows appended at the end dirty a third fewer pages per message (measured).
"""

from __future__ import annotations

from typing import Any, ClassVar

from sqlalchemy import BigInteger, ColumnElement, Index, MetaData, TextClause
from sqlmodel import Field, SQLModel

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}


class Stored(SQLModel):
    """The parent of all tables; `library` tells several libraries in one installation apart."""

    # Tables do not validate: the rules for it are not made at each start (40 ms of processor time).
    model_config = {"defer_build": True}

    metadata: ClassVar[MetaData] = MetaData(naming_convention=NAMES)

    library: str = "main"


def partial(name: str, *columns: str, where: ColumnElement[bool] | TextClause) -> Index:
    """Give an index of the rows for which `where` holds, as the migrations make it.

    They say it to PostgreSQL as well; to name its option here would load all of its drivers into
    every start (60 ms, 3 MiB).
    """
    return Index(name, *columns, sqlite_where=where)


# SQLModel's own `Field` gives Any as well, so that the annotation beside it can be a plain type.


def key() -> Any:  # noqa: ANN401
    """Give a part of the primary key."""
    return Field(primary_key=True)


def number_key() -> Any:  # noqa: ANN401
    """Give a whole number as part of the primary key."""
    return Field(primary_key=True, sa_type=BigInteger)


def number() -> Any:  # noqa: ANN401
    """Give a whole number of 64 bits; for times, milliseconds since 1970."""
    return Field(sa_type=BigInteger)


def maybe_number() -> Any:  # noqa: ANN401
    """Give a whole number of 64 bits that may be absent."""
    return Field(default=None, sa_type=BigInteger)
