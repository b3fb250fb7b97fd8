"""What a breach may have laid open, read page by page."""

from __future__ import annotations

from collections import defaultdict
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, and_, exists, or_
from sqlmodel import col, select

from refdesk.domain.records import millis, moment
from refdesk.privacy.breach_ports import Exposed, Suspected
from refdesk.store.listed import listed
from refdesk.store.reading import Reader
from refdesk.store.tables.channels import ThreadRow
from refdesk.store.tables.conversations import AccessRow, EventRow
from refdesk.store.tables.conversations import ConversationRow as C
from refdesk.store.tables.people import AuditRow
from refdesk.store.tables.privacy import RequestRow
from refdesk.store.tables.sealed import SealedRow

EXPORTS: Final = ("transcripts_exported",)  # who exported saw everything
SEEN: Final = ("transcript_read", "sealed_seen")
TAKEN: Final = "data_taken_out"  # under the number of a request
_OF_TOKENS: Final = ("token_made", "token_revoked")
_FIELDS: Final = {"rated": "comment", "said": "messages", "edited": "messages", "noted": "notes"}
_EMPTIED: Final = {"opened": "name", **_FIELDS}
_NAMED: Final = 1  # the event that holds a name


class StoredExposure:
    """The port `refdesk.privacy.breach_ports.Exposure`."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    async def page(self, what: Suspected, after: str, limit: int) -> list[Exposed]:
        """Give the next conversations by id after `after`."""
        return await self._reader.read(lambda c: _page(c, what, after, limit))

    async def is_named(self, token: str) -> bool:
        """Tell whether the audit names this API token, be it that somebody made or ended it."""
        itself = and_(col(AuditRow.target) == token, col(AuditRow.action).in_(_OF_TOKENS))
        query = select(AuditRow.id).where(or_(_by_token(token), itself)).limit(1)
        return await self._reader.read(lambda c: c.execute(query).first() is not None)


def _page(connection: Connection, what: Suspected, after: str, limit: int) -> list[Exposed]:
    emptied_since = exists().where(
        col(EventRow.conversation) == col(C.id),
        col(EventRow.kind) == "forgotten",
        col(EventRow.at) >= millis(what.since),
    )
    columns: tuple[Any, ...] = (C.id, C.patron, C.desk, C.channel, C.opened_at, C.purged)
    # Kept at some moment of the span: opened before its end, not emptied before its beginning.
    kept = or_(col(C.purged).is_(False), emptied_since)
    query = (
        select(*columns)
        .where(col(C.id) > after, col(C.opened_at) < millis(what.until), kept)
        .where(*_narrowed(connection, what))
        .order_by(col(C.id))
        .limit(limit)
    )
    rows = connection.execute(query).all()
    fields = _fields(connection, [row.id for row in rows])
    _add_emptied(connection, [row.id for row in rows if row.purged], fields)
    contacts = _contacts(connection, {row.patron for row in rows})
    return [
        Exposed(
            row.id,
            row.patron,
            row.desk,
            row.channel,
            contacts.get(row.patron, ""),
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
    if what.patron:
        follows = select(AccessRow.conversation).where(col(AccessRow.patron) == what.patron)
        found.append(or_(col(C.patron) == what.patron, col(C.id).in_(follows)))
    if what.staff or what.token:
        by = _by_token(what.token) if what.token else col(AuditRow.actor) == what.staff
        theirs = (
            by,
            col(AuditRow.at) >= millis(what.since),
            col(AuditRow.at) < millis(what.until),
        )
        exported = select(AuditRow.id).where(*theirs, col(AuditRow.action).in_(EXPORTS)).limit(1)
        if connection.execute(exported).first() is None:
            seen = select(AuditRow.target).where(*theirs, col(AuditRow.action).in_(SEEN))
            taken = select(AuditRow.target).where(*theirs, col(AuditRow.action) == TAKEN)
            read = [col(C.id).in_(seen), listed(connection, theirs), *_asked_for(taken)]
            if not what.token:
                read += [col(C.librarian) == what.staff, col(C.holder) == what.staff]
            found.append(or_(*read))
    return found


def _by_token(token: str) -> ColumnElement[bool]:
    """Tell a program's rows: they are its owner's, with the token named at their end."""
    return col(AuditRow.detail).endswith(f"token:{token}", autoescape=True)


def _asked_for(receipts: Any) -> list[ColumnElement[bool]]:  # noqa: ANN401 (a Select)
    """Tell the conversations that requests with these numbers are about."""
    of_one = select(RequestRow.conversation).where(col(RequestRow.id).in_(receipts))
    of_all = select(RequestRow.subject).where(
        col(RequestRow.id).in_(receipts), col(RequestRow.conversation) == ""
    )
    followed = select(AccessRow.conversation).where(col(AccessRow.patron).in_(of_all))
    return [col(C.id).in_(of_one), col(C.patron).in_(of_all), col(C.id).in_(followed)]


def _fields(connection: Connection, ids: list[str]) -> defaultdict[str, set[str]]:
    found: defaultdict[str, set[str]] = defaultdict(set)
    written = (
        select(EventRow.conversation, EventRow.seq, EventRow.kind)
        .where(col(EventRow.conversation).in_(ids))
        .where(col(EventRow.text).is_not(None))
    )
    for conversation, seq, kind in connection.execute(written):
        found[conversation].add("name" if seq == _NAMED else _FIELDS.get(kind, kind))
    sealed = select(SealedRow.conversation, SealedRow.kind).where(
        col(SealedRow.conversation).in_(ids)
    )
    for conversation, kind in connection.execute(sealed):
        found[conversation].add(f"sealed {kind}")
    return found


def _add_emptied(
    connection: Connection, ids: list[str], fields: defaultdict[str, set[str]]
) -> None:
    """Add what was there before conversations were emptied: their events tell, if not the words."""
    written = (
        select(EventRow.conversation, EventRow.kind)
        .where(col(EventRow.conversation).in_(ids), col(EventRow.kind).in_(_EMPTIED))
        .distinct()
    )
    for conversation, kind in connection.execute(written):
        fields[conversation].add(_EMPTIED[kind])


def _contacts(connection: Connection, patrons: set[str]) -> dict[str, str]:
    """Give a chat of each patron, in whichever conversation it is by now."""
    query = (
        select(C.patron, ThreadRow.channel, ThreadRow.thread)
        .join(ThreadRow, col(ThreadRow.conversation) == col(C.id))
        .where(col(C.patron).in_(patrons))
    )
    rows = connection.execute(query)
    return {patron: f"{channel.partition(':')[0]}:{thread}" for patron, channel, thread in rows}
