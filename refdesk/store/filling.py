"""Filling a database with whole conversations, many in one commit: what measurements begin with."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection

from refdesk.desk.ports import Append
from refdesk.store.appending import append_all
from refdesk.store.committing import Writer, write_apart
from refdesk.store.driver import Insert, Row
from refdesk.store.tables.conversations import CommandRow

_insert_receipts = Insert(CommandRow, "ON CONFLICT DO NOTHING")


async def fill(writer: Writer, appends: Sequence[Append], receipts: Sequence[Row]) -> None:
    """Write each append with all it holds, and receipts (rows of the table `command`)."""

    def job(connection: Connection) -> None:
        append_all(connection, appends)
        _insert_receipts(connection, receipts)

    await write_apart(writer, job)
