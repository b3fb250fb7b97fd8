"""Votes of readers of public pages: today's by person, sums of the days before."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection
from datetime import date
from typing import Any, Final, NamedTuple

from sqlalchemy import ColumnElement, Connection, delete, func, select, true
from sqlmodel import col

from refdesk.domain.events import Verdict
from refdesk.store import streams
from refdesk.store.committing import Writer, write_alone
from refdesk.store.driver import Insert
from refdesk.store.reading import Reader
from refdesk.store.tables.lessons import PageDayRow, PageVoteRow

KEPT: Final = 90  # days, as long as messages last by default

_put = Insert(
    PageVoteRow,
    "ON CONFLICT (entry, day, voter) DO UPDATE SET verdict = excluded.verdict",
)
_add = Insert(
    PageDayRow,
    "ON CONFLICT (entry, day) DO UPDATE SET helped = kb_page_day.helped + excluded.helped, "
    "unhelped = kb_page_day.unhelped + excluded.unhelped",
)


class People(NamedTuple):
    """How many people at least said that an entry answered, or that it did not."""

    helped: int
    unhelped: int


class StoredPageVotes:
    """The port `refdesk.knowledge.page_vote_ports.PageVoteStore`."""

    def __init__(self, writer: Writer, reader: Reader) -> None:
        self._writer = writer
        self._reader = reader

    async def vote(self, entry: str, voter: str, day: date, *, helped: bool) -> None:
        """Keep what a reader says on a day; the last word on an entry counts."""
        verdict = Verdict.HELPED if helped else Verdict.UNHELPED
        row = ("main", entry, day.toordinal(), voter, verdict.value)

        def job(connection: Connection) -> None:
            _fold(connection, day.toordinal())
            before = people(connection, entry)
            _put(connection, [row])
            if people(connection, entry) != before:
                streams.bump(connection, ["kb"])

        await write_alone(self._writer, job)

    async def fold(self, today: date) -> None:
        """Let sums alone stand for days that are over, and go when they are long over."""
        day = today.toordinal()
        old = select(func.count()).where(col(PageVoteRow.day) < day)
        long_over = select(func.count()).where(col(PageDayRow.day) < day - KEPT)

        def due(connection: Connection) -> bool:
            return any(connection.execute(one).scalar() for one in (old, long_over))

        if await self._reader.read(due):
            await write_alone(self._writer, lambda c: _fold(c, day))


def _fold(connection: Connection, today: int) -> None:
    over = delete(PageVoteRow).where(col(PageVoteRow.day) < today)
    # What was deleted is counted, so that two nodes at it add no vote twice.
    gone = connection.execute(over.returning(*_columns(PageVoteRow), col(PageVoteRow.verdict)))
    counts = Counter(tuple(row) for row in gone)
    for entry, day in sorted({(entry, day) for entry, day, _ in counts}):
        sums = (counts[entry, day, verdict.value] for verdict in (Verdict.HELPED, Verdict.UNHELPED))
        _add(connection, [("main", entry, day, *sums)])
    connection.execute(delete(PageDayRow).where(col(PageDayRow.day) < today - KEPT))


def people(connection: Connection, entry: str) -> People:
    """Give how many people at least voted on an entry."""
    return all_people(connection, [entry]).get(entry, People(0, 0))


def all_people(connection: Connection, entries: Collection[str] | None = None) -> dict[str, People]:
    """Give how many people at least voted on each entry: those of its busiest day.

    People are told apart on one day only, so that days add nothing: who comes back every day to
    say the same is one person. None asks of all entries.
    """

    def among(table: type[PageVoteRow | PageDayRow]) -> ColumnElement[bool]:
        return true() if entries is None else col(table.entry).in_(entries)

    days = select(*_columns(PageDayRow), col(PageDayRow.helped), col(PageDayRow.unhelped))
    found = _counts(connection, among(PageVoteRow))
    found |= {
        (row.entry, row.day): People(row.helped, row.unhelped)
        for row in connection.execute(days.where(among(PageDayRow)))
    }
    most: dict[str, People] = defaultdict(lambda: People(0, 0))
    for (name, _), (helped, unhelped) in found.items():
        so_far = most[name]
        most[name] = People(max(so_far.helped, helped), max(so_far.unhelped, unhelped))
    return dict(most)


def _counts(connection: Connection, which: ColumnElement[bool]) -> dict[tuple[str, int], People]:
    """Count today's votes, or others not yet folded, by entry and day."""
    good = func.count().filter(col(PageVoteRow.verdict) == Verdict.HELPED.value)
    query = select(*_columns(PageVoteRow), func.count().label("n"), good.label("good"))
    rows = connection.execute(query.where(which).group_by(*_columns(PageVoteRow)))
    return {(row.entry, row.day): People(row.good, row.n - row.good) for row in rows}


def _columns(table: type[PageVoteRow | PageDayRow]) -> tuple[Any, Any]:
    return col(table.entry), col(table.day)
