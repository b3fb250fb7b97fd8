"""A disk that becomes read-only, a database that another process locks: refused, then resumed."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from refdesk.bench.speaker import Speaker
from refdesk.protocol.inbound import Say
from tests.faults.compiling import shim
from tests.faults.needs import compiler
from tests.faults.rows import Finding, Ground, Mutant, Row
from tests.faults.speaking import FREELY, asker, command, opened, text
from tests.journeys.ledgers import holds, read_logs
from tests.journeys.server import ServerProcess

READ_ONLY = "30"  # EROFS
WRITERS = 10
LOCKED = 3.0  # seconds, longer than the server waits for a lock


@contextmanager
def read_only(server: ServerProcess) -> Iterator[None]:
    """Let every write to the database fail."""
    sign = Path(server.env["FAIL_WHILE"])
    sign.touch()
    try:
        yield
    finally:
        sign.unlink()


@contextmanager
def locked(server: ServerProcess) -> Iterator[None]:
    """Hold the database's write lock, as a foreign tool would."""
    file = server.folder / "var" / "refdesk.db"
    with closing(sqlite3.connect(file, isolation_level=None)) as foreign:
        foreign.execute("BEGIN IMMEDIATE")
        try:
            yield
        finally:
            foreign.execute("ROLLBACK")


async def attack(harm: str, ground: Ground, finding: Finding) -> None:
    """Everybody writes: refused as unavailable; then the same commands go through, once."""
    rounds = ground.many(20, 1)
    env = {"REFDESK_RATES": FREELY}
    if harm == "read-only":
        env |= {"LD_PRELOAD": shim("failing_writes", ground.folder), "FAIL_WITH": READ_ONLY}
        env["FAIL_WHILE"] = str(ground.folder / "fails")
    refused = 0
    async with ground.desk(**env) as server:
        speakers = [await asker(server.port) for _ in range(WRITERS)]
        names = [await opened(one, "mulai") for one in speakers]
        for number in range(rounds):
            says = [text(name, f"pesan {number}") for name in names]
            with read_only(server) if harm == "read-only" else locked(server):
                told = await asyncio.wait_for(_answers(speakers, says), LOCKED * 4)
            assert set(told) == {"unavailable"}, f"told {set(told)}, not unavailable"
            refused += len(told)
            again = await _answers(speakers, says)
            assert set(again) == {"ack"}, f"did not resume: {set(again)}"
        for one in speakers:
            one.close()
    logs = await read_logs(server.env["REFDESK_DATABASE"], names)
    expected = [f"pesan {number}" for number in range(rounds)]
    for log in logs.values():
        holds(log)
        bodies = [body for one in log if (body := getattr(one.event, "body", ""))]
        assert [body for body in bodies if body != "mulai"] == expected
    with closing(sqlite3.connect(server.folder / "var" / "refdesk.db")) as database:
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    finding.note("refused as unavailable", refused)
    finding.note("lost or doubled", 0)


async def _answers(speakers: list[Speaker], says: list[Say]) -> list[str]:
    answers = await asyncio.gather(*map(command, speakers, says))
    return [heard.code if heard.type == "error" else heard.type for heard, _ in answers]


def _row(harm: str, goal: str, mutant: Mutant, *needs: object) -> Row:
    async def fight(ground: Ground, finding: Finding) -> None:
        await attack(harm, ground, finding)

    return Row(f"disk-{harm}", goal, fight, mutant, (compiler,) if needs else ())


ROWS = (
    _row(
        "read-only",
        "the disk becomes read-only and writable again: `unavailable`, no corruption, resumes",
        Mutant(
            "refdesk/store/failures.py",
            "    sqlite3.SQLITE_IOERR_WRITE,\n",
            "",
            "not unavailable|closed",
        ),
        compiler,
    ),
    _row(
        "locked",
        "another process locks the database: `unavailable`, no corruption, resumes",
        Mutant(
            "refdesk/store/failures.py",
            "    sqlite3.SQLITE_BUSY,\n",
            "",
            "not unavailable|closed",
        ),
    ),
)
