"""What holds the prototype down: the same rows written to SQLite in batches, nothing else."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from time import process_time
from typing import Final

from refdesk.bench.texts import texts

BATCH: Final = 256  # rows of one commit, as the server takes at most
BATCHES: Final = 100
SCHEMA: Final = (
    "CREATE TABLE message (conversation TEXT, seq INTEGER, id TEXT, at INTEGER, side TEXT, "
    "cid TEXT, body TEXT, PRIMARY KEY (conversation, seq)) WITHOUT ROWID"
)
INSERT: Final = "INSERT INTO message VALUES (?, ?, ?, ?, ?, ?, ?)"
Row = tuple[str, int, str, int, str, str, str]


def open_rows(file: Path) -> sqlite3.Connection:
    """Open a database for the rows of the prototype, synced at each commit as the product's is."""
    connection = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
    for pragma in ("journal_mode = WAL", "synchronous = FULL", "wal_autocheckpoint = 4000"):
        connection.execute(f"PRAGMA {pragma}")
    connection.execute(SCHEMA)
    return connection


def raw_rows(file: Path) -> float:
    """Give the processor milliseconds of one row."""
    connection = open_rows(file)
    bodies = texts(BATCH)
    batches = [
        [_row(batch, number, body) for number, body in enumerate(bodies)]
        for batch in range(BATCHES)
    ]
    began = process_time()
    for rows in batches:
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany(INSERT, rows)
        connection.execute("COMMIT")
    spent = process_time() - began
    connection.close()
    return 1000 * spent / (BATCH * BATCHES)


def _row(batch: int, number: int, body: str) -> Row:
    cid = f"{batch:016x}{number:016x}"
    return (f"{number:026d}", batch, cid[:20], batch, "patron", cid, body)
