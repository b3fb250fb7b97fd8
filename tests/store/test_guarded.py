"""Plain messages on PostgreSQL: one statement between BEGIN and COMMIT, as safe as several."""

from __future__ import annotations

import asyncio
from typing import Any

from sqlalchemy import Connection

from refdesk.domain import events as e
from refdesk.domain.personal_data import Kind
from refdesk.domain.redaction import Sealed
from refdesk.errors import HeadMoved
from refdesk.store.committing import write_alone
from refdesk.store.opening import Store
from tests.contracts.writing import SARI, Story, bound, from_thread

Nodes = tuple[Store, Store]


async def opened(store: Store, count: int) -> list[Story]:
    """Give conversations that begin with one text."""
    stories = [Story(store.log, f"c{number:02}") for number in range(count)]
    for story in stories:
        await story.open()
    return stories


async def listened(node: Store) -> list[str]:
    """Give the statements that a node's writer makes from now on, as they come."""
    asked: list[str] = []

    def listen(connection: Connection) -> None:
        driver: Any = connection.connection.driver_connection
        driver.add_query_logger(lambda record: asked.append(record.query))

    await write_alone(node._writer, listen)
    asked.clear()
    return asked


async def test_a_message_takes_three_ways_to_the_database(nodes: Nodes) -> None:
    """A text in an open conversation is begun, written and committed: three statements."""
    (story,) = await opened(nodes[0], 1)
    await story.write(e.Said("lagi"), cid="x1")  # of the first, the driver looks up the types
    asked = await listened(nodes[0])
    await story.write(e.Said("lagi"), cid="x2")
    assert len(asked) == 3
    assert (asked[0], asked[-1]) == ("BEGIN", "COMMIT")


async def test_nothing_follows_on_the_stream_of_a_desk(nodes: Nodes) -> None:
    """With originals or for a channel outside too, a text holds the stream by its last statement.

    Whoever writes at that desk waits for whom holds it.
    """
    inside, outside = Story(nodes[0].log, "c1"), Story(nodes[0].log, "c2")
    await inside.open()
    opened = (e.Opened("main", "telegram", "id"), e.Said("halo"))
    await outside.write(*opened, intake=from_thread("m:77:1"), bind=bound("c2"))
    asked = await listened(nodes[0])
    await inside.write(e.Said("[NIK 1]"), sealed=(Sealed(3, 1, Kind.NIK, b"box"),))
    await outside.claim()
    await outside.write(e.Said("buka"), by=SARI)
    commits = [place for place, query in enumerate(asked) if query == "COMMIT"]
    assert len(commits) == 3
    assert all("INTO stream" in asked[place - 1] for place in commits)
    assert sum("INTO stream" in query for query in asked) == 3
    assert await nodes[0].sealed.of("c1", 3)
    told = "SELECT count(*) FROM outgoing"
    assert await nodes[0]._reader.read(lambda c: c.exec_driver_sql(told).scalar()) == 2


async def test_texts_on_two_nodes_in_other_orders_have_one_winner_each(nodes: Nodes) -> None:
    """Two servers write to the same conversations at once: one text each stays, nothing of others.

    Each holds what it changes in the same order, so that none waits for the other in a circle.
    """
    stories = await opened(nodes[0], 20)
    for turn in range(5):
        sent = [
            (node, story, story.prepare(e.Said(f"pesan {place}"), cid=f"{turn}-{place}-{story.id}"))
            for place, node in enumerate(nodes)
            for story in (stories if place else reversed(stories))
        ]
        outcomes = await asyncio.gather(
            *(node.log.append(append) for node, _, append in sent), return_exceptions=True
        )
        lost = [isinstance(outcome, HeadMoved) for outcome in outcomes]
        assert lost.count(True) == len(stories)
        for (_, story, append), refused in zip(sent, lost, strict=True):
            if not refused:
                story.state = append.after
        for story in stories:
            assert await nodes[0].log.load(story.id) == story.state


async def test_what_does_not_fit_leaves_nothing_of_its_commit(nodes: Nodes) -> None:
    """A text decided on an older state is refused; those that shared its commit are kept."""
    stories = await opened(nodes[0], 6)
    late = stories[3].prepare(e.Said("terlambat"), cid="late")
    stories[3].log = nodes[1].log
    await stories[3].write(e.Said("lebih dulu"), cid="first")
    sent = [late if story is stories[3] else story.prepare(e.Said("lagi"), cid=story.id)
            for story in stories]  # fmt: skip
    outcomes = await asyncio.gather(*map(nodes[0].log.append, sent), return_exceptions=True)
    assert [isinstance(outcome, HeadMoved) for outcome in outcomes] == [n == 3 for n in range(6)]
    assert await nodes[0].log.load(stories[3].id) == stories[3].state
    assert await nodes[0].log.load(stories[4].id) == sent[4].after
    again = stories[3].prepare(e.Said("terlambat"), cid="late")
    assert (await nodes[0].log.append(again)).seq == again.after.head


async def test_a_row_that_changed_otherwise_meanwhile_is_written_on(nodes: Nodes) -> None:
    """While another server holds a conversation a text waits, then stands beside what it wrote."""
    (story,) = await opened(nodes[0], 1)
    append = story.prepare(e.Said("lagi"), cid="x1")
    held, go_on = asyncio.Event(), asyncio.Event()
    loop = asyncio.get_running_loop()

    async def hold() -> None:
        async with nodes[1]._writer._engine.begin() as connection:  # type: ignore[attr-defined]
            # The engine commits by itself: what is held is held by the driver's transaction.
            driver = (await connection.get_raw_connection()).driver_connection
            async with driver.transaction():
                await driver.execute("UPDATE conversation SET rating = 4")
                held.set()
                await go_on.wait()

    holding = loop.create_task(hold())
    await held.wait()
    writing = loop.create_task(nodes[0].log.append(append))
    while not await _waits(nodes[1]):  # noqa: ASYNC110 - the database tells nobody
        await asyncio.sleep(0.01)
    go_on.set()
    await holding
    assert (await writing).seq == append.after.head
    summary = await nodes[0].transcripts.summary(story.id)
    assert summary is not None
    assert (summary.rating, summary.messages) == (4, 2)


async def _waits(node: Store) -> bool:
    """Tell whether anybody waits for a lock."""
    query = "SELECT count(*) FROM pg_locks WHERE NOT granted"
    return bool(await node._reader.read(lambda c: c.exec_driver_sql(query).scalar()))
