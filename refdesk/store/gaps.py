"""Groups of questions that the knowledge base has no answer to."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, and_, delete, func, insert, select, update
from sqlmodel import col

from refdesk.domain.lessons import Fate
from refdesk.domain.records import millis, moment
from refdesk.knowledge.lesson_ports import Example, Gap, GapState, Group
from refdesk.store.committing import Writer, write_apart
from refdesk.store.driver import table_of
from refdesk.store.reading import Reader
from refdesk.store.rows import json_text, json_value
from refdesk.store.tables.conversations import EventRow
from refdesk.store.tables.lessons import GapRow, MissingRow

WEEKS: Final = timedelta(weeks=12)
SHOWN: Final = 3  # examples of a group in the list


class StoredGaps:
    """The port `refdesk.knowledge.lesson_ports.GapStore`."""

    def __init__(self, writer: Writer, reader: Reader) -> None:
        self._writer = writer
        self._reader = reader

    async def groups(self) -> list[Group]:
        """Give all groups."""
        query = select(table_of(GapRow))
        return await self._reader.read(lambda c: list(map(_group, c.execute(query))))

    async def page(self, states: Sequence[GapState], limit: int, now: datetime) -> list[Gap]:
        """Give the largest groups in these states; those asked last first among equals."""
        count, newest = func.count().label("count"), func.max(MissingRow.at).label("newest")
        rejected = func.count().filter(col(MissingRow.fate) == Fate.REJECTED.value)
        first = func.min(MissingRow.at).label("first")
        sums = select(col(MissingRow.gap), count, newest, first, rejected.label("in_vain"))
        grouped = sums.group_by(col(MissingRow.gap)).subquery()
        query = (
            select(table_of(GapRow), grouped)
            .join(grouped, grouped.c.gap == col(GapRow.id))
            .where(col(GapRow.state).in_([state.value for state in states]))
            .order_by(grouped.c["count"].desc(), grouped.c.newest.desc())
            .limit(limit)
        )

        def read(connection: Connection) -> list[Gap]:
            rows = connection.execute(query).all()
            weeks = _weeks(connection, [row.id for row in rows], now - WEEKS)
            return [_gap(row, weeks[row.id], _examples(connection, row.id, SHOWN)) for row in rows]

        return await self._reader.read(read)

    async def examples(self, gap: str, limit: int) -> list[Example]:
        """Give the newest questions of a group."""
        return await self._reader.read(lambda c: _examples(c, gap, limit))

    async def of_conversation(self, conversation: str) -> list[str]:
        """Give the groups that a conversation's questions are in."""
        query = select(col(MissingRow.gap)).where(col(MissingRow.conversation) == conversation)
        return await self._reader.read(lambda c: list(c.execute(query).scalars()))

    async def shrink(self, group: str, weights: Mapping[str, float] | None) -> None:
        """Set what a group is about once it lost a question; None drops one without any left."""
        which = col(GapRow.id) == group

        def job(connection: Connection) -> None:
            if weights is None:
                connection.execute(delete(GapRow).where(which))
            else:
                connection.execute(update(GapRow).where(which).values(weights=json_text(weights)))

        await write_apart(self._writer, job)

    async def decide(
        self, gap: str, state: GapState, entry: str, by: str, now: datetime, reason: str = ""
    ) -> Group | None:
        """Set how far a group has come; None when there is no such group."""
        which = col(GapRow.id) == gap
        values = {"state": state.value, "entry": entry, "decided_by": by, "reason": reason}
        change = update(GapRow).where(which).values(**values, decided_at=millis(now))
        query = select(table_of(GapRow)).where(which)

        def job(connection: Connection) -> Group | None:
            connection.execute(change)
            row = connection.execute(query).first()
            return None if row is None else _group(row)

        return await write_apart(self._writer, job)


def unchanged(connection: Connection, groups: Sequence[Group]) -> bool:
    """Tell, within a commit, whether groups are as they were read; hold them until its end."""
    query = select(table_of(GapRow)).where(col(GapRow.id).in_([one.id for one in groups]))
    rows = connection.execute(query.order_by(col(GapRow.id)).with_for_update())
    return list(map(_group, rows)) == sorted(groups, key=lambda one: one.id)


def put_group(connection: Connection, group: Group) -> None:
    """Write a group as it is now, within a commit; who decided on it stays known."""
    which = col(GapRow.id) == group.id
    known = connection.execute(
        select(col(GapRow.decided_by), col(GapRow.decided_at), col(GapRow.reason)).where(which)
    ).first()
    by, at, reason = known or ("", 0, "")
    connection.execute(delete(GapRow).where(which))
    row = {
        "library": "main",
        "id": group.id,
        "lang": group.language,
        "weights": json_text(group.weights),
        "state": group.state.value,
        "entry": group.entry,
        "rejected": json_text(group.rejected),
        "decided_by": by,
        "decided_at": at,
        "reason": reason,
    }
    connection.execute(insert(GapRow).values(row))


def _group(row: Any) -> Group:  # noqa: ANN401
    weights, rejected = json_value(row.weights), tuple(json_value(row.rejected))
    return Group(row.id, row.lang, weights, GapState(row.state), row.entry, rejected)


def _gap(row: Any, weeks: Counter[str], examples: list[Example]) -> Gap:  # noqa: ANN401
    return Gap(
        group=_group(row),
        count=row.count,
        rejected=row.in_vain,
        first_at=moment(row.first),
        newest_at=moment(row.newest),
        weeks=dict(sorted(weeks.items())),
        examples=tuple(examples),
        decided_by=row.decided_by,
        reason=row.reason,
    )


def _weeks(
    connection: Connection, gaps: Sequence[str], since: datetime
) -> defaultdict[str, Counter[str]]:
    query = select(col(MissingRow.gap), col(MissingRow.at)).where(
        col(MissingRow.gap).in_(gaps), col(MissingRow.at) >= millis(since)
    )
    found: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for gap, at in connection.execute(query):
        year, week, _ = moment(at).isocalendar()
        found[gap][f"{year}-W{week:02}"] += 1
    return found


def _examples(connection: Connection, gap: str, limit: int) -> list[Example]:
    same = and_(
        col(EventRow.conversation) == col(MissingRow.conversation),
        col(EventRow.seq) == col(MissingRow.seq),
    )
    query = (
        select(table_of(MissingRow), col(EventRow.text))
        .join(EventRow, same)
        .where(col(MissingRow.gap) == gap, col(EventRow.text).is_not(None))
        .order_by(col(MissingRow.at).desc())
        .limit(limit)
    )
    return [
        Example(row.conversation, row.seq, row.lang, moment(row.at), row.text, Fate(row.fate))
        for row in connection.execute(query)
    ]
