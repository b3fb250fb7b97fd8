"""What a breach may have laid open, read page by page."""

from __future__ import annotations

from collections import defaultdict
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, and_, or_
from sqlmodel import col, select

from refdesk.domain.records import millis, moment
from refdesk.privacy.breach_ports import Exposed, Suspected
from refdesk.store.reading import Reader
from refdesk.store.tables.channels import ThreadRow
from refdesk.store.tables.conversations import BodyRow, EventRow
from refdesk.store.tables.conversations import ConversationRow as C
from refdesk.store.tables.people import AuditRow
from refdesk.store.tables.sealed import SealedRow

EXPORTS: Final = ("transcripts_exported",)  # who exported saw everything
SEEN: Final = ("transcript_read", "sealed_seen")
_FIELDS: Final = {"rated": "comment", "said": "messages", "edited": "messages", "noted": "notes"}
_NAMED: Final = 1  # the event that holds a name


class StoredExposure:
    """The port `refdesk.privacy.breach_ports.Exposure`."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    async def page(self, what: Suspected, after: str, limit: int) -> list[Exposed]:
        """Give the next conversations by id after `after`."""
        return await self._reader.read(lambda c: _page(c, what, after, limit))


def _page(connection: Connection, what: Suspected, after: str, limit: int) -> list[Exposed]:
    last = and_(
        col(EventRow.conversation) == col(C.id),
        col(EventRow.seq) == col(C.head),
        col(EventRow.kind) == "forgotten",
    )
    columns: tuple[Any, ...] = (C.id, C.patron, C.desk, C.channel, C.opened_at, C.purged)
    # Kept at some moment of the span: opened before its end, not emptied before its beginning.
    kept = or_(col(C.purged).is_(False), col(EventRow.at) >= millis(what.since))
    query = (
        select(*columns)
        .select_from(C)
        .join(EventRow, last, isouter=True)
        .where(col(C.id) > after, col(C.opened_at) < millis(what.until), kept)
        .where(*_narrowed(connection, what))
        .order_by(col(C.id))
        .limit(limit)
    )
    rows = connection.execute(query).all()
    ids = [row.id for row in rows]
    fields, contacts = _fields(connection, ids), _contacts(connection, ids)
    return [
        Exposed(
            row.id,
            row.patron,
            row.desk,
            row.channel,
            contacts.get(row.id, ""),
            moment(row.opened_at),
            tuple(sorted(fields[row.id])),
            bool(row.purged),
        )
        for row in rows
    ]


def _narrowed(connection: Connection, what: Suspected) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if what.desk:
        found.append(col(C.desk) == what.desk)
    if what.staff:
        theirs = (
            col(AuditRow.actor) == what.staff,
            col(AuditRow.at) >= millis(what.since),
            col(AuditRow.at) < millis(what.until),
        )
        exported = select(AuditRow.id).where(*theirs, col(AuditRow.action).in_(EXPORTS)).limit(1)
        if connection.execute(exported).first() is None:
            seen = select(AuditRow.target).where(*theirs, col(AuditRow.action).in_(SEEN))
            answered = or_(col(C.librarian) == what.staff, col(C.holder) == what.staff)
            found.append(or_(col(C.id).in_(seen), answered))
    return found


def _fields(connection: Connection, ids: list[str]) -> defaultdict[str, set[str]]:
    found: defaultdict[str, set[str]] = defaultdict(set)
    written = (
        select(BodyRow.conversation, BodyRow.seq, EventRow.kind)
        .join(
            EventRow,
            and_(
                col(EventRow.conversation) == col(BodyRow.conversation),
                col(EventRow.seq) == col(BodyRow.seq),
            ),
        )
        .where(col(BodyRow.conversation).in_(ids))
    )
    for conversation, seq, kind in connection.execute(written):
        found[conversation].add("name" if seq == _NAMED else _FIELDS.get(kind, kind))
    sealed = select(SealedRow.conversation, SealedRow.kind).where(
        col(SealedRow.conversation).in_(ids)
    )
    for conversation, kind in connection.execute(sealed):
        found[conversation].add(f"sealed {kind}")
    return found


def _contacts(connection: Connection, ids: list[str]) -> dict[str, str]:
    query = select(ThreadRow.conversation, ThreadRow.channel, ThreadRow.thread)
    rows = connection.execute(query.where(col(ThreadRow.conversation).in_(ids)))
    return {one: f"{channel.partition(':')[0]}:{thread}" for one, channel, thread in rows}
