"""Who has which entry open for editing, where all nodes find it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, delete
from sqlmodel import col, select

from refdesk.domain.records import millis
from refdesk.knowledge.editing_ports import SIGHT
from refdesk.store.committing import Writer, write_alone
from refdesk.store.driver import Insert
from refdesk.store.tables.entries import HandRow

_note = Insert(HandRow, "ON CONFLICT (entry, staff) DO UPDATE SET at = excluded.at")


class StoredHands:
    """The port `refdesk.knowledge.editing_ports.Hands`, for nodes whose clocks agree roughly."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer

    async def note(self, entry: str, staff: str, now: datetime) -> Sequence[str]:
        """Keep that `staff` has the entry open; give the others who have."""
        at, since = millis(now), millis(now - SIGHT)
        there = select(HandRow.staff).where(col(HandRow.entry) == entry, HandRow.staff != staff)

        def job(connection: Connection) -> list[str]:
            connection.execute(delete(HandRow).where(col(HandRow.at) < since))
            _note(connection, [("main", entry, staff, at)])
            return list(connection.execute(there.order_by(col(HandRow.staff))).scalars())

        return await write_alone(self._writer, job)
