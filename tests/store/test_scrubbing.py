"""What was deleted is in no byte of an SQLite file once it has been scrubbed."""

from __future__ import annotations

import asyncio
import os
import random
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import Connection

from refdesk.errors import Unavailable
from refdesk.privacy.ports import NEEDS_UPGRADE, PUT_OFF
from refdesk.store import page_map, scrubbing
from refdesk.store.committing import between_commits, write_apart
from refdesk.store.opening import Store, open_store
from refdesk.store.page_layout import Layout
from refdesk.store.wiping import Gaps
from tests.contracts.writing import NOON
from tests.databases import new_database

WORD = "kenari"


def crowd(connection: Connection) -> None:
    """Let rows grow until they move to neighbouring pages, then take their words away."""
    driver = connection.connection.driver_connection
    assert driver is not None
    driver.execute("CREATE TABLE moved (id TEXT PRIMARY KEY, words TEXT) WITHOUT ROWID")
    chance = random.Random(1)
    ids = [f"{chance.random():.10f}" for _ in range(300)]
    for one in ids:
        driver.execute("INSERT INTO moved VALUES (?, ?)", (one, WORD * 20))
        grown = (f"{WORD} {'x' * chance.randrange(20, 240)}", chance.choice(ids))
        driver.execute("UPDATE moved SET words = ? WHERE id = ?", grown)
    driver.execute("UPDATE moved SET words = ''")


def left(file: Path) -> int:
    """Count the word in the database and its log."""
    return sum(one.read_bytes().count(WORD.encode()) for one in file.parent.glob(f"{file.name}*"))


def touch(connection: Connection) -> None:
    """Change every page again."""
    connection.exec_driver_sql("UPDATE moved SET words = 'x'")


def without_map(connection: Connection) -> None:
    """Make the file one of an older release: no page can be told."""
    with between_commits(connection):
        for statement in ("PRAGMA auto_vacuum = NONE", "VACUUM"):
            connection.exec_driver_sql(statement)


def state(connection: Connection) -> tuple[object, ...]:
    """Give the order of deletion, the kind of file and whether it is sound."""
    names = ("auto_vacuum", "integrity_check", "busy_timeout")
    return tuple(connection.exec_driver_sql(f"PRAGMA {name}").scalar_one() for name in names)


SOUND = (2, "ok", 2_000)


@contextmanager
def reading(file: Path) -> Iterator[None]:
    """Read in the log while the block runs, as a long export does."""
    with closing(sqlite3.connect(file, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM moved").fetchone()
        yield


async def refused(store: Store) -> str:
    """Scrub in vain; give the key of why."""
    with pytest.raises(Unavailable) as put_off:
        await store.expiring.scrub()
    return put_off.value.key


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Give up on a reader at once instead of after seconds."""
    monkeypatch.setattr(scrubbing, "_TRIES", 2)
    monkeypatch.setattr(scrubbing, "_BETWEEN", 0.0)


async def test_rows_that_moved_leave_nothing_in_the_gaps_of_pages(
    sqlite: Store, file: Path
) -> None:
    """SQLite overwrites what it deletes, not what it copied: the gaps are overwritten as well."""
    await write_apart(sqlite._writer, crowd)
    assert left(file)
    await sqlite.expiring.scrub()
    assert left(file) == 0
    assert await write_apart(sqlite._writer, state) == SOUND


async def test_a_page_that_changes_after_the_scrub_brings_nothing_back(
    sqlite: Store, file: Path
) -> None:
    """What the writer kept in memory of a page is not what it writes next."""
    await write_apart(sqlite._writer, crowd)
    await sqlite.expiring.scrub()
    await write_apart(sqlite._writer, touch)
    assert left(file) == 0


async def test_an_older_file_is_written_anew_once(sqlite: Store, file: Path) -> None:
    """Without a map of its pages nothing could be told of them; afterwards it has one."""
    await write_apart(sqlite._writer, without_map)
    await write_apart(sqlite._writer, crowd)
    await sqlite.expiring.scrub()
    assert left(file) == 0
    assert await write_apart(sqlite._writer, state) == SOUND


async def test_a_reader_of_the_log_is_not_waited_for_by_messages(sqlite: Store, file: Path) -> None:
    """While somebody reads an older state nothing is overwritten, and nobody waits for them."""
    await write_apart(sqlite._writer, crowd)
    with reading(file):
        gaps = Gaps(file)
        assert await write_apart(sqlite._writer, partial(gaps.wipe, numbers=[3, 4])) is None
    await sqlite.expiring.scrub()
    assert left(file) == 0
    gaps.close()


@pytest.mark.usefixtures("hurried")
async def test_a_scrub_that_a_reader_hinders_says_so(sqlite: Store, file: Path) -> None:
    """Nobody takes what is left for gone; without the reader it goes."""
    await write_apart(sqlite._writer, crowd)
    with reading(file):
        assert await refused(sqlite) == PUT_OFF
        assert left(file)
    await sqlite.expiring.scrub()
    assert left(file) == 0


@pytest.mark.usefixtures("hurried")
async def test_a_reader_who_comes_between_two_steps_is_told_as_well(
    sqlite: Store, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was found in gaps and could not be overwritten is no finished scrub."""
    await write_apart(sqlite._writer, crowd)
    looked = Gaps.with_remains
    readers = []

    async def disturbed(gaps: Gaps) -> list[int]:
        found = await looked(gaps)
        await write_apart(sqlite._writer, touch)
        readers.append(reader := reading(file))
        reader.__enter__()
        return found

    with monkeypatch.context() as patch:
        patch.setattr(Gaps, "with_remains", disturbed)
        assert await refused(sqlite) == PUT_OFF
    assert left(file)
    readers[0].__exit__(None, None, None)
    await sqlite.expiring.scrub()
    assert left(file) == 0


async def test_a_large_file_of_an_early_release_is_not_written_anew_beside_traffic(
    sqlite: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It would be held in memory while nobody can write; who asked for the scrub is told why."""
    await write_apart(sqlite._writer, without_map)
    await write_apart(sqlite._writer, crowd)
    monkeypatch.setattr(page_map, "BESIDE_TRAFFIC", 64 << 10)
    assert await refused(sqlite) == NEEDS_UPGRADE
    assert await write_apart(sqlite._writer, state) == (0, "ok", 2_000)


async def test_a_file_that_cannot_be_written_anew_is_no_finished_scrub(
    sqlite: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A full disk, say: it is told, and the next scrub does it."""

    def full(driver: sqlite3.Connection) -> None:
        assert not driver.in_transaction
        problem = sqlite3.OperationalError("database or disk is full")
        problem.sqlite_errorcode = sqlite3.SQLITE_FULL
        raise problem

    await write_apart(sqlite._writer, without_map)
    with monkeypatch.context() as patch:
        patch.setattr(scrubbing, "write_anew", full)
        assert await refused(sqlite) == PUT_OFF
    assert not sqlite.full(), "messages find their room: nobody is to free the reserve"
    await sqlite.expiring.scrub()
    assert await write_apart(sqlite._writer, state) == SOUND


async def test_a_file_that_cannot_be_read_now_ends_no_server(
    sqlite: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Too many open files, a disk's hiccup: an error of the house, which is tried again."""

    def fails(*_: object, **__: object) -> object:
        raise OSError(24, "Too many open files")

    with monkeypatch.context() as patch:
        patch.setattr(Path, "open", fails)
        assert await refused(sqlite) == "unavailable"
    await write_apart(sqlite._writer, crowd)
    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", fails)
        assert await refused(sqlite) == "unavailable"
    await sqlite.expiring.scrub()


def test_a_page_whose_map_was_cut_off_is_of_no_tree() -> None:
    """Pages that went back to the disk while the file was looked through are read as nothing."""
    assert not Layout(4096).is_tree(823, b"")
    assert not Layout(4096).is_tree(824, bytes(5))


async def test_room_is_not_given_back_during_a_scrub(sqlite: Store) -> None:
    """A scrub knows pages by their number: the end of the file stays where it is until then."""
    turn = sqlite.expiring._scrubber._turn  # type: ignore[union-attr]
    async with turn:
        giving = asyncio.ensure_future(sqlite.expiring.give_back())
        await asyncio.wait([giving], timeout=0.1)
        assert not giving.done()
    await giving


async def test_a_database_named_by_a_link_is_scrubbed(tmp_path: Path) -> None:
    """SQLite's log lies beside the file itself, not beside the link."""
    (real := tmp_path / "disk").mkdir()
    await new_database("sqlite", real)
    link = tmp_path / "link.db"
    link.symlink_to(real / "refdesk.db")
    store = await open_store(f"sqlite:///{link}", clock=lambda: NOON)
    await write_apart(store._writer, crowd)
    assert left(real / "refdesk.db")
    await store.expiring.scrub()
    assert left(real / "refdesk.db") == 0
    await store.close()
