"""Entries of the knowledge base, each change kept as a revision."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

import msgspec
from sqlalchemy import Connection, func, insert
from sqlmodel import col, select

from kb.entries import Entry
from refdesk.domain.records import millis
from refdesk.knowledge.ports import Tell, untold
from refdesk.store import streams
from refdesk.store.committing import Writer, write_apart
from refdesk.store.driver import Insert
from refdesk.store.reading import Reader
from refdesk.store.rows import json_text
from refdesk.store.tables.entries import EntryRow, RevisionRow

TOGETHER: Final = 200  # versions of an import that are written by one statement
_decode = msgspec.json.Decoder(Entry).decode


def decoded(data: str) -> Entry:
    """Read a stored entry."""
    return _decode(data)


_put = Insert(
    EntryRow,
    "ON CONFLICT (library, id, lang) DO UPDATE SET kind = excluded.kind, state = excluded.state, "
    "audience = excluded.audience, revision = excluded.revision, "
    "changed_at = excluded.changed_at, changed_by = excluded.changed_by, data = excluded.data, "
    "shown = excluded.shown, text_at = excluded.text_at",
)


class StoredEntries:
    """The port `refdesk.knowledge.ports.EntryStore`."""

    def __init__(self, writer: Writer, reader: Reader) -> None:
        self._writer = writer
        self._reader = reader

    async def all(self) -> list[Entry]:
        """Give every language version of every entry as readers have it, else as it stands."""
        read = func.coalesce(EntryRow.shown, EntryRow.data)
        query = select(read).order_by(col(EntryRow.id), col(EntryRow.lang))
        rows = await self._reader.read(lambda c: list(c.execute(query).scalars()))
        return [_decode(row) for row in rows]

    async def version(self) -> int:
        """Give the counter of the stream `kb`."""
        return await self._reader.read(lambda c: streams.version(c, "kb"))

    async def replace_all(
        self, entries: Sequence[Entry], now: datetime, by: str, tell: Tell = untold
    ) -> int:
        """Import: add or replace these language versions in one commit; give how many changed."""
        at = millis(now)

        def job(connection: Connection) -> int:
            known = _known(connection)
            changed = [
                (entry, data, known.get(entry.key, (0, ""))[0] + 1)
                for entry, data in ((entry, json_text(entry)) for entry in entries)
                if known.get(entry.key, (0, ""))[1] != data
            ]
            for done in range(0, len(changed), TOGETHER):
                tell(done, len(changed))
                some = changed[done : done + TOGETHER]
                _put(connection, [_row(*one, at, by) for one in some])
                connection.execute(insert(RevisionRow), [_revision(*one, at, by) for one in some])
            tell(len(changed), len(changed))
            if changed:
                streams.bump(connection, ["kb"])
            return len(changed)

        # No message's commit takes longer for it.
        return await write_apart(self._writer, job)


def _known(connection: Connection) -> dict[tuple[str, str], tuple[int, str]]:
    """Give revision and text, as readers have it, by key: a draft beside it is no difference."""
    read = func.coalesce(EntryRow.shown, EntryRow.data).label("read")
    query = select(EntryRow.id, EntryRow.lang, EntryRow.revision, read)
    order = (col(EntryRow.id), col(EntryRow.lang))
    rows = connection.execute(query.order_by(*order).with_for_update())
    return {(row.id, row.lang): (row.revision, row.read) for row in rows}


def _row(entry: Entry, data: str, revision: int, at: int, by: str) -> tuple[object, ...]:
    kind = (entry.kind.value, entry.state.value, entry.audience.value)
    return ("main", *entry.key, *kind, revision, at, by, data, None, at, "")


def _revision(entry: Entry, data: str, revision: int, at: int, by: str) -> dict[str, object]:
    key, lang = entry.key
    change = {"revision": revision, "changed_at": at, "changed_by": by, "data": data}
    step = {"step": "imported", "note": ""}
    return {"library": "main", "id": key, "lang": lang, **change, **step}
