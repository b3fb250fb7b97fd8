"""Transcripts for the console: filtered lists, whole conversations."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, exists, func, tuple_
from sqlmodel import col, select

from refdesk.desk.transcript_ports import Summary, Wanted
from refdesk.domain.events import EndedWhy, Recorded
from refdesk.domain.preview import shortened
from refdesk.domain.records import millis
from refdesk.store.driver import table_of
from refdesk.store.reading import Reader
from refdesk.store.rows import line, recorded, select_events, time
from refdesk.store.tables.conversations import BodyRow, EventRow
from refdesk.store.tables.conversations import ConversationRow as C
from refdesk.store.tables.people import StaffRow

EXPORT_PAGE = 500
FIRST_TEXT = 2  # seq of the text a conversation is opened with: Opened, then Said
_NEWEST = (col(C.opened_at).desc(), col(C.id).desc())


class StoredTranscripts:
    """The port `refdesk.desk.transcript_ports.Transcripts`."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    async def page(
        self, wanted: Wanted, offset: int = 0, limit: int = 50
    ) -> tuple[list[Summary], int]:
        """Give one page and the count of all that match."""
        which = _conditions(wanted)
        rows = _summaries().where(*which).order_by(*_NEWEST).offset(offset).limit(limit)
        count = select(func.count()).select_from(C).where(*which)

        def read(connection: Connection) -> tuple[list[Summary], int]:
            found = [_summary(row) for row in connection.execute(rows)]
            return found, connection.execute(count).scalar() or 0

        return await self._reader.read(read)

    async def summary(self, conversation: str) -> Summary | None:
        """Give one conversation's summary, None when there is none."""
        query = _summaries().where(col(C.id) == conversation)

        def read(connection: Connection) -> Summary | None:
            row = connection.execute(query).first()
            return None if row is None else _summary(row)

        return await self._reader.read(read)

    async def read(self, conversation: str) -> tuple[Recorded, ...]:
        """Give all events with their bodies; empty when there is none."""
        query = select_events().where(col(EventRow.conversation) == conversation)
        query = query.order_by(col(EventRow.seq))
        return await self._reader.read(lambda c: tuple(map(recorded, c.execute(query))))

    async def each(self, wanted: Wanted) -> AsyncIterator[Summary]:
        """Go through all that match in pages of bounded size (for an export)."""
        query = _summaries().where(*_conditions(wanted)).order_by(*_NEWEST).limit(EXPORT_PAGE)
        page = await self._rows(query)
        while page:
            for row in page:
                yield _summary(row)
            # By key instead of by offset: the next page costs what this one did.
            last = (page[-1].opened_at, page[-1].id)
            page = await self._rows(query.where(tuple_(col(C.opened_at), col(C.id)) < last))

    async def _rows(self, query: Select[Any]) -> list[Any]:
        return await self._reader.read(lambda c: list(c.execute(query)))


def _summaries() -> Select[Any]:
    name = func.coalesce(StaffRow.name, C.librarian, "").label("librarian_name")
    whose = col(StaffRow.id) == col(C.librarian)
    opened_with = (col(BodyRow.conversation) == col(C.id), col(BodyRow.seq) == FIRST_TEXT)
    question = select(BodyRow.text).where(*opened_with).scalar_subquery().label("question")
    query: Select[Any] = select(table_of(C), name, question)  # type: ignore[call-overload]
    return query.select_from(C).join(StaffRow, whose, isouter=True)


def _conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [col(C.opened_at).is_not(None)]
    if wanted.since is not None:
        found.append(col(C.opened_at) >= millis(wanted.since))
    if wanted.until is not None:
        found.append(col(C.opened_at) < millis(wanted.until))
    if wanted.stage is not None:
        found.append(col(C.stage) == wanted.stage.value)
    if wanted.channel:
        found.append(col(C.channel) == wanted.channel)
    if wanted.desk:
        found.append(col(C.desk) == wanted.desk)
    if wanted.coded is not None:
        found.append(col(C.read_level) > 0 if wanted.coded else col(C.read_level) == 0)
    if wanted.text.strip():
        found.append(_says(wanted.text.strip()))
    return found


def _says(text: str) -> ColumnElement[bool]:
    said = col(BodyRow.text).icontains(text, autoescape=True)
    return exists().where(col(BodyRow.conversation) == col(C.id), said)


def _summary(row: Any) -> Summary:  # noqa: ANN401
    return Summary(
        line=line(row),
        question=shortened(row.question or ""),
        librarian=row.librarian_name,
        messages=row.messages,
        first_claimed_at=time(row.first_claimed_at),
        first_answered_at=time(row.first_answered_at),
        ended_why=None if row.ended_why is None else EndedWhy(row.ended_why),
        read_level=row.read_level,
        question_type=row.question_type,
        outcome=row.outcome,
        rating=row.rating,
        purged=bool(row.purged),
    )
