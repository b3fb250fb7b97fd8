"""Streams: counters raised in the commit that changes what they stand for."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Connection
from sqlmodel import col, select

from refdesk.store.driver import Insert, Row
from refdesk.store.tables.conversations import StreamRow

RAISE = Insert(StreamRow, "ON CONFLICT (name) DO UPDATE SET version = stream.version + 1")


def raised(names: Collection[str]) -> list[Row]:
    """Give the rows of RAISE that raise each stream once."""
    return [("main", name, 1) for name in sorted(names)]


def bump(connection: Connection, names: Collection[str]) -> None:
    """Raise each stream once; the last statement of a write: until its commit others wait on it."""
    if names:
        RAISE(connection, raised(names))


def version(connection: Connection, name: str) -> int:
    """Give the counter of a stream, 0 when it is new."""
    query = select(StreamRow.version).where(col(StreamRow.name) == name)
    return connection.execute(query).scalar() or 0
