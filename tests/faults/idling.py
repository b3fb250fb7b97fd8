"""Ten thousand patrons with a conversation each who say nothing more: what each costs in memory."""

from __future__ import annotations

import asyncio

from refdesk.bench.meter import Meter
from tests.faults.crowds import crowd, ended
from tests.faults.needs import files, open_files
from tests.faults.rows import Finding, Ground, Mutant, Row
from tests.faults.speaking import command, library, text

KIB = 1024
WARM = 200  # connections: what a server makes once belongs to none
MOST = 20.0  # KiB of one connection
PINGED = 40.0  # seconds in which everybody has been pinged, and would be missed


async def attack(ground: Ground, finding: Finding) -> None:
    """Measure once all are up to date, then let pings pass: nobody may be lost."""
    people = ground.many(10_000, 100)
    async with library(ground, "sqlite", 1) as (server, _):
        assert server.process is not None
        meter = Meter(server.process.pid)
        warm = await crowd(server.port, range(ground.many(WARM, 20)))
        before = meter.memory()
        idle = await crowd(server.port, range(people))
        await asyncio.sleep(1)
        each = (meter.memory() - before) / people / KIB
        if not ground.short:
            await asyncio.sleep(PINGED)
        later = (meter.memory() - before) / people / KIB
        assert not ended(idle), f"{len(ended(idle))} were sent away: {ended(idle)[0]}"
        for visitor in idle[:: people // 20]:
            assert visitor.speaker is not None
            heard, _ = await command(visitor.speaker, text(visitor.conversation, "halo?"))
            assert heard.type == "ack", f"no longer served: {heard.code}"
        for visitor in (*warm, *idle):
            visitor.leave()
    finding.note("connections", people)
    finding.note("open files allowed", open_files())
    finding.within("each", each, MOST, "KiB")
    finding.within("each after pings", later, MOST, "KiB")


ROWS = (
    Row(
        "idle",
        "10,000 idle connections, up to date: 20 KiB each at most, all still served",
        attack,
        Mutant(
            "refdesk/web/connection.py",
            "        self._frames: list[In] = []\n",
            "        self._frames = type('Spare', (list,), {'kept': bytes(range(256)) * 640})()\n",
            "each .* > 20 KiB",
        ),
        (files,),
    ),
)
