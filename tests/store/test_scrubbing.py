"""What was deleted is in no byte of an SQLite file once it has been scrubbed."""

from __future__ import annotations

import random
import sqlite3
from contextlib import closing
from functools import partial
from pathlib import Path

from sqlalchemy import Connection

from refdesk.store.committing import between_commits, write_apart
from refdesk.store.opening import Store
from refdesk.store.wiping import Gaps

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
    with closing(sqlite3.connect(file, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM moved").fetchone()
        gaps = Gaps(file)
        assert await write_apart(sqlite._writer, partial(gaps.wipe, numbers=[3, 4])) is None
    await sqlite.expiring.scrub()
    assert left(file) == 0
    gaps.close()
