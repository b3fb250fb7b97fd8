"""One commit for many: a bad piece of work harms no other."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Sequence

import pytest
from sqlalchemy import Connection

from refdesk.domain import events as e
from refdesk.store.committing import LARGEST_COMMIT, Batch, write_alone
from refdesk.store.opening import Store
from tests.contracts.writing import Story


async def test_a_failing_job_fails_alone(sqlite: Store) -> None:
    """A job that raises gets its error; jobs and appends beside it are kept."""

    def fail(connection: Connection) -> None:
        connection.exec_driver_sql("INSERT INTO desk (library, id) VALUES ('main', 'half')")
        raise ValueError("no")

    story = Story(sqlite.log, "c1")
    results = await asyncio.gather(
        write_alone(sqlite._writer, fail),
        story.open(),
        write_alone(sqlite._writer, lambda c: c.exec_driver_sql("SELECT 7").scalar()),
        return_exceptions=True,
    )
    assert isinstance(results[0], ValueError)
    assert results[2] == 7
    assert await sqlite.log.load("c1") == story.state
    assert await sqlite.lists.desks() == ["main"]


async def test_a_bad_append_fails_alone(sqlite: Store) -> None:
    """Of many appends in one statement, one that cannot be stored is found and refused."""
    stories = [Story(sqlite.log, f"c{number}") for number in range(10)]
    results = await asyncio.gather(
        *(story.open("\ud800" if story.id == "c4" else "halo") for story in stories),
        return_exceptions=True,
    )
    bad = [story.id for story, r in zip(stories, results, strict=True) if isinstance(r, Exception)]
    assert bad == ["c4"]
    assert await sqlite.log.load("c5") == stories[5].state
    assert await sqlite.log.load("c4") is None


async def test_a_cancelled_caller_does_not_stop_the_commit(sqlite: Store) -> None:
    """Who no longer waits for their write changes nothing for it."""
    story = Story(sqlite.log, "c1")
    await story.open()
    task = asyncio.ensure_future(sqlite.log.append(story.prepare(e.Said("halo"))))
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await write_alone(sqlite._writer, lambda _: None)
    state = await sqlite.log.load("c1")
    assert state is not None
    assert state.head == 3


async def test_work_of_one_kind_is_done_in_one_call(sqlite: Store) -> None:
    """Whatever waits when a commit begins is handed to its batch together."""
    sizes: list[int] = []

    def run(_: Connection, items: Sequence[int]) -> Sequence[int]:
        sizes.append(len(items))
        return items

    batch: Batch[int, int] = Batch(run)
    free = threading.Event()
    held = asyncio.ensure_future(write_alone(sqlite._writer, lambda _: free.wait(30)))
    await asyncio.sleep(0)
    writes = [asyncio.ensure_future(sqlite._writer.write(batch, n)) for n in range(300)]
    await asyncio.sleep(0)
    free.set()
    assert await held
    assert await asyncio.gather(*writes) == list(range(300))
    # The held commit may have taken the first few with it.
    assert sum(sizes) == 300
    assert len(sizes) <= 3
    assert max(sizes) <= LARGEST_COMMIT


async def test_a_batch_that_does_not_answer_for_all_is_not_committed(sqlite: Store) -> None:
    """Whose outcome nobody gave is told so, keeps nothing, and the writer goes on."""

    def short(connection: Connection, _: Sequence[int]) -> Sequence[int]:
        connection.exec_driver_sql("INSERT INTO desk (library, id) VALUES ('main', 'half')")
        return []

    batch: Batch[int, int] = Batch(short)
    with pytest.raises(ValueError, match="0 outcomes of 1"):
        await asyncio.wait_for(sqlite._writer.write(batch, 1), 10)
    count = "SELECT count(*) FROM desk WHERE id = 'half'"
    assert not await write_alone(sqlite._writer, lambda c: c.exec_driver_sql(count).scalar())
