"""The full-text index of ended conversations, written in commits of its own.

A document's number says when its conversation was opened, so that the index itself gives what it
finds newest first and stops at the page's end. A merge of FTS5 can rewrite the whole index in one
commit, during which no message is acknowledged; here it goes on in small steps (`tidy`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from hashlib import blake2b
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Connection,
    and_,
    delete,
    func,
    insert,
    or_,
    text,
    update,
)
from sqlmodel import col, select

from refdesk.desk.transcript_ports import Indexed, Spoken
from refdesk.domain.conversation import Stage
from refdesk.domain.records import millis, moment
from refdesk.store.committing import Writer, write_apart
from refdesk.store.driver import Lookup, is_postgres
from refdesk.store.newest_first import following, newest_first
from refdesk.store.reading import Reader
from refdesk.store.sought import quoted
from refdesk.store.tables.conversations import ConversationRow as C
from refdesk.store.tables.conversations import EventRow
from refdesk.store.tables.derived import FTS5_TABLE, PLACE, WORDS
from refdesk.store.tables.installation import FactRow

TELL_APART: Final = 20  # bits beside the milliseconds of the opening
_LAST: Final = (1 << (63 - TELL_APART)) - 1  # milliseconds: the year 2248
MERGED: Final = 32  # pages of 4 KiB in one step of upkeep: under a millisecond
LONGEST: Final = 50_000  # terms of a conversation: PostgreSQL holds no more in one value
LAST_POSITION: Final = 16_383  # of PostgreSQL; later words share it
_READING: Final = "transcript_reading"
_events = Lookup(EventRow, ["conversation"], ["conversation", "seq", "text"])
_MERGE = text("INSERT INTO transcript_words (transcript_words, rank) VALUES ('merge', :pages)")
_ADD = text("INSERT INTO transcript_words (rowid, words) VALUES (:place, CAST(:words AS tsvector))")


def place_of(opened_at: datetime, conversation: str) -> int:
    """Give the document number: the order of the openings."""
    digest = blake2b(conversation.encode(), digest_size=4).digest()
    return first_place(opened_at) | int.from_bytes(digest) >> (32 - TELL_APART)


def first_place(since: datetime) -> int:
    """Give the lowest document number of what was opened from this moment on."""
    return min(max(millis(since), 0), _LAST) << TELL_APART


class StoredTranscriptIndex:
    """The port `refdesk.desk.transcript_ports.TranscriptIndex`."""

    def __init__(self, writer: Writer, reader: Reader) -> None:
        self._writer = writer
        self._reader = reader

    async def adopt(self, reading: str) -> None:
        """Take all that was indexed by another reading for not indexed."""

        def job(connection: Connection) -> None:
            known = select(FactRow.value).where(col(FactRow.name) == _READING)
            if connection.execute(known).scalar() == reading:
                return
            connection.execute(update(PLACE).values(head=0))
            connection.execute(delete(FactRow).where(col(FactRow.name) == _READING))
            fact = {"library": "main", "name": _READING, "value": reading}
            connection.execute(insert(FactRow).values(fact))

        await write_apart(self._writer, job)

    async def rebuild(self) -> None:
        """Throw the index away: nothing is indexed."""
        await write_apart(self._writer, _empty)

    async def left(self) -> int:
        """Count the ended conversations whose newest state is not indexed."""
        query = _beside_index(select(func.count())).where(_due_now())
        return await self._reader.read(lambda c: c.execute(query).scalar() or 0)

    async def unindexed(self, after: str = "", limit: int = 500) -> tuple[list[str], str]:
        """Look through so many, newest first; give those not indexed, and the last."""
        looked = newest_first(select(C.id, _due_now().label("due"))).limit(limit)
        looked = _beside_index(looked)

        def read(connection: Connection) -> tuple[list[str], str]:
            rows = connection.execute(following(connection, looked, after)).all()
            return [row.id for row in rows if row.due], rows[-1].id if len(rows) == limit else ""

        return await self._reader.read(read)

    async def spoken(self, conversations: Sequence[str]) -> list[Spoken]:
        """Give the texts of those that have ended and whose newest state is not indexed."""
        columns: Any = (C.id, C.head, C.language, C.opened_at, C.restricted_at)
        query = _beside_index(select(*columns))
        query = query.where(_due_now(), col(C.id).in_(conversations))

        def read(connection: Connection) -> list[Spoken]:
            rows = connection.execute(query).all()
            # What may only be kept has a place in the index, but no words there.
            closed = {row.id for row in rows if row.restricted_at is not None}
            found = spoken(connection, rows)
            return [replace(o, texts=()) if o.conversation in closed else o for o in found]

        return await self._reader.read(read)

    async def put(self, documents: Sequence[Indexed]) -> None:
        """Index them in one commit; those that went on meanwhile are left out."""
        # FTS5 writes numbers that rise in one go.
        ordered = sorted(documents, key=lambda one: one.opened_at)

        def job(connection: Connection) -> None:
            for document in ordered:
                if _still(connection, document):
                    _put(connection, document)

        await write_apart(self._writer, job)

    async def tidy(self) -> bool:
        """Merge a few pages; PostgreSQL looks after its index itself."""
        return await write_apart(self._writer, partial(merge, pages=MERGED))


def merge(connection: Connection, pages: int) -> bool:
    """Merge so many pages of FTS5's index; tell whether more is left. Nothing on PostgreSQL.

    A negative number begins a merge of all that there is into one part (FTS5's manual).
    """
    if is_postgres(connection):
        return False
    driver: Any = connection.connection.driver_connection
    before = driver.total_changes
    connection.execute(_MERGE, {"pages": pages})
    # As FTS5's manual says: fewer than two changes mean that nothing was left to do.
    return bool(driver.total_changes - before >= 2)  # noqa: PLR2004


def spoken(connection: Connection, rows: Sequence[Any]) -> list[Spoken]:
    """Read what was written in conversations; rows hold id, head, language and opened_at."""
    texts: dict[str, list[tuple[int, str]]] = {row.id: [] for row in rows}
    for conversation, seq, said in _events(connection, [(name,) for name in texts]):
        if said is not None:
            texts[conversation].append((seq, said))
    return [
        Spoken(
            row.id,
            row.head,
            row.language,
            moment(row.opened_at),
            tuple(said for _, said in sorted(texts[row.id])),
        )
        for row in rows
    ]


def _empty(connection: Connection) -> None:
    connection.execute(delete(PLACE))
    if is_postgres(connection):
        connection.execute(delete(WORDS))
        return
    # A damaged one cannot be emptied, but dropped.
    connection.exec_driver_sql("DROP TABLE transcript_words")
    for statement in FTS5_TABLE:
        connection.exec_driver_sql(statement)


def _beside_index(query: Any) -> Any:  # noqa: ANN401 (any query)
    return query.select_from(C).join(PLACE, PLACE.c.conversation == col(C.id), isouter=True)


def _due_now() -> ColumnElement[bool]:
    differs = or_(PLACE.c.head.is_(None), PLACE.c.head != col(C.head))
    return and_(col(C.stage) == Stage.ENDED.value, col(C.opened_at).is_not(None), differs)


def _still(connection: Connection, document: Indexed) -> bool:
    """Tell whether a conversation stands where it was read; it stays there until the commit."""
    query = select(C.head).where(col(C.id) == document.conversation).with_for_update()
    return connection.execute(query).scalar() == document.head


def _put(connection: Connection, document: Indexed) -> None:
    mine = PLACE.c.conversation == document.conversation
    place = connection.execute(select(PLACE.c.place).where(mine)).scalar()
    if place is None:
        place = _free_place(connection, place_of(document.opened_at, document.conversation))
        row = {"place": place, "conversation": document.conversation, "head": document.head}
        connection.execute(insert(PLACE).values(row))
    else:
        connection.execute(update(PLACE).where(mine).values(head=document.head))
        connection.execute(delete(WORDS).where(WORDS.c.rowid == place))
    terms = document.terms[:LONGEST]
    if not terms:
        return
    if is_postgres(connection):
        connection.execute(_ADD, {"place": place, "words": _vector(terms)})
    else:
        connection.execute(insert(WORDS).values(rowid=place, words=" ".join(terms)))


def _free_place(connection: Connection, place: int) -> int:
    """Step over another conversation that was opened in the same millisecond."""
    while connection.execute(select(PLACE.c.head).where(PLACE.c.place == place)).first():
        place += 1
    return place


def _vector(terms: Sequence[str]) -> str:
    """Write terms as a `tsvector`: nothing is left for PostgreSQL to interpret."""
    places: dict[str, list[int]] = {}
    for position, term in enumerate(terms, 1):
        places.setdefault(term, []).append(min(position, LAST_POSITION))
    return " ".join(f"{quoted(term)}:{','.join(map(str, at))}" for term, at in places.items())
