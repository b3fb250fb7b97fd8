"""What was deleted is in no byte of an SQLite file once it has been scrubbed."""

from __future__ import annotations

import random
from pathlib import Path

from sqlalchemy import Connection

from refdesk.store.committing import write_apart
from refdesk.store.opening import Store

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


async def test_rows_that_moved_leave_nothing_in_the_gaps_of_pages(
    sqlite: Store, file: Path
) -> None:
    """SQLite overwrites what it deletes, not what it copied: a small file is written anew."""
    await write_apart(sqlite._writer, crowd)
    assert left(file)
    await sqlite.expiring.scrub()
    assert left(file) == 0
