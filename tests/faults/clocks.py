"""The wall clock jumps a day ahead, a day back: order and leases are unharmed."""

from __future__ import annotations

import asyncio
import random
import struct
from contextlib import AsyncExitStack
from pathlib import Path

from bots.bridge import Bridge
from tests.faults.compiling import shim
from tests.faults.cutting_channels import Outside, Thread
from tests.faults.killing import compare
from tests.faults.needs import compiler
from tests.faults.rows import Finding, Ground, Mutant, Row
from tests.faults.speaking import FREELY
from tests.journeys.bot_process import OUTSIDE, SECRET
from tests.journeys.desks import LOGINS
from tests.journeys.ledgers import read_logs
from tests.journeys.load import Load, acknowledged, alike
from tests.journeys.wire_people import librarian, patron

DAY = 86_400.0
# Sign-ins are made a day ahead: by any clock they end after twelve hours.
JUMPS = (DAY, 0.0, DAY, 0.0, DAY, 0.0)
STAY = 12  # seconds between jumps: leases of channels are prolonged every ten
PATRONS = 10


def shift(file: Path, seconds: float) -> None:
    """Set the server's wall clock so far ahead."""
    with file.open("r+b") as shared:
        shared.write(struct.pack("d", seconds))


async def attack(ground: Ground, finding: Finding) -> None:
    """Jump while everybody writes: nobody loses a connection, a claim, a part of a channel."""
    file = ground.folder / "shift"
    file.write_bytes(struct.pack("d", 0.0))
    env = {
        **OUTSIDE,
        "REFDESK_RATES": FREELY,
        "LD_PRELOAD": shim("clock_shift", ground.folder),
        "CLOCK_SHIFT": str(file),
    }
    outside = Outside()
    async with ground.desk(**env) as server, AsyncExitStack() as stack:
        askers = [await stack.enter_async_context(patron(server)) for _ in range(PATRONS)]
        shift(file, DAY)
        *staff, sari = [await stack.enter_async_context(librarian(server, one)) for one in LOGINS]
        # One more device: what it writes is in a conversation of no patron here.
        device = await stack.enter_async_context(librarian(server, "rina"))
        shift(file, 0.0)
        for one in (*staff, sari):
            await one.on_duty()
        # Nothing is heard of sari but what answers the server's pings.
        calm = await stack.enter_async_context(patron(server))
        quiet = await calm.open("boleh pelan-pelan?")
        fence = await sari.client.claim(quiet)
        people = [*askers, *staff, calm, sari]
        bridge = Bridge("clock:1", server.url, SECRET, outside)
        running = asyncio.create_task(bridge.run())
        load, over = Load(random.Random(1)), asyncio.Event()
        thread = Thread(bridge, "0.1")
        async with asyncio.TaskGroup() as writing:
            for number, asker in enumerate(askers):
                writing.create_task(load.talk(f"p{number}", asker, staff[number % len(staff)]))
            writing.create_task(thread.talk(device, over))
            await asyncio.sleep(2)
            for seconds in JUMPS[: ground.many(len(JUMPS), 2)]:
                shift(file, seconds)
                await asyncio.sleep(ground.many(STAY, 3))
            load.over.set()
            over.set()
        await alike(askers, staff)
        await sari.client.say(quiet, "boleh", fence)
        again = [one.connections for one in (*people, device) if one.connections != 1]
        assert not again, f"{len(again)} lost their connection"
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
    await compare(server, askers, staff)
    names = {name for one in (*askers, calm) for name in one.views}
    logs = await read_logs(server.env["REFDESK_DATABASE"], names)
    returned = [one for log in logs.values() for one in log if one.event.kind == "returned"]
    assert not returned, f"{len(returned)} claims were returned"
    finding.note("jumps", len(JUMPS[: ground.many(len(JUMPS), 2)]))
    finding.note("acknowledged", acknowledged(people))
    finding.note("claims returned", 0)


ROWS = (
    Row(
        "clock",
        "the clock jumps ± 1 day: order, claims, channels' leases, connections unharmed",
        attack,
        Mutant(
            "refdesk/desk/assignment.py",
            "            self._presence.began_to_listen(now)\n",
            "            pass\n",
            "lost_claim|returned|lost their connection",
        ),
        (compiler,),
    ),
)
