"""What every table shares: its columns are annotations, constraints have names, times are in ms.

Tables are declared for SQLAlchemy's Core, which makes every statement here: rows are tuples, no
object stands for one (`decisions/0038`).

Hot tables (event, body, command, outgoing) have no foreign keys: one function writes them all in
one commit, and a cascade must never be able to touch the log. Nor are they clustered by key on
SQLite: rows appended at the end dirty a third fewer pages per message (measured).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ColumnElement,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    TextClause,
)
from sqlalchemy.schema import SchemaItem

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}
_OPTIONAL = " | None"
_TYPES = {"str": String, "int": Integer, "bool": Boolean, "bytes": LargeBinary}


@dataclass(frozen=True, slots=True)
class _Said:
    """What a declaration says of a column beyond its annotation."""

    items: tuple[SchemaItem, ...]
    type: Any
    options: dict[str, Any]


class Stored:
    """The parent of all tables; `library` tells several libraries in one installation apart.

    An annotation `str`, `int`, `bool` or `bytes`, with `| None` where it may be absent, is a
    column, and a plain value its default. On the class it then is the column itself, and the class
    stands for its table in statements.
    """

    metadata: ClassVar[MetaData] = MetaData(naming_convention=NAMES)
    __tablename__: ClassVar[str]
    __table_args__: ClassVar[tuple[SchemaItem, ...]] = ()
    __table__: ClassVar[Table]

    library: str = "main"

    def __init_subclass__(cls) -> None:
        """Make the table of what the class declares."""
        declared = {"library": "str"} | {
            name: annotation
            for name, annotation in cls.__annotations__.items()
            if not annotation.startswith("ClassVar")
        }
        columns = (_column(name, declared[name], getattr(cls, name, None)) for name in declared)
        cls.__table__ = Table(cls.__tablename__, cls.metadata, *columns, *cls.__table_args__)
        for name in declared:
            setattr(cls, name, cls.__table__.columns[name])

    @classmethod
    def __clause_element__(cls) -> Table:
        """Give the table, where SQLAlchemy takes the class for one."""
        return cls.__table__


def column(*items: SchemaItem, of: Any = None, **options: Any) -> Any:  # noqa: ANN401
    """Say more of a column: constraints, a type, options of SQLAlchemy's Column."""
    return _Said(items, of, options)


def _column(name: str, annotation: str, value: object) -> Column[Any]:
    said = value if isinstance(value, _Said) else _Said((), None, {"default": value})
    kind = said.type or _TYPES[annotation.removesuffix(_OPTIONAL)]
    absent = annotation.endswith(_OPTIONAL) and not said.options.get("primary_key")
    return Column(name, kind, *said.items, nullable=absent, **said.options)


def partial(name: str, *columns: str, where: ColumnElement[bool] | TextClause) -> Index:
    """Give an index of the rows for which `where` holds, as the migrations make it.

    They say it to PostgreSQL as well; to name its option here would load all of its drivers into
    every start (60 ms, 3 MiB).
    """
    return Index(name, *columns, sqlite_where=where)


# They give Any, so that the annotation beside them can be a plain type.


def key() -> Any:  # noqa: ANN401
    """Give a part of the primary key."""
    return column(primary_key=True)


def number_key() -> Any:  # noqa: ANN401
    """Give a whole number as part of the primary key."""
    return column(of=BigInteger, primary_key=True)


def number() -> Any:  # noqa: ANN401
    """Give a whole number of 64 bits; for times, milliseconds since 1970."""
    return column(of=BigInteger)
