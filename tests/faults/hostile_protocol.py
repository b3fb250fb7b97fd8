"""Millions of hostile frames against `refdesk.protocol`: each is taken or refused as documented."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.faults.needs import linux
from tests.faults.rows import ENOUGH, Finding, Ground, Mutant, Row
from tests.journeys.server import ROOT

SEED = 1_911
JOBS = 20
AT_ONCE = 2
DRIFT = 20.0  # MiB
_PROGRAM = (
    "import sys; sys.path.insert(1, {root!r});"
    "from tests.faults.hostile_job import main; main({seed}, {count})"
)


async def attack(ground: Ground, finding: Finding) -> None:
    """Run jobs on processes of their own, each with a seed of its own."""
    total, jobs = ground.many(10_000_000, 60_000), ground.many(JOBS, 2)
    turn = asyncio.Semaphore(AT_ONCE)

    async def one(number: int) -> dict[str, Any]:
        async with turn:
            return await _job(ground.tree, SEED + 100 * number, total // jobs)

    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(one(number)) for number in range(jobs)]
    told = [task.result() for task in tasks]
    finding.note("frames", sum(one["frames"] for one in told))
    finding.note("taken", sum(one["taken"] for one in told))
    finding.note("refused", sum(one["refused"] for one in told))
    finding.note("seeds", f"{told[0]['seed']}, +100 … {told[-1]['seed']}")
    finding.within("drift worst", max(one["grown"] for one in told) / 2**20, DRIFT, "MiB")


async def _job(tree: Path, seed: int, count: int) -> dict[str, Any]:
    """Run one job against the source in the tree; give what it says."""
    program = _PROGRAM.format(root=str(ROOT), seed=seed, count=count)
    job = await asyncio.to_thread(
        subprocess.run,
        [sys.executable, "-c", program],
        cwd=tree,
        capture_output=True,
        text=True,
        timeout=ENOUGH,
        check=False,
    )
    assert job.returncode == 0, f"unhandled: {job.stderr[-500:]}"
    told: dict[str, Any] = json.loads(job.stdout)
    print(f"  {told}", flush=True)
    return told


ROWS = (
    Row(
        "hostile-protocol",
        "10 million hostile frames against protocol/: each taken or refused, drift within 20 MB",
        attack,
        Mutant(
            "refdesk/protocol/server.py",
            "_MALFORMED: Final = (msgspec.MsgspecError, UnicodeError, RecursionError)",
            "_MALFORMED: Final = (msgspec.MsgspecError,)",
            "unhandled.*(Unicode|Recursion)",
        ),
        (linux,),
    ),
)
