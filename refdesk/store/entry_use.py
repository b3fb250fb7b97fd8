"""The use of entries: how often each was read, how often suggested, summed by month."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date

from sqlalchemy import Connection, select
from sqlmodel import col

from refdesk.knowledge.entry_use_ports import ByMonth, Use
from refdesk.store.committing import Writer, write_alone
from refdesk.store.driver import Insert
from refdesk.store.reading import Reader
from refdesk.store.tables.lessons import EntryUseRow

_add = Insert(
    EntryUseRow,
    "ON CONFLICT (entry, month) DO UPDATE SET "
    "viewed = kb_entry_use.viewed + excluded.viewed, "
    "offered = kb_entry_use.offered + excluded.offered",
)


class StoredEntryUse:
    """The port `refdesk.knowledge.entry_use_ports.EntryUseStore`."""

    def __init__(self, writer: Writer, reader: Reader) -> None:
        self._writer = writer
        self._reader = reader

    async def add(self, month: date, uses: Mapping[str, Use]) -> None:
        """Add to the sums of a month."""
        rows = [("main", entry, _number(month), *uses[entry]) for entry in sorted(uses)]
        await write_alone(self._writer, lambda connection: _add(connection, rows))

    async def of(self, entries: Collection[str], since: date) -> Mapping[str, ByMonth]:
        """Give the use of these entries since a month."""
        row = EntryUseRow
        query = select(col(row.entry), col(row.month), col(row.viewed), col(row.offered)).where(
            col(row.entry).in_(entries), col(row.month) >= _number(since)
        )

        def read(connection: Connection) -> dict[str, ByMonth]:
            found: dict[str, dict[date, Use]] = defaultdict(dict)
            for entry, month, viewed, offered in connection.execute(query):
                found[entry][date(month // 12, month % 12 + 1, 1)] = Use(viewed, offered)
            return dict(found)

        return await self._reader.read(read)


def _number(month: date) -> int:
    """Give a month as it is stored: months since the year 0."""
    return month.year * 12 + month.month - 1
