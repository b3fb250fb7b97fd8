"""The write-ahead log is copied into the database between commits, and begun anew."""

from __future__ import annotations

import errno
import os
import sqlite3
import threading
import time
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import Connection

from refdesk.errors import StoreBroken
from refdesk.store import copying
from refdesk.store.committing import write_alone, write_apart
from refdesk.store.copying import Copying
from refdesk.store.opening import Store
from refdesk.store.scrubbing import _cut_log

ROUNDS = 4
PAGE = 4_096 + 24  # bytes of a page in the log
ENOUGH = 500  # commits, fewer than SQLite itself would copy the log after


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """A short log is long already, and looked at after every commit."""
    monkeypatch.setattr(copying, "LONG", 20)
    monkeypatch.setattr(copying, "LOOK_AFTER", 1)


def times_begun(file: Path) -> int:
    """Read how often the log was begun anew (the checkpoint sequence number of its header)."""
    return int.from_bytes(file.with_name(f"{file.name}-wal").read_bytes()[12:16], "big")


async def write(store: Store) -> None:
    """Commit a few pages."""

    def job(connection: Connection) -> None:
        connection.exec_driver_sql("CREATE TABLE IF NOT EXISTS much (words BLOB)")
        connection.exec_driver_sql("INSERT INTO much VALUES (randomblob(9000))")

    await write_alone(store._writer, job)


async def written_until_begun(store: Store, file: Path, times: int) -> int:
    """Write until the log was begun anew so often; give the number of commits."""
    await write(store)
    until = times_begun(file) + times
    for commits in range(1, ENOUGH):
        await write(store)
        if times_begun(file) == until:
            return commits
    raise AssertionError("the log is never begun anew")


async def test_the_log_is_begun_anew_while_people_write(sqlite: Store, file: Path) -> None:
    """Copying comes to its end again and again, and what was written is whole."""
    commits = await written_until_begun(sqlite, file, ROUNDS)
    count = "SELECT count(*) FROM much"
    assert await sqlite._reader.read(lambda c: c.exec_driver_sql(count).scalar()) == commits + 1
    with closing(sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True)) as looking:
        assert looking.execute("PRAGMA integrity_check").fetchone() == ("ok",)


async def test_nothing_is_begun_anew_before_the_disk_has_it(
    sqlite: Store, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While the disk takes what was copied, commits go on in the same log."""
    asked, taken = threading.Event(), threading.Event()

    def slow(handle: int) -> None:
        asked.set()
        taken.wait()
        os.fsync(handle)

    monkeypatch.setattr(copying, "_sync", slow)
    await write(sqlite)
    before = times_begun(file)
    try:
        while not asked.is_set():
            await write(sqlite)
        for _ in range(ROUNDS * copying.LONG):
            await write(sqlite)
        assert times_begun(file) == before
    finally:
        taken.set()
    assert await written_until_begun(sqlite, file, 1)


async def test_nothing_is_begun_anew_after_a_disk_refused(
    sqlite: Store, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the disk may not have is in the log alone: the store is broken, and the log stays."""
    await write(sqlite)
    before = times_begun(file)

    def refuse(_: int) -> None:
        raise OSError(errno.EIO, "I/O error")

    monkeypatch.setattr(copying, "_sync", refuse)
    with pytest.raises(StoreBroken, match="I/O error"):
        await written_until_begun(sqlite, file, 1)
    assert times_begun(file) == before


async def test_the_log_stays_short_where_no_reader_of_ours_can_stand(
    sqlite: Store, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Then it is copied as SQLite does it, with nobody in the way."""

    def refuse(_: Copying) -> None:
        raise OSError(errno.EMFILE, "Too many open files")

    monkeypatch.setattr(Copying, "_stand", refuse)
    assert await written_until_begun(sqlite, file, ROUNDS) < ROUNDS * copying.LONG


async def test_the_log_is_begun_anew_once_somebody_who_read_in_it_has_gone(
    sqlite: Store, file: Path
) -> None:
    """A backup that takes long makes the log long, and no longer than that."""
    await write(sqlite)
    before = times_begun(file)
    with closing(sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True)) as reading:
        reading.execute("BEGIN")
        reading.execute("SELECT count(*) FROM much").fetchone()
        for _ in range(3 * copying.LONG):
            await write(sqlite)
        assert times_begun(file) == before
    assert await written_until_begun(sqlite, file, 1) < 2 * copying.LONG


async def test_a_slow_disk_is_waited_for_before_the_log_is_too_long(
    sqlite: Store, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The room beside the reserve is enough for the log."""
    monkeypatch.setattr(copying, "MOST", 40)
    lengths: list[int] = []
    log = file.with_name(f"{file.name}-wal")

    def slow(handle: int) -> None:
        before = -1
        while before < (length := log.stat().st_size):  # as long as anybody writes
            before = length
            time.sleep(0.05)
        lengths.append(length)
        os.fsync(handle)

    monkeypatch.setattr(copying, "_sync", slow)
    assert await written_until_begun(sqlite, file, ROUNDS)
    pages = copying.LONG + 2 * copying.MOST + 8 * ROUNDS
    assert max(lengths) < pages * PAGE


async def test_who_cuts_the_log_is_not_in_its_own_way(sqlite: Store) -> None:
    """Wherever copying stands, the log can be cut."""
    for _ in range(copying.LONG):
        await write(sqlite)
        assert await write_apart(sqlite._writer, _cut_log)
        await write(sqlite)
        await write(sqlite)
