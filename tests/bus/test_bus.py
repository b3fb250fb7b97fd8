"""What every bus must do, alone or over PostgreSQL."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import asyncpg
import pytest

from refdesk.bus.calls import EVERYTHING, Bus, Sign, Signs
from refdesk.bus.local import LocalBus
from refdesk.bus.notify import CHANNEL, NotifyBus, Pace
from refdesk.bus.opening import open_bus
from refdesk.bus.rings import BATCH, LONGEST, MOST, read, written
from refdesk.errors import SettingsProblem
from tests.databases import empty_postgres

QUICK = Pace(echo=0.1, deaf=0.6, call=2.0, longest_pause=0.1)


@dataclass
class MemoryBoard:
    """A board in memory."""

    rows: dict[tuple[str, str], Sign] = field(default_factory=dict)

    async def touch(self, node: str, signs: Mapping[str, Sign]) -> None:
        """Replace signs."""
        self.rows |= {(node, staff): sign for staff, sign in signs.items()}

    async def present(self) -> Signs:
        """Give all signs."""
        return dict(self.rows)


@dataclass
class Ear:
    """What one node heard."""

    heard: list[tuple[str, int]] = field(default_factory=list)

    def __call__(self, stream: str, version: int) -> None:
        """Hear a ring."""
        self.heard.append((stream, version))

    async def until(self, ring: tuple[str, int]) -> None:
        """Wait for a ring."""
        await until(lambda: ring in self.heard)


async def until(holds: Callable[[], bool]) -> None:
    """Wait until something holds."""
    async with asyncio.timeout(30):
        while not holds():  # noqa: ASYNC110 - anything may be asked
            await asyncio.sleep(0.01)


@asynccontextmanager
async def listening(bus: Bus) -> AsyncIterator[Ear]:
    """Let a bus carry rings; gives what it hears, ready when everything was read."""
    ear = Ear()
    task = asyncio.create_task(bus.listen(ear))
    try:
        await ear.until((EVERYTHING, 0))
        yield ear
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


@pytest.fixture(params=["local", "notify"])
async def two(request: pytest.FixtureRequest) -> tuple[Bus, Bus]:
    """Give the buses of two nodes with one board."""
    board = MemoryBoard()
    if request.param == "local":
        return LocalBus("a", board), LocalBus("b", board)
    address = await empty_postgres()
    return NotifyBus(address, "a", board, QUICK), NotifyBus(address, "b", board, QUICK)


@pytest.fixture
async def address() -> str:
    """Give the address of a PostgreSQL database."""
    return await empty_postgres()


async def test_a_listener_first_looks_at_everything(two: tuple[Bus, Bus]) -> None:
    """Whoever begins to listen is told to read all that it serves."""
    async with listening(two[0]) as ear:
        assert ear.heard == [(EVERYTHING, 0)]


async def test_ringing_needs_no_connection(two: tuple[Bus, Bus]) -> None:
    """Ringing never fails nor waits, whether anybody listens or not, however often."""
    for number in range(3 * MOST):
        two[0].ring(f"conversation:{number}", number)
    async with listening(two[0]) as ear:
        two[0].ring("desk:main", 1)
        await two[0].touch({"rina": (1, 1, 1, 1)})
        assert ear.heard == [(EVERYTHING, 0)]
    assert await two[1].present() == {("a", "rina"): (1, 1, 1, 1)}


async def test_each_node_finds_what_the_others_left(two: tuple[Bus, Bus]) -> None:
    """Signs are those of all other nodes, the newest of each librarian, never one's own."""
    one, other = two
    await one.touch({"rina": (1, 10, 10, 10), "budi": (0, 5, 5, 10)})
    await one.touch({"rina": (2, 12, 10, 12)})
    await other.touch({"rina": (1, 7, 7, 7)})
    assert await other.present() == {("a", "rina"): (2, 12, 10, 12), ("a", "budi"): (0, 5, 5, 10)}
    assert await one.present() == {("b", "rina"): (1, 7, 7, 7)}


def notify(address: str, node: str) -> NotifyBus:
    """Give a quick bus."""
    return NotifyBus(address, node, MemoryBoard(), QUICK)


async def test_rings_reach_the_others_only(address: str) -> None:
    """A ring is heard by the other nodes with stream and version, not by who rang."""
    one, other = notify(address, "a"), notify(address, "b")
    async with listening(one) as mine, listening(other) as theirs:
        one.ring("conversation:c1", 7)
        one.ring("desk:main", 0)
        await theirs.until(("desk:main", 0))
        assert ("conversation:c1", 7) in theirs.heard
        other.ring("kb", 3)
        await mine.until(("kb", 3))
        assert mine.heard == [(EVERYTHING, 0), ("kb", 3)]


async def test_rings_of_one_stream_become_one(address: str) -> None:
    """What was rung while nobody carried it is told once per stream, the newest."""
    one, other = notify(address, "a"), notify(address, "b")
    for version in range(1, 100):
        one.ring("conversation:c1", version)
    async with listening(other) as theirs, listening(one):
        await theirs.until(("conversation:c1", 99))
        assert theirs.heard == [(EVERYTHING, 0), ("conversation:c1", 99)]


def test_rings_go_together_in_texts_that_fit() -> None:
    """Many rings are few texts, each no longer than NOTIFY carries; none is lost or changed."""
    rings = [(f"conversation:{'é' * (number % 40)}{number}", number) for number in range(500)]
    texts = written("a", rings)
    assert [ring for text in texts for ring in read(text)[1]] == rings
    assert {read(text)[0] for text in texts} == {"a"}
    assert max(len(text.encode()) for text in texts) <= LONGEST
    assert len(texts) < 10
    assert written("a", []) == []


async def test_a_busy_moment_is_heard_whole(address: str) -> None:
    """More rings than are carried at once all arrive."""
    one, other = notify(address, "a"), notify(address, "b")
    rings = [(f"conversation:{number:032}", number + 1) for number in range(3 * BATCH)]
    async with listening(other) as theirs, listening(one):
        for ring in rings:
            one.ring(*ring)
        await theirs.until(rings[-1])
        assert theirs.heard == [(EVERYTHING, 0), *rings]


async def test_too_many_rings_become_one_for_everything(address: str) -> None:
    """More streams than may wait are one ring: look at all that you serve."""
    one, other = notify(address, "a"), notify(address, "b")
    for number in range(MOST + 1):
        one.ring(f"conversation:{number}", 1)
    async with listening(other) as theirs, listening(one):
        await until(lambda: theirs.heard.count((EVERYTHING, 0)) == 2)
        assert len(theirs.heard) == 2


async def test_a_cut_connection_is_replaced(address: str) -> None:
    """After the database cut all connections a node reads everything, then hears rings again."""
    one, other = notify(address, "a"), notify(address, "b")
    async with listening(one), listening(other) as theirs:
        await cut(address)
        await until(lambda: theirs.heard.count((EVERYTHING, 0)) == 2)
        one.ring("kb", 4)
        await theirs.until(("kb", 4))
        assert theirs.heard == [(EVERYTHING, 0), (EVERYTHING, 0), ("kb", 4)]


async def test_a_bell_without_echo_is_replaced(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A connection that takes rings but brings none is given up, without any error on it."""
    bus = notify(address, "a")
    async with listening(bus) as ear:
        with monkeypatch.context() as patch:
            patch.setattr(bus, "_heard", lambda text, hear: None)
            await until(lambda: ear.heard.count((EVERYTHING, 0)) >= 2)
        before = ear.heard.count((EVERYTHING, 0))
        await asyncio.sleep(2 * QUICK.deaf)
        assert ear.heard.count((EVERYTHING, 0)) <= before + 1


async def test_a_database_that_is_not_there_is_tried_again() -> None:
    """Without a server the bus goes on trying, ringing stays without consequence."""
    bus = notify("postgresql://127.0.0.1:1/none", "a")
    ear = Ear()
    listen = asyncio.create_task(bus.listen(ear))
    for _ in range(10):
        bus.ring("kb", 1)
        await asyncio.sleep(0.05)
    assert not listen.done()
    listen.cancel()
    await asyncio.gather(listen, return_exceptions=True)
    assert ear.heard == []


async def test_foreign_words_on_the_channel_are_ignored(address: str) -> None:
    """What is not a ring of ours disturbs nobody."""
    bus = notify(address, "b")
    async with listening(bus) as ear:
        connection = await asyncpg.connect(address)
        for text in ("", "halo", "a b c", "a 1 kb"):
            await connection.execute("SELECT pg_notify($1, $2)", CHANNEL, text)
        await connection.close()
        await ear.until(("kb", 1))
        assert ear.heard == [(EVERYTHING, 0), ("kb", 1)]


async def test_an_address_chooses_the_bus() -> None:
    """The scheme says which bus it is; an address that cannot be used names the remedy."""
    board = MemoryBoard()
    assert type(open_bus("local:", "a", None)) is LocalBus
    for scheme in ("postgresql", "postgres", "postgresql+asyncpg"):
        assert type(open_bus(f"{scheme}://host/base", "a", board)) is NotifyBus
    for address, given in (("postgresql://host/base", None), ("carrier://pigeon", board)):
        with pytest.raises(SettingsProblem, match="REFDESK_BUS"):
            open_bus(address, "a", given)


def test_a_server_on_sqlite_needs_no_driver_of_another_database() -> None:
    """The whole server can be imported where the extra `postgres` is not installed."""
    without = "import sys; sys.modules['asyncpg'] = None; import refdesk.app"
    done = subprocess.run([sys.executable, "-c", without], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr


async def cut(address: str) -> None:
    """Cut all connections of buses to this database."""
    connection = await asyncpg.connect(address)
    await connection.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        "WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    await connection.close()
