"""Nothing acknowledged is lost when the writing process is killed (G2)."""

from __future__ import annotations

import asyncio
import random
import signal
import sqlite3
import sys
from pathlib import Path

import pytest

from refdesk.domain.events import Recorded
from refdesk.store.opening import Store, open_store
from tests.contracts.writing import NOON
from tests.databases import KINDS, new_database
from tests.store.acknowledging import WRITERS

KILLS = 4
Acknowledged = tuple[str, int, str]


@pytest.mark.parametrize("kind", KINDS)
async def test_every_acknowledged_append_survives_sigkill(kind: str, tmp_path: Path) -> None:
    """After SIGKILLs under load the log has each acknowledged event, once, without holes."""
    address = await new_database(kind, tmp_path)
    chance = random.Random(7)
    acknowledged: list[Acknowledged] = []
    for _ in range(KILLS):
        acknowledged += await write_until_killed(address, after=chance.randint(1, 400))
    store = await open_store(address, clock=lambda: NOON)
    logs = {f"c{number}": await whole(store, f"c{number}") for number in range(WRITERS)}
    await store.close()
    assert len(acknowledged) >= KILLS
    for conversation, seq, event in acknowledged:
        assert logs[conversation][seq - 1].id == event
    for log in logs.values():
        assert [one.seq for one in log] == list(range(1, len(log) + 1))
        assert len({one.id for one in log}) == len(log)
    if kind == "sqlite":
        with sqlite3.connect(tmp_path / "refdesk.db") as database:
            assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        database.close()


async def write_until_killed(address: str, after: int) -> list[Acknowledged]:
    """Let a process write until it has told so many acknowledgements, then kill it."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.store.acknowledging",
        address,
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    lines = [await process.stdout.readline() for _ in range(after)]
    process.send_signal(signal.SIGKILL)
    lines += (await process.stdout.read()).splitlines(keepends=True)
    await process.wait()
    # The last line may have been cut.
    told = [line.split() for line in lines if line.endswith(b"\n")]
    return [(where.decode(), int(seq), event.decode()) for where, seq, event in told]


async def whole(store: Store, conversation: str) -> list[Recorded]:
    """Read a conversation from the first event to the last."""
    found: list[Recorded] = []
    more = True
    while more:
        page = await store.log.read_since(conversation, len(found), public=False)
        found += page.recorded
        more = page.more
    return found
