"""The library's facts as they are filled in, one row each."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, func
from sqlmodel import col, select

from refdesk.domain.records import millis
from refdesk.errors import Conflict
from refdesk.knowledge.ports import Wordings
from refdesk.store import streams
from refdesk.store.committing import Writer, write_alone
from refdesk.store.driver import Insert
from refdesk.store.reading import Reader
from refdesk.store.tables.facts import LibraryFactRow

_put = Insert(
    LibraryFactRow,
    "ON CONFLICT (library, name) DO UPDATE SET indonesian = excluded.indonesian, "
    "english = excluded.english, changed_at = excluded.changed_at, "
    "changed_by = excluded.changed_by",
)


class StoredFacts:
    """The port `refdesk.knowledge.facts.FactStore`; a mark is the time of the newest change."""

    def __init__(self, writer: Writer, reader: Reader) -> None:
        self._writer = writer
        self._reader = reader

    async def all(self) -> tuple[Wordings, int]:
        """Give what is filled in, and the mark of its newest change."""
        query = select(LibraryFactRow).order_by(col(LibraryFactRow.name))
        rows = await self._reader.read(lambda c: list(c.execute(query)))
        words = {row.name: {"id": row.indonesian, "en": row.english} for row in rows}
        return words, max((row.changed_at for row in rows), default=0)

    async def put(self, facts: Wordings, now: datetime, by: str, base: int | None) -> None:
        """Keep wordings and bump `kb`; raises Conflict when `base` is no longer the mark."""

        def job(connection: Connection) -> None:
            streams.bump(connection, ["kb"])  # also the turn of those who come at the same time
            mark = connection.execute(select(func.max(LibraryFactRow.changed_at))).scalar() or 0
            if base is not None and mark != base:
                raise Conflict("facts_changed")
            at = max(millis(now), mark + 1)
            rows = [("main", name, said["id"], said["en"], at, by) for name, said in facts.items()]
            _put(connection, rows)

        await write_alone(self._writer, job)
