"""What only SQLite needs: one writer, one process, a disk that fills up, fail-stop."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from pathlib import Path

import pytest
from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError
from structlog.testing import CapturingLogger

from refdesk.domain import events as e
from refdesk.errors import Busy, SettingsProblem, StorageFull, StoreBroken, Unavailable
from refdesk.store import committing, reading
from refdesk.store import sqlite as engines
from refdesk.store.committing import LONGEST_LINE, write_alone
from refdesk.store.opening import Store, open_store
from tests.contracts.writing import NOON, Story


def pragma(connection: Connection, name: str) -> object:
    """Read a setting of a connection."""
    return connection.exec_driver_sql(f"PRAGMA {name}").scalar()


async def test_the_writing_connection_syncs_every_commit(sqlite: Store) -> None:
    """The writer uses WAL and full synchronisation, with foreign keys on."""
    names = ("journal_mode", "synchronous", "foreign_keys")
    found = await write_alone(sqlite._writer, lambda c: [pragma(c, name) for name in names])
    assert found == ["wal", 2, 1]


async def test_every_other_connection_is_read_only(sqlite: Store) -> None:
    """Reading connections refuse to write and never checkpoint."""

    def write(connection: Connection) -> None:
        connection.exec_driver_sql("INSERT INTO desk (library, id) VALUES ('main', 'x')")

    with pytest.raises(Unavailable):
        await sqlite._reader.read(write)
    names = ("wal_autocheckpoint", "query_only")
    assert await sqlite._reader.read(lambda c: [pragma(c, n) for n in names]) == [0, 1]
    assert await sqlite.lists.desks() == ["main"]


async def test_a_reader_cannot_write_even_without_the_pragma(sqlite: Store, file: Path) -> None:
    """The file itself is opened read-only: turning `query_only` off changes nothing."""
    with engines.reading_engine(file).connect() as connection:
        connection.exec_driver_sql("PRAGMA query_only = OFF")
        with pytest.raises(OperationalError, match="readonly"):
            connection.exec_driver_sql("DELETE FROM desk")


async def test_a_crowd_is_read_for_in_turn(sqlite: Store) -> None:
    """Of those who come back one is read for at a time; who asks for something else is served."""
    begun, go_on = threading.Semaphore(0), threading.Event()

    def job(_: Connection) -> None:
        begun.release()
        go_on.wait()

    crowd = [asyncio.create_task(sqlite._reader.read_in_turn(job)) for _ in range(3)]
    try:
        await asyncio.to_thread(begun.acquire)
        for _ in range(3):
            assert await sqlite.lists.desks() == ["main"]
        assert not begun.acquire(blocking=False)
    finally:
        go_on.set()
    await asyncio.gather(*crowd)


async def test_a_read_that_hangs_keeps_nobody_in_the_line(
    sqlite: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whose turn does not come is told so in the end; who asks out of turn is served."""
    monkeypatch.setattr(reading, "READ_SECONDS", 0.2)
    reader = sqlite._reader
    held = [reader._turns.acquire() for _ in range(reader._source.crowd)]
    await asyncio.gather(*held)
    with pytest.raises(Unavailable):
        await asyncio.wait_for(sqlite.log.read_since("c1", 0, public=True), 5)
    assert await sqlite.lists.desks() == ["main"]
    for _ in held:
        reader._turns.release()
    assert (await sqlite.log.read_since("c1", 0, public=True)).recorded == ()


async def test_parts_of_channels_are_free_after_a_crash(file: Path) -> None:
    """Who held a part was connected to the process that is gone: nobody waits for its lease."""
    store = await open_store(f"sqlite:///{file}", clock=lambda: NOON)
    first = await store.channels.take("telegram:1", "in", "a", NOON)
    await store.close()
    again = await open_store(f"sqlite:///{file}", clock=lambda: NOON)
    second = await again.channels.take("telegram:1", "in", "b", NOON)
    assert first is not None
    assert second is not None
    assert second.fence > first.fence
    await again.close()


async def test_a_second_server_on_the_same_file_is_refused(sqlite: Store, file: Path) -> None:
    """A second process gets a sentence that names the file and the remedy."""
    with pytest.raises(StoreBroken, match=r"another refdesk process is using .*refdesk\.db"):
        await open_store(f"sqlite:///{file}", clock=lambda: NOON)
    assert await sqlite.lists.desks() == ["main"]


async def test_a_second_server_by_another_name_of_the_file_is_refused(
    sqlite: Store, file: Path
) -> None:
    """A link to the database is no other database."""
    link = file.with_name("link.db")
    link.symlink_to(file)
    with pytest.raises(StoreBroken, match="another refdesk process"):
        await open_store(f"sqlite:///{link}", clock=lambda: NOON)
    assert await sqlite.lists.desks() == ["main"]


async def test_a_closed_store_lets_the_next_in(file: Path) -> None:
    """After closing, another process may open, and finds everything."""
    for _ in range(2):
        store = await open_store(f"sqlite:///{file}", clock=lambda: NOON)
        story = Story(store.log, "c1")
        if await store.log.load("c1") is None:
            await story.open()
        await store.close()
        with pytest.raises(Unavailable):
            await story.write(e.Said("too late"))
    assert not file.with_name("refdesk.db-wal").exists()


async def test_a_full_disk_is_told_and_survived(
    sqlite: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Appends to a full disk keep nothing; when there is space again the service resumes."""
    log = CapturingLogger()
    monkeypatch.setattr(committing, "_log", log)
    story = Story(sqlite.log, "c1")
    await story.open()
    pages = await write_alone(sqlite._writer, lambda c: pragma(c, "page_count"))
    await write_alone(sqlite._writer, lambda c: pragma(c, f"max_page_count = {pages}"))
    with pytest.raises(StorageFull):
        await write_much(story)
    (told,) = log.calls
    assert (told.method_name, told.args) == ("warning", ("commit_failed",))
    assert told.kwargs["error"] == "StorageFull"
    kept = story.state
    assert await sqlite.log.load("c1") == kept
    assert not sqlite.broken.done()
    await write_alone(sqlite._writer, lambda c: pragma(c, "max_page_count = 1000000"))
    await story.write(e.Said("lagi"))
    assert await sqlite.log.load("c1") == story.state


async def write_much(story: Story) -> None:
    """Write half a million characters."""
    for number in range(200):
        await story.write(e.Said(f"{number:04} " * 500))


async def test_a_foreign_lock_makes_writing_unavailable_for_a_while(
    sqlite: Store, file: Path
) -> None:
    """While another program holds the file nothing is kept; afterwards writing goes on."""
    await write_alone(sqlite._writer, lambda c: pragma(c, "busy_timeout = 20"))
    story = Story(sqlite.log, "c1")
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(Unavailable):
        await story.open()
    other.execute("ROLLBACK")
    other.close()
    await story.open()
    assert await sqlite.log.load("c1") == story.state


async def test_a_head_that_moved_by_itself_stops_the_store(sqlite: Store) -> None:
    """The only writer finding another head than its own can trust nothing any more (G15)."""
    story = Story(sqlite.log, "c1")
    await story.open()
    stale = story.prepare(e.Said("stale"))
    await story.write(e.Said("first"))
    with pytest.raises(StoreBroken):
        await sqlite.log.append(stale)
    assert "head" in str(await sqlite.broken)
    with pytest.raises(StoreBroken):
        await story.write(e.Said("after"))
    with pytest.raises(StoreBroken):
        await sqlite.log.load("c1")


async def test_nothing_of_a_broken_commit_is_kept(file: Path) -> None:
    """What shared the commit with the failure was not acknowledged, and is not there."""
    store = await open_store(f"sqlite:///{file}", clock=lambda: NOON)
    story = Story(store.log, "c1")
    await story.open()
    stale = story.prepare(e.Said("stale"))
    await story.write(e.Said("first"))
    others = [Story(store.log, f"d{number}") for number in range(20)]
    tried = [store.log.append(stale), *(other.open() for other in others)]
    results = await asyncio.gather(*tried, return_exceptions=True)
    await store.close()
    again = await open_store(f"sqlite:///{file}", clock=lambda: NOON)
    for other, result in zip(others, results[1:], strict=True):
        kept = await again.log.load(other.id)
        assert (kept is None) == isinstance(result, StoreBroken)
    await again.close()


@pytest.mark.parametrize("name", ["refdesk.db.lock", "refdesk.db"])
async def test_a_lost_lock_stops_the_store(sqlite: Store, file: Path, name: str) -> None:
    """When the lock file or the database is taken away, nothing is acknowledged any more."""
    story = Story(sqlite.log, "c1")
    await story.open()
    file.with_name(name).unlink()
    with pytest.raises(StoreBroken, match="removed or replaced"):
        await story.write(e.Said("halo?"))
    assert "removed or replaced" in str(await sqlite.broken)


@pytest.fixture
def damaged(file: Path) -> Path:
    """A file that is no database."""
    file.write_bytes(b"this is not a database" * 100)
    return file


async def test_a_file_that_is_no_database_is_named(damaged: Path) -> None:
    """A damaged file is refused when opening."""
    with pytest.raises(StoreBroken, match="not a database"):
        await open_store(f"sqlite:///{damaged}", clock=lambda: NOON)


async def test_a_missing_folder_is_a_problem_of_the_settings(file: Path) -> None:
    """A folder that does not exist is named, with the remedy."""
    with pytest.raises(SettingsProblem, match="does not exist: make it first"):
        await open_store(f"sqlite:///{file.parent / 'none' / 'x.db'}", clock=lambda: NOON)


async def test_a_file_that_cannot_be_written_is_a_problem_of_the_settings(file: Path) -> None:
    """What cannot be opened for writing is named, with the remedy."""
    with pytest.raises(SettingsProblem, match="cannot be opened for writing"):
        await open_store(f"sqlite:///{file.parent}", clock=lambda: NOON)


async def test_nobody_else_may_read_the_database(sqlite: Store, file: Path) -> None:
    """Patrons' words lie in files that only the server's account can open."""
    await Story(sqlite.log, "c1").open()
    modes = {
        path.name: path.stat().st_mode & 0o077 for path in await asyncio.to_thread(list_of, file)
    }
    assert set(modes.values()) == {0}
    assert "refdesk.db-wal" in modes


def list_of(file: Path) -> list[Path]:
    """Give the files of a database."""
    return list(file.parent.iterdir())


async def test_a_long_backlog_is_busy(sqlite: Store, file: Path) -> None:
    """More than a thousand waiting writes are refused; those that waited are kept."""
    await write_alone(sqlite._writer, lambda c: pragma(c, "busy_timeout = 60000"))
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    # The first commit waits for the foreign lock meanwhile.
    advances = [
        asyncio.ensure_future(sqlite.marks.advance(f"c{number}", "patron", 1, 1))
        for number in range(LONGEST_LINE)
    ]
    await asyncio.sleep(0)
    assert sqlite.backlog() == LONGEST_LINE
    with pytest.raises(Busy):
        await sqlite.marks.advance("cx", "patron", 1, 1)
    other.execute("ROLLBACK")
    other.close()
    assert all(await asyncio.gather(*advances))
    assert sqlite.backlog() == 0
