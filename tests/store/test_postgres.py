"""What only PostgreSQL needs: several nodes, a server that comes and goes."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from refdesk.domain import events as e
from refdesk.domain.actors import Actor, Party
from refdesk.errors import (
    BadRequest,
    Conflict,
    HeadMoved,
    SettingsProblem,
    StoreBroken,
    Unavailable,
)
from refdesk.store import migrating
from refdesk.store.addresses import for_asyncpg
from refdesk.store.committing import write_alone
from refdesk.store.opening import Store, open_store
from refdesk.store.postgres_writer import PostgresWriter
from tests.contracts.writing import NOON, PATRON, Story
from tests.databases import new_database

Nodes = tuple[Store, Store]


async def test_one_of_many_claims_on_two_nodes_wins(nodes: Nodes) -> None:
    """Librarians on two servers claim the same conversations at once: each has one winner."""
    stories = [Story(nodes[0].log, f"c{number}") for number in range(20)]
    for story in stories:
        await story.open()
    claims = [
        (nodes[number % 2], story.prepare(e.Claimed(staff, staff), by=Actor(Party.STAFF, staff)))
        for story in stories
        for number, staff in enumerate(("a", "b", "c", "d"))
    ]
    results = await asyncio.gather(
        *(node.log.append(claim) for node, claim in claims), return_exceptions=True
    )
    for place, story in enumerate(stories):
        outcomes = results[4 * place : 4 * place + 4]
        assert sum(isinstance(outcome, HeadMoved) for outcome in outcomes) == 3
        state = await nodes[1].log.load(story.id)
        assert state is not None
        winner = next(n for n, one in enumerate(outcomes) if not isinstance(one, HeadMoved))
        assert state.holder == "abcd"[winner]
        assert state.head == 3


async def test_a_command_sent_to_two_nodes_is_done_once(nodes: Nodes) -> None:
    """The same opening on both servers gives the same receipt and one history."""
    opening = (e.Opened("main", "web", "id"), e.Said("halo"))
    for number in range(10):
        appends = [
            Story(node.log, f"c{number}").prepare(*opening, cid=f"x{number}", access=PATRON.id)
            for node in nodes
        ]
        first, second = await asyncio.gather(
            *(node.log.append(append) for node, append in zip(nodes, appends, strict=True))
        )
        assert first == second
        page = await nodes[0].log.read_since(f"c{number}", 0, public=False)
        assert page.recorded[-1].id == first.id
        assert len(page.recorded) == 2


async def test_a_command_id_used_on_two_nodes_for_two_things_conflicts(nodes: Nodes) -> None:
    """One of two different commands with the same id is done, the other gets a conflict."""
    opening = (e.Opened("main", "web", "id"), e.Said("halo"))
    for number in range(10):
        results = await asyncio.gather(
            *(
                node.log.append(
                    Story(node.log, f"c{number}-{place}").prepare(
                        *opening, cid=f"x{number}", fingerprint=bytes([place])
                    )
                )
                for place, node in enumerate(nodes)
            ),
            return_exceptions=True,
        )
        assert sorted(isinstance(result, Conflict) for result in results) == [False, True]
        found = [await nodes[0].log.load(f"c{number}-{place}") for place in range(2)]
        assert sorted(state is None for state in found) == [False, True]


async def test_both_nodes_see_each_others_appends(nodes: Nodes) -> None:
    """What one server has acknowledged, the other reads and goes on from."""
    story = Story(nodes[0].log, "c1")
    await story.open()
    story.log = nodes[1].log
    await story.write(e.Said("lagi"))
    assert await nodes[0].log.load("c1") == story.state
    assert await nodes[0].lists.version("desk:main") == 2


async def test_a_character_it_cannot_hold_harms_nobody_else(nodes: Nodes) -> None:
    """A text with a zero byte is refused alone; the rest of its commit is kept."""
    stories = [Story(nodes[0].log, f"c{number}") for number in range(6)]
    texts = [f"pesan{chr(0) if number == 3 else ''}" for number in range(6)]
    results = await asyncio.gather(
        *(story.open(text) for story, text in zip(stories, texts, strict=True)),
        return_exceptions=True,
    )
    assert [isinstance(result, BadRequest) for result in results] == [n == 3 for n in range(6)]
    assert await nodes[0].log.load("c3") is None
    assert await nodes[0].log.load("c4") == stories[4].state


async def test_lost_connections_are_replaced(nodes: Nodes) -> None:
    """When the server drops all connections, at most the pending work fails; then all goes on."""
    story = Story(nodes[0].log, "c1")
    await story.open()

    def drop(connection: Connection) -> None:
        connection.exec_driver_sql(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )

    await write_alone(nodes[1]._writer, drop)
    assert await nodes[0].log.load("c1") == story.state
    append = story.prepare(e.Said("lagi"), cid="x1")
    try:
        await story.make(append)
    except Unavailable:
        await story.make(append)
    assert await nodes[0].log.load("c1") == story.state
    assert not nodes[0].broken.done()


async def test_a_connection_that_is_lost_after_its_commit_is_replaced(
    nodes: Nodes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is found out only when the connection is put away costs the next commit nothing."""
    story = Story(nodes[0].log, "c1")
    await story.open()
    append = story.prepare(e.Said("lagi"), cid="x1")

    async def lost(_: AsyncConnection) -> None:
        monkeypatch.undo()
        raise OSError("lost")

    monkeypatch.setattr(AsyncConnection, "rollback", lost)
    with pytest.raises(Unavailable):
        await nodes[0].log.append(append)
    await story.make(append)
    assert await nodes[0].log.load("c1") == story.state


async def test_a_flusher_that_ends_leaves_nobody_waiting(nodes: Nodes) -> None:
    """Whatever ends the one writer, who waits is told, who comes is refused, the server stops."""

    def ended(_: Connection) -> None:
        raise asyncio.CancelledError

    for job in (ended, lambda _: None):
        with pytest.raises(StoreBroken, match="writer ended"):
            await asyncio.wait_for(write_alone(nodes[0]._writer, job), 10)
    assert "writer ended" in str(await nodes[0].broken)


async def test_the_commit_waits_for_the_disk(nodes: Nodes) -> None:
    """Whatever the server's default, our commits are synchronous."""
    read = "SHOW synchronous_commit"
    found = await write_alone(nodes[0]._writer, lambda c: c.exec_driver_sql(read).scalar())
    assert found == "on"


async def test_a_database_that_is_not_there_is_a_problem_of_the_settings(tmp_path: Path) -> None:
    """A wrong database name is told apart from a server that is away."""
    address = await new_database("postgres", tmp_path)
    with pytest.raises(SettingsProblem, match="check the name"):
        await open_store(address.replace("/refdesk_", "/nowhere_"), clock=lambda: NOON)


async def test_a_server_that_is_not_there_is_unavailable(tmp_path: Path) -> None:
    """Opening without a server says so instead of hanging."""
    with pytest.raises(Unavailable):
        await open_store(f"postgresql:///x?host={tmp_path}", clock=lambda: NOON)


async def test_a_start_does_not_wait_for_ever_for_another_to_migrate(
    nodes: Nodes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever holds the schema too long is named as the reason, and the start is given up."""
    monkeypatch.setattr(migrating, "TURN_SECONDS", 1)
    writer = nodes[0]._writer
    assert isinstance(writer, PostgresWriter)
    url = writer._engine.url
    holding = asyncio.Event()

    async def hold() -> None:
        engine = create_async_engine(for_asyncpg(url))
        lock = f"SELECT pg_advisory_xact_lock({migrating._ADVISORY_LOCK})"
        try:
            async with engine.begin() as connection:
                await connection.exec_driver_sql(lock)
                holding.set()
                await asyncio.Event().wait()
        finally:
            await engine.dispose()

    holder = asyncio.create_task(hold())
    await holding.wait()
    with pytest.raises(Unavailable) as refused:
        await migrating.migrate_postgres(url)
    assert "another process" in refused.value.detail
    holder.cancel()
    await asyncio.gather(holder, return_exceptions=True)
