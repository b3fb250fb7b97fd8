"""Entries under edit: a new revision only on top of the one it was based on."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, update
from sqlmodel import and_, col, exists, or_, select

from kb.entries import Entry
from refdesk.domain.events import Verdict
from refdesk.domain.lessons import GOOD
from refdesk.domain.records import millis, moment
from refdesk.errors import Conflict
from refdesk.knowledge.editing_ports import Edit, Revision, Version, Voices
from refdesk.knowledge.flow import Standing, Step
from refdesk.store import streams
from refdesk.store.committing import Writer, write_alone
from refdesk.store.driver import Insert
from refdesk.store.entries import decoded
from refdesk.store.reading import Reader
from refdesk.store.rows import json_text
from refdesk.store.tables.entries import EntryRow, RevisionRow
from refdesk.store.tables.lessons import EntryUseRow, PageDayRow, PageVoteRow, VoteRow
from refdesk.store.voices import voices

_add = Insert(EntryRow, "ON CONFLICT (library, id, lang) DO NOTHING")


class StoredEditing:
    """The port `refdesk.knowledge.editing_ports.EditedEntries`."""

    def __init__(self, writer: Writer, reader: Reader) -> None:
        self._writer = writer
        self._reader = reader

    async def every(self) -> list[Version]:
        """Give every version of every entry, by id and language."""
        return await self._reader.read(_versions)

    async def of(self, entry: str) -> list[Version]:
        """Give the versions of one entry; none where there is no such entry."""
        return await self._reader.read(lambda c: _versions(c, entry))

    async def used(self) -> frozenset[str]:
        """Give the entries that were ever read, suggested or inserted, or helped a patron."""
        entry = col(EntryRow.id)
        good = col(VoteRow.verdict).in_([verdict.value for verdict in GOOD])
        by_talk = exists().where(col(VoteRow.entry) == entry, good)
        by_reader = [
            exists().where(col(PageDayRow.entry) == entry, col(PageDayRow.helped) > 0),
            exists().where(
                col(PageVoteRow.entry) == entry,
                col(PageVoteRow.verdict) == Verdict.HELPED.value,
            ),
        ]
        counted = exists().where(col(EntryUseRow.entry) == entry)
        query = select(entry).where(or_(by_talk, *by_reader, counted)).distinct()
        return await self._reader.read(lambda c: frozenset(c.execute(query).scalars()))

    async def voices(self, entries: Collection[str]) -> Mapping[str, Voices]:
        """Give what people made of these entries; one that nobody judged is not in it."""
        return await self._reader.read(lambda c: voices(c, entries))

    async def revisions(self, entry: str) -> list[Revision]:
        """Give all revisions of an entry's versions, newest first."""
        row = RevisionRow
        order = (col(row.changed_at).desc(), col(row.lang), col(row.revision).desc())
        query = select(row).where(col(row.id) == entry).order_by(*order)
        return await self._reader.read(lambda c: [_revision(found) for found in c.execute(query)])

    async def write(self, edits: Sequence[Edit], now: datetime, by: str) -> None:
        """Keep these revisions in one commit; raises Conflict("entry_changed")."""

        def job(connection: Connection) -> None:
            # In the order of their keys: two nodes never wait for each other.
            read = [
                _write(connection, edit, millis(now), by)
                for edit in sorted(edits, key=lambda edit: edit.standing.entry.key)
            ]
            if any(read):
                streams.bump(connection, ["kb"])

        await write_alone(self._writer, job)


def _write(connection: Connection, edit: Edit, at: int, by: str) -> bool:
    """Keep one revision; tell whether readers have something else now."""
    entry = edit.standing.entry
    before = _held(connection, entry, edit.base)
    values = _columns(edit, at, by)
    if edit.base == 0:
        added = _add(connection, [("main", *entry.key, *values.values(), edit.origin)])
        if not added:
            raise Conflict("entry_changed")
    else:
        connection.execute(update(EntryRow).where(_this(entry)).values(**values))
    change = {key: values[key] for key in ("revision", "changed_at", "changed_by", "data")}
    step = {"step": edit.step.value, "note": edit.note}
    key = {"library": "main", "id": entry.id, "lang": entry.lang.value}
    connection.execute(insert(RevisionRow).values(**key, **change, **step))
    return before != edit.standing.read


def _held(connection: Connection, entry: Entry, base: int) -> Entry | None:
    """Give what readers have, holding the row; raises Conflict when it is not of `base`."""
    query = select(EntryRow.revision, EntryRow.data, EntryRow.shown).where(_this(entry))
    row = connection.execute(query.with_for_update()).first()
    if (row.revision if row else 0) != base:
        raise Conflict("entry_changed")
    return None if row is None else _standing(row).read


def _columns(edit: Edit, at: int, by: str) -> dict[str, Any]:
    """Give what an edit changes, in the order of the table's columns."""
    entry, shown = edit.standing.entry, edit.standing.shown
    return {
        "kind": entry.kind.value,
        "state": entry.state.value,
        "audience": entry.audience.value,
        "revision": edit.base + 1,
        "changed_at": at,
        "changed_by": by,
        "data": json_text(entry),
        "shown": json_text(shown) if shown else None,
        "text_at": millis(edit.text_at),
    }


def _this(entry: Entry) -> Any:  # noqa: ANN401
    return and_(
        col(EntryRow.library) == "main",
        col(EntryRow.id) == entry.id,
        col(EntryRow.lang) == entry.lang.value,
    )


def _versions(connection: Connection, entry: str = "") -> list[Version]:
    newest = and_(
        col(RevisionRow.library) == col(EntryRow.library),
        col(RevisionRow.id) == col(EntryRow.id),
        col(RevisionRow.lang) == col(EntryRow.lang),
        col(RevisionRow.revision) == col(EntryRow.revision),
    )
    query = select(
        EntryRow.data,
        EntryRow.shown,
        EntryRow.revision,
        EntryRow.text_at,
        EntryRow.changed_at,
        EntryRow.changed_by,
        EntryRow.origin,
        RevisionRow.step,
        RevisionRow.note,
    ).join(RevisionRow, newest)  # type: ignore[call-overload]
    query = query.order_by(col(EntryRow.id), col(EntryRow.lang))
    if entry:
        query = query.where(col(EntryRow.id) == entry)
    return [_version(row) for row in connection.execute(query)]


def _standing(row: Any) -> Standing:  # noqa: ANN401
    return Standing(decoded(row.data), decoded(row.shown) if row.shown else None)


def _version(row: Any) -> Version:  # noqa: ANN401
    return Version(
        standing=_standing(row),
        revision=row.revision,
        text_at=moment(row.text_at),
        changed_at=moment(row.changed_at),
        changed_by=row.changed_by,
        origin=row.origin,
        step=Step(row.step),
        remark=row.note,
    )


def _revision(row: Any) -> Revision:  # noqa: ANN401
    return Revision(
        entry=decoded(row.data),
        revision=row.revision,
        changed_at=moment(row.changed_at),
        changed_by=row.changed_by,
        step=Step(row.step),
        note=row.note,
    )
