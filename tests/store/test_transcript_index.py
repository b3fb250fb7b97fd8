"""The full-text index on SQLite: read in order, kept apart from messages, healed when damaged."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import Connection

from kb import full_text
from refdesk.desk.transcript_indexing import TranscriptIndexing
from refdesk.desk.transcript_ports import SEARCH_DAMAGED, Wanted
from refdesk.desk.transcript_search import TranscriptSearch
from refdesk.domain import events as e
from refdesk.errors import Unavailable
from refdesk.store import transcripts
from refdesk.store.committing import ALONE, APART, LARGEST_COMMIT, Batch, Job, Work, together
from refdesk.store.opening import Store, open_store
from tests.contracts.writing import NOON, Story


async def fill(store: Store, count: int = 30) -> None:
    """Write ended conversations, a second apart."""
    for number in range(count):
        story = Story(store.log, f"c{number:02}")
        story.later(seconds=number)
        await story.open(f"buku nomor {number}")
        await story.write(e.Ended(e.EndedWhy.PATRON))


def garble(file: Path) -> None:
    """Overwrite what the index holds, as a bad disk would."""
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute(
            "UPDATE transcript_words_data SET block = randomblob(length(block)) WHERE id > 10"
        )


async def plan_of(store: Store, wanted: Wanted, before: int | None) -> list[str]:
    """Give SQLite's plan for a search."""

    def read(connection: Connection) -> list[str]:
        query = transcripts.searching(connection, wanted, full_text.clauses("buku nomor"), before)
        words = query.limit(50).compile(connection, compile_kwargs={"literal_binds": True})
        found = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {words}")
        return [str(row[3]) for row in found]

    return await store._reader.read(read)


@pytest.mark.parametrize(
    "wanted", [Wanted(), Wanted(since=NOON, until=NOON), Wanted(channel="web")]
)
async def test_a_search_stops_at_the_end_of_its_page(sqlite: Store, wanted: Wanted) -> None:
    """The index gives what it finds newest first: nothing is sorted, nothing else is walked."""
    for before in (None, 5):
        plan = await plan_of(sqlite, wanted, before)
        assert plan[0].startswith("SCAN transcript_words VIRTUAL TABLE"), plan
        assert not any("TEMP B-TREE" in step or step == "SCAN conversation" for step in plan), plan


async def damaged(file: Path) -> Store:
    """Open a store whose index was garbled after it had been filled."""
    store = await open_store(f"sqlite:///{file}", clock=lambda: NOON)
    await fill(store)
    await TranscriptIndexing(store.transcript_index, full_text, 0.0).catch_up()
    await store.close()
    garble(file)
    return await open_store(f"sqlite:///{file}", clock=lambda: NOON)


async def test_a_damaged_index_heals(tmp_path: Path) -> None:
    """A search over a damaged index says so, the index is built again, the log is never doubted."""
    store = await damaged(tmp_path / "refdesk.db")
    work = TranscriptIndexing(store.transcript_index, full_text, 0.0)
    search = TranscriptSearch(store.transcripts, full_text, work)
    with pytest.raises(Unavailable) as refused:
        await search.page(Wanted(text="buku"), "")
    assert refused.value.key == SEARCH_DAMAGED
    assert await work.catch_up() == 30
    assert len(await search.page(Wanted(text="buku"), "")) == 30
    assert not store.broken.done()
    await store.close()


async def test_damage_that_indexing_meets_heals_too(tmp_path: Path) -> None:
    """The task that indexes builds a damaged index again by itself."""
    store = await damaged(tmp_path / "refdesk.db")
    await store.transcript_index.adopt("another reading")
    work = TranscriptIndexing(store.transcript_index, full_text, 0.0)
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(2):
            await work.run()
    assert len(await store.transcripts.search(Wanted(), full_text.clauses("buku"), None)) == 30
    await store.close()


async def test_what_stands_apart_has_a_commit_of_its_own() -> None:
    """Works that wait are cut before and after one that stands apart; order is kept."""

    def works(*batches: Batch[Job[None], None]) -> list[Work]:
        return [Work(batch, None, print) for batch in batches]

    assert together([]) == 0
    assert together(works(ALONE, ALONE, APART, ALONE)) == 2
    assert together(works(APART, ALONE)) == 1
    assert together(works(*[ALONE] * 300)) == LARGEST_COMMIT
