"""How far conversations have come, many in one cheap reading."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from sqlalchemy import Connection

from refdesk.desk.node_ports import Tip
from refdesk.store.driver import Lookup
from refdesk.store.reading import Reader
from refdesk.store.tables.conversations import ConversationRow, MarkRow, StreamRow

_heads = Lookup(ConversationRow, ["id"], ["id", "head"])
_marks = Lookup(MarkRow, ["conversation"], ["conversation", "delivered", "seen"])
_versions = Lookup(StreamRow, ["name"], ["name", "version"])


class StoredTips:
    """The port `refdesk.desk.node_ports.Tips`."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    async def of(self, conversations: Iterable[str]) -> dict[str, Tip]:
        """Give the tips of those that exist."""
        asked = [(name,) for name in conversations]

        def read(connection: Connection) -> dict[str, Tip]:
            marks: Counter[str] = Counter()
            for name, delivered, seen in _marks(connection, asked):
                marks[name] += delivered + seen
            return {name: Tip(head, marks[name]) for name, head in _heads(connection, asked)}

        return await self._reader.read(read)

    async def versions(self, streams: Iterable[str]) -> dict[str, int]:
        """Give the counters of those streams that were ever raised."""
        asked = [(name,) for name in streams]
        return await self._reader.read(lambda c: {row[0]: row[1] for row in _versions(c, asked)})
