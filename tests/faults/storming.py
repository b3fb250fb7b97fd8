"""Five thousand patrons come back at the same moment: after a cut network, after a restart."""

from __future__ import annotations

import asyncio
import random
import time
from contextlib import AsyncExitStack
from functools import partial

from tests.faults.crowds import Visitor, crowd
from tests.faults.killing import serves_again
from tests.faults.needs import files
from tests.faults.rows import Finding, Ground, Mutant, Row, middle, p99
from tests.faults.speaking import library
from tests.journeys.server import ServerProcess
from tests.journeys.wire_people import Person, patron

RESUMED_WITHIN = 30.0  # seconds
ACKNOWLEDGED_WITHIN = 2.0
OTHERS = 20  # patrons who write all the time
WRITE_EVERY = 0.5
GOAL = "5,000 come back after {}: all resumed within 30 s, acknowledgement p99 within 2 s"


async def attack(harm: str, ground: Ground, finding: Finding) -> None:
    """Cut everybody off at once; time each one's way back, and the others' acknowledgements."""
    people = ground.many(5_000, 100)
    chance = random.Random(5_000)
    acks: list[tuple[float, float]] = []
    async with library(ground, "sqlite", 1) as (server, _), AsyncExitStack() as stack:
        others = [await stack.enter_async_context(patron(server)) for _ in range(OTHERS)]
        visitors = await crowd(server.port, range(people))
        over = asyncio.Event()
        async with asyncio.TaskGroup() as writing:
            for other in others:
                writing.create_task(_write(other, acks, over))
            await asyncio.sleep(1)
            calm = middle([took for _, took in acks])
            await _cut(harm, server, visitors)
            back = time.monotonic()
            took = await asyncio.gather(*(one.come_back(server.port, chance) for one in visitors))
            over.set()
        partly = [one for one in visitors if not one.whole()]
        assert not partly, f"{len(partly)} got not what follows: {partly[0].seqs[:9]}"
        assert all(other.errors == [] for other in others), "others were refused"
        for one in visitors:
            one.leave()
    finding.note("resumed", len(took))
    finding.note("resumed median", f"{middle(took):.1f} s")
    finding.within("resumed worst", max(took), RESUMED_WITHIN, "s")
    # Who wrote while there was no server had to wait for it; that is another row's matter.
    meanwhile = [took for began, took in acks if began >= back]
    finding.note("acknowledgements", len(meanwhile))
    finding.note("median", f"{1_000 * calm:.1f} → {1_000 * middle(meanwhile):.1f} ms")
    finding.within("p99", p99(meanwhile), ACKNOWLEDGED_WITHIN, "s")


async def _cut(harm: str, server: ServerProcess, visitors: list[Visitor]) -> None:
    """Hang up for all visitors at once; or kill the server and wait until it serves again."""
    if harm == "cut":
        for one in visitors:
            one.leave()
    else:
        server.kill()
        server.launch()
        await serves_again(server)


async def _write(other: Person, acks: list[tuple[float, float]], over: asyncio.Event) -> None:
    """Write again and again; keep when each was given, how long its acknowledgement took."""
    conversation = await other.open("jam buka?")
    while not over.is_set():
        began = time.monotonic()
        await other.say(conversation, "masih di sini")
        acks.append((began, time.monotonic() - began))
        await asyncio.sleep(WRITE_EVERY)


ROWS = tuple(
    Row(
        f"storm-{harm}",
        GOAL.format(after),
        partial(attack, harm),
        Mutant(
            "refdesk/web/greeting.py",
            "            resident.followings.follow(conversation, after)\n",
            '            resident.followings.follow(conversation, (0, ""))\n',
            "got not what follows",
        ),
        (files,),
    )
    for harm, after in (("cut", "a cut network"), ("restart", "a SIGKILL of the server"))
)
