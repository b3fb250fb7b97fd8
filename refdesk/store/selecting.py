"""Selecting: columns whose annotations are plain types, as SQLAlchemy's types see them."""

from __future__ import annotations

from typing import Any, TypeVar

import sqlalchemy
from sqlalchemy import ColumnElement, Select

T = TypeVar("T")


def col(column: T) -> ColumnElement[T]:
    """Give the column itself, which on its class it is (`tables/stored`), as an expression."""
    return column  # type: ignore[return-value]


def select(*what: Any) -> Select[Any]:  # noqa: ANN401
    """Select columns, tables or expressions."""
    return sqlalchemy.select(*what)
