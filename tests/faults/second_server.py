"""A second server on the same file refuses to start, the first goes on."""

from __future__ import annotations

import asyncio
import subprocess

from tests.faults.rows import Finding, Ground, Mutant, Row
from tests.journeys.server import ServerProcess
from tests.journeys.wire_people import patron

REFUSED = 2  # exit status


async def attack(ground: Ground, finding: Finding) -> None:
    """Try again and again, several at once, while somebody writes."""
    tries = ground.many(20, 2)
    async with ground.desk() as first, patron(first) as asker:
        conversation = await asker.open("jam buka?")
        for number in range(tries):
            both = [_refused(ground, first), _refused(ground, first)]
            await asyncio.gather(*both, asker.say(conversation, f"pesan {number}"))
        assert asker.connections == 1
    finding.note("refused", 2 * tries)


async def _refused(ground: Ground, first: ServerProcess) -> None:
    second = ServerProcess(ground.folder, first.env, tree=ground.tree)
    try:
        done = await asyncio.to_thread(second.run, "serve")
    except subprocess.TimeoutExpired:
        raise AssertionError("a second server serves on the same file") from None
    assert done.returncode == REFUSED, f"exit status {done.returncode}: {done.stderr}"
    assert "another refdesk process" in done.stderr, done.stderr
    assert "Traceback" not in done.stderr, done.stderr


ROWS = (
    Row(
        "second-server",
        "a second server on the same SQLite file refuses to start, in words; the first goes on",
        attack,
        Mutant(
            "refdesk/store/locking.py",
            "            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)\n",
            "            pass\n",
            "a second server serves",
        ),
    ),
)
