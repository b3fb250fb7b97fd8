"""Watermarks of delivery, of reading, many in one statement (G7)."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, bindparam
from sqlmodel import col, select

from refdesk.desk.ports import MarkRow
from refdesk.store.committing import Batch, Writer
from refdesk.store.driver import Insert, Lookup
from refdesk.store.reading import Reader
from refdesk.store.tables import conversations

Advance = tuple[str, MarkRow]  # conversation, how far its reader has come

_upsert = Insert(
    conversations.MarkRow,
    "ON CONFLICT (conversation, reader) DO UPDATE SET "
    "delivered = CASE WHEN excluded.delivered > mark.delivered "
    "THEN excluded.delivered ELSE mark.delivered END, "
    "seen = CASE WHEN excluded.seen > mark.seen THEN excluded.seen ELSE mark.seen END",
)
_current = Lookup(
    conversations.MarkRow,
    ["conversation", "reader"],
    ["conversation", "reader", "delivered", "seen"],
)
_of = (
    select(
        conversations.MarkRow.reader,
        conversations.MarkRow.delivered,
        conversations.MarkRow.seen,
    )
    .where(col(conversations.MarkRow.conversation) == bindparam("conversation"))
    .order_by(col(conversations.MarkRow.reader))
)


def advance_all(connection: Connection, advances: Sequence[Advance]) -> list[bool]:
    """Raise watermarks; tell of each whether it changed anything."""
    keys = sorted({(conversation, mark.reader) for conversation, mark in advances})
    now = {(row[0], row[1]): (row[2], row[3]) for row in _current(connection, keys)}
    before = dict(now)
    changed: list[bool] = []
    for conversation, mark in advances:
        key = (conversation, mark.reader)
        delivered, seen = now.get(key, (0, 0))
        raised = (max(delivered, mark.delivered, mark.seen), max(seen, mark.seen))
        changed.append(raised != (delivered, seen))
        now[key] = raised
    new = [key for key in keys if now[key] != before.get(key, (0, 0))]
    _upsert(connection, [("main", *key, *now[key]) for key in new])
    return changed


ADVANCES: Batch[Advance, bool] = Batch(advance_all)


class Watermarks:
    """The port `refdesk.desk.ports.Marks`."""

    def __init__(self, writer: Writer, reader: Reader) -> None:
        self._writer = writer
        self._reader = reader

    async def advance(self, conversation: str, reader: str, delivered: int, seen: int) -> bool:
        """Raise the watermarks; False when nothing changed. What is seen was delivered."""
        return await self._writer.write(ADVANCES, (conversation, MarkRow(reader, delivered, seen)))

    async def of(self, conversation: str) -> list[MarkRow]:
        """Give the marks of a conversation."""
        asked = {"conversation": conversation}
        return await self._reader.read(lambda c: [MarkRow(*row) for row in c.execute(_of, asked)])
