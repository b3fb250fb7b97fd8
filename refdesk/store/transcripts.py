"""Transcripts for the console: filtered lists, what holds certain words, whole conversations."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, func
from sqlmodel import col, select

from refdesk.desk.transcript_ports import COUNTED, Clause, Spoken, Summary, Wanted
from refdesk.domain.events import EndedWhy, Recorded
from refdesk.domain.preview import shortened
from refdesk.domain.records import millis, moment
from refdesk.store.driver import table_of
from refdesk.store.holding_words import Matches, planned
from refdesk.store.lines import line
from refdesk.store.newest_first import following, newest_first
from refdesk.store.reading import Reader
from refdesk.store.rows import recorded, select_events, time
from refdesk.store.tables.conversations import OPEN, EventRow
from refdesk.store.tables.conversations import ConversationRow as C
from refdesk.store.tables.derived import PLACE
from refdesk.store.tables.people import StaffRow
from refdesk.store.transcript_index import place_of, spoken

FIRST_TEXT = 2  # seq of the text a conversation is opened with: Opened, then Said


class StoredTranscripts:
    """The port `refdesk.desk.transcript_ports.Transcripts`."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    async def page(self, wanted: Wanted, after: str = "", limit: int = 50) -> list[Summary]:
        """Give the next that match `wanted`, whose text is not looked at."""
        query = newest_first(_summaries().where(*_conditions(wanted))).limit(limit)

        def read(connection: Connection) -> list[Summary]:
            return list(map(_summary, connection.execute(following(connection, query, after))))

        return await self._reader.read(read)

    async def search(
        self, wanted: Wanted, clauses: Sequence[Clause], before: int | None, limit: int = 50
    ) -> list[Summary]:
        """Give the next ended ones that match and whose index holds the clauses."""

        def read(connection: Connection) -> list[Summary]:
            with planned(connection):
                query = searching(connection, wanted, clauses, before).limit(limit)
                return list(map(_summary, connection.execute(query)))

        return await self._reader.read(read)

    async def searched(
        self, wanted: Wanted, clauses: Sequence[Clause], limit: int = 50
    ) -> tuple[list[Summary], int]:
        """Give the first that `search` gives, and count all that it would: up to COUNTED."""

        def read(connection: Connection) -> tuple[list[Summary], int]:
            with planned(connection):
                matches, conditions = Matches(connection, wanted, clauses), _conditions(wanted)
                query = matches.newest(_summaries()).where(*conditions).limit(limit)
                rows = list(map(_summary, connection.execute(query)))
                if len(rows) < limit:
                    return rows, len(rows)
                return rows, _count(connection, matches.unordered(select(C.id)).where(*conditions))

        return await self._reader.read(read)

    async def count(self, wanted: Wanted) -> int:
        """Count those that `page` would give: up to COUNTED."""
        return await self._reader.read(
            lambda c: _count(c, select(C.id).where(*_conditions(wanted)))
        )

    async def unended(self, wanted: Wanted, limit: int) -> list[tuple[Summary, Spoken]]:
        """Give the newest that match and have not ended, with what was written in them."""
        query = newest_first(_summaries().where(OPEN, *_conditions(wanted))).limit(limit)

        def read(connection: Connection) -> list[tuple[Summary, Spoken]]:
            rows = connection.execute(query).all()
            return list(zip(map(_summary, rows), spoken(connection, rows), strict=True))

        return await self._reader.read(read)

    async def beyond(self, wanted: Wanted, limit: int) -> int:
        """Count those beyond `limit` that match and have not ended."""
        count = select(func.count()).select_from(C).where(OPEN, *_conditions(wanted))
        return await self._reader.read(lambda c: max(0, (c.execute(count).scalar() or 0) - limit))

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


def _summaries() -> Select[Any]:
    name = func.coalesce(StaffRow.name, C.librarian, "").label("librarian_name")
    whose = col(StaffRow.id) == col(C.librarian)
    opened_with = (col(EventRow.conversation) == col(C.id), col(EventRow.seq) == FIRST_TEXT)
    question = select(EventRow.text).where(*opened_with).scalar_subquery().label("question")
    indexed = select(PLACE.c.place).where(PLACE.c.conversation == col(C.id))
    place = indexed.correlate(table_of(C)).scalar_subquery().label("place")
    query: Select[Any] = select(table_of(C), name, question, place)  # type: ignore[call-overload]
    return query.select_from(C).join(StaffRow, whose, isouter=True)


def _conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [col(C.restricted_at).is_(None)]
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
    return found


def searching(
    connection: Connection, wanted: Wanted, clauses: Sequence[Clause], before: int | None
) -> Select[Any]:
    """Select what `StoredTranscripts.search` gives, without an end."""
    query = Matches(connection, wanted, clauses, before).newest(_summaries())
    return query.where(*_conditions(wanted))


def _count(connection: Connection, query: Select[Any]) -> int:
    some = query.limit(COUNTED).subquery()
    return connection.execute(select(func.count()).select_from(some)).scalar() or 0


def _summary(row: Any) -> Summary:  # noqa: ANN401
    return Summary(
        line=line(row),
        question=shortened(row.question or row.preview),
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
        place=row.place or place_of(moment(row.opened_at or 0), row.id),
    )
