"""What every store of readers' votes must do."""

from __future__ import annotations

from datetime import date, timedelta

from sqlmodel import select

from refdesk.domain.lessons import ENOUGH_VOTERS
from refdesk.store.opening import Store
from refdesk.store.page_votes import KEPT, People, all_people
from refdesk.store.tables.lessons import PageVoteRow

MONDAY = date(2026, 3, 2)


async def people(store: Store) -> dict[str, People]:
    """Give who counts."""
    return await store._reader.read(all_people)


async def test_one_reader_is_one_vote(store: Store) -> None:
    """Whoever votes a hundred times is one person with the last word; another is another."""
    for _ in range(50):
        await store.page_votes.vote("denda", "ani", MONDAY, helped=True)
        await store.page_votes.vote("denda", "ani", MONDAY, helped=False)
    assert await people(store) == {"denda": People(0, 1)}
    await store.page_votes.vote("denda", "budi", MONDAY, helped=True)
    assert await people(store) == {"denda": People(1, 1)}
    learned = {(one.helped, one.rejected) for one in await store.lessons.learned()}
    assert learned == {(1, 1)}


async def test_days_add_nobody(store: Store) -> None:
    """Who comes back every day to reject is one person still: too few to count."""
    for days in range(30):
        day = MONDAY + timedelta(days=days)
        await store.page_votes.vote("denda", f"ani on day {days}", day, helped=False)
    found = await people(store)
    assert found["denda"].unhelped == 1 < ENOUGH_VOTERS


async def test_a_day_that_is_over_keeps_no_marks(store: Store) -> None:
    """The day after, sums stand where people stood; after ninety days nothing does."""
    for voter, helped in (("ani", True), ("budi", True), ("citra", False)):
        await store.page_votes.vote("denda", voter, MONDAY, helped=helped)
    await store.page_votes.fold(MONDAY)
    marks = select(PageVoteRow.voter)
    assert len(await store._reader.read(lambda c: c.execute(marks).all())) == 3
    await store.page_votes.fold(MONDAY + timedelta(days=1))
    await store.page_votes.fold(MONDAY + timedelta(days=1))
    assert await store._reader.read(lambda c: c.execute(marks).all()) == []
    assert await people(store) == {"denda": People(2, 1)}
    await store.page_votes.fold(MONDAY + timedelta(days=KEPT + 1))
    assert await people(store) == {}


async def test_what_changes_nothing_rings_nobody(store: Store) -> None:
    """The knowledge base moves on when a vote counts, not when it is said again."""
    await store.page_votes.vote("denda", "ani", MONDAY, helped=True)
    assert await store.entries.version() == 1
    await store.page_votes.vote("denda", "ani", MONDAY, helped=True)
    await store.page_votes.vote("denda", "ani", MONDAY + timedelta(days=1), helped=True)
    assert await store.entries.version() == 1
