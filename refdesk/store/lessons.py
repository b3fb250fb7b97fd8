"""What use has taught, kept beside the log it is learned from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    and_,
    delete,
    func,
    insert,
    or_,
    select,
)
from sqlmodel import SQLModel, col

from kb.entries import Lang
from refdesk.domain.conversation import Stage
from refdesk.domain.records import millis
from refdesk.knowledge.editing_ports import Voices
from refdesk.knowledge.lesson_ports import Group, Heard, Learned, Taught
from refdesk.store import streams
from refdesk.store.committing import Writer, write_apart
from refdesk.store.consents import consent_marks
from refdesk.store.driver import Lookup
from refdesk.store.gaps import put_group, unchanged
from refdesk.store.hearing import teaching_events
from refdesk.store.newest_first import following, newest_first
from refdesk.store.reading import Reader
from refdesk.store.tables.conversations import ConversationRow as C
from refdesk.store.tables.conversations import EventRow
from refdesk.store.tables.lessons import LessonRow, MissingRow, VoteRow, WordingRow
from refdesk.store.voices import voices

MOST_WORDINGS: Final = 20  # of a version, the newest
# Whoever refuses waits for this lock, so that what is learned here is let go of by their commit.
_heads = Lookup(C, ["id"], ["id", "head"], lock=True)


class StoredLessons:
    """The port `refdesk.knowledge.lesson_ports.LessonStore`."""

    def __init__(self, writer: Writer, reader: Reader) -> None:
        self._writer = writer
        self._reader = reader

    async def left(self) -> int:
        """Count the ended conversations whose newest state was not learned from."""
        ended = col(C.stage) == Stage.ENDED.value
        query = _beside_lessons(select(func.count())).where(_differs(), ended)
        return await self._reader.read(lambda c: c.execute(query).scalar() or 0)

    async def untaught(self, after: str, limit: int) -> tuple[list[str], str]:
        """Look through so many, newest first; give those not learned from, and the last."""
        due = and_(_differs(), col(C.stage) == Stage.ENDED.value).label("due")
        looked = newest_first(_beside_lessons(select(col(C.id), due))).limit(limit)

        def read(connection: Connection) -> tuple[list[str], str]:
            rows = connection.execute(following(connection, looked, after)).all()
            return [row.id for row in rows if row.due], rows[-1].id if len(rows) == limit else ""

        return await self._reader.read(read)

    async def heard(self, conversations: Sequence[str]) -> list[Heard]:
        """Give what teaches of those whose newest state was not learned from."""
        again = col(LessonRow.head).is_not(None).label("again")
        columns: tuple[Any, ...] = (C.id, C.head, C.language, C.patron, C.desk, C.restricted_at)
        query = _beside_lessons(select(*columns, again))
        query = query.where(_differs(), col(C.id).in_(conversations))

        def read(connection: Connection) -> list[Heard]:
            said = consent_marks(connection, conversations)  # first: never newer than the rest
            rows = connection.execute(query).all()
            found = teaching_events(connection, [row.id for row in rows])
            return [
                Heard(
                    row.id,
                    row.head,
                    row.language,
                    row.patron,
                    found[row.id],
                    bool(row.again),
                    row.desk,
                    row.restricted_at is not None,
                    said.get(row.id, ""),
                )
                for row in rows
            ]

        return await self._reader.read(read)

    async def teach(
        self, taught: Sequence[Taught], groups: Sequence[Group], before: Sequence[Group] = ()
    ) -> bool:
        """Keep in one commit what conversations teach, with the groups their questions changed.

        False, and nothing is kept, where something is not as it was read.
        """
        names = [one.conversation for one in taught]

        def job(connection: Connection) -> bool:
            heads: dict[str, int] = {
                row[0]: row[1] for row in _heads(connection, sorted((name,) for name in names))
            }
            said = consent_marks(connection, names)
            as_read = all(
                (heads.get(one.conversation), said.get(one.conversation, ""))
                == (one.head, one.said)
                for one in taught
            )
            if not as_read or not unchanged(connection, before):
                return False
            fed = _fed(connection, names)
            _replace(connection, taught)
            for group in groups:
                put_group(connection, group)
            if _fed(connection, names) != fed:
                streams.bump(connection, ["kb"])
            return True

        return await write_apart(self._writer, job)

    async def learned(self) -> list[Learned]:
        """Give what has been learned about each version."""
        return await self._reader.read(_learned)


def _beside_lessons(query: Any) -> Any:  # noqa: ANN401 (any query)
    lesson = col(LessonRow.conversation) == col(C.id)
    return query.select_from(C).join(LessonRow, lesson, isouter=True)


def _differs() -> ColumnElement[bool]:
    return or_(col(LessonRow.head).is_(None), col(LessonRow.head) != col(C.head))


def _replace(connection: Connection, taught: Sequence[Taught]) -> None:
    """Put what was learned in the place of what was learned before."""
    names = [one.conversation for one in taught]
    for table in (LessonRow, VoteRow, WordingRow, MissingRow):
        connection.execute(delete(table).where(col(table.conversation).in_(names)))
    _insert(connection, LessonRow, [{"head": one.head} | _own(one) for one in taught])
    _insert(connection, VoteRow, [row | _own(one) for one in taught for row in _votes_of(one)])
    _insert(connection, WordingRow, [row | _own(one) for one in taught for row in _texts_of(one)])
    _insert(connection, MissingRow, [row | _own(one) for one in taught for row in _gaps_of(one)])


def _insert(connection: Connection, table: type[SQLModel], rows: Sequence[dict[str, Any]]) -> None:
    if rows:
        connection.execute(insert(table), rows)


def _own(taught: Taught) -> dict[str, Any]:
    return {"library": "main", "conversation": taught.conversation}


def _votes_of(taught: Taught) -> list[dict[str, Any]]:
    return [
        {"entry": v.entry, "voter": v.voter, "verdict": v.verdict.value, "at": millis(v.at)}
        for v in taught.votes
    ]


def _texts_of(taught: Taught) -> list[dict[str, Any]]:
    return [
        {"entry": w.entry, "lang": w.language, "patron": w.patron, "seq": w.seq, "at": millis(w.at)}
        for w in taught.wordings
    ]


def _gaps_of(taught: Taught) -> list[dict[str, Any]]:
    return [
        {"gap": m.gap, "lang": m.language, "fate": m.fate.value, "seq": m.seq, "at": millis(m.at)}
        for m in taught.missing
    ]


def _fed(connection: Connection, conversations: Sequence[str]) -> list[str]:
    """Give what of conversations the suggester learns from."""
    votes = select(col(VoteRow.entry), col(VoteRow.voter), col(VoteRow.verdict))
    wordings = _wording_texts(
        col(WordingRow.entry), col(WordingRow.conversation), col(WordingRow.seq), col(EventRow.text)
    )
    votes = votes.where(col(VoteRow.conversation).in_(conversations))
    wordings = wordings.where(col(WordingRow.conversation).in_(conversations))
    return sorted(map(repr, (*connection.execute(votes), *connection.execute(wordings))))


def _wording_texts(*columns: Any) -> Select[Any]:  # noqa: ANN401
    same = col(EventRow.conversation) == col(WordingRow.conversation)
    theirs = and_(same, col(EventRow.seq) == col(WordingRow.seq))
    whole = select(*columns).select_from(WordingRow).join(EventRow, theirs)
    return whole.where(col(EventRow.text).is_not(None))


def _learned(connection: Connection) -> list[Learned]:
    """Count people, not votes: their newest word on an entry, and their newest wording of it."""
    made = voices(connection)
    texts, nobody = _wordings(connection), Voices(0, 0)
    judged = ((entry, lang.value) for entry in made for lang in Lang)
    return [
        Learned(entry, lang, tuple(texts.get((entry, lang), ())), *made.get(entry, nobody))
        for entry, lang in sorted({*texts, *judged})
    ]


def _wordings(connection: Connection) -> dict[tuple[str, str], list[str]]:
    nth = (
        func.row_number()
        .over(
            partition_by=(col(WordingRow.entry), col(WordingRow.lang), col(WordingRow.patron)),
            order_by=col(WordingRow.at).desc(),
        )
        .label("nth")
    )
    columns = (col(WordingRow.entry), col(WordingRow.lang), col(WordingRow.at), col(EventRow.text))
    each = _wording_texts(*columns, nth).subquery()
    newest = select(each).where(each.c.nth == 1).order_by(each.c.at.desc())
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for row in connection.execute(newest):
        texts = found[row.entry, row.lang]
        if len(texts) < MOST_WORDINGS:
            texts.append(row.text)
    return found
