"""Acknowledged before synced: never, and no later than the sync must make it."""

from __future__ import annotations

import asyncio
import struct
import time
from bisect import bisect_left
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from functools import partial
from itertools import count
from pathlib import Path

from tests.faults.compiling import shim
from tests.faults.needs import compiler
from tests.faults.rows import Finding, Ground, Mutant, Row, middle, p99
from tests.faults.speaking import FREELY, asker, command, opened, text
from tests.faults.ways import ENDING, SOCKET, WAYS, WORDS, network
from tests.journeys.proxy import Proxy
from tests.journeys.server import ServerProcess
from tests.journeys.wire_people import patron

WRITERS = 16
AT_ONCE = 8
SLOW = 20  # ms per sync, with many writers
SLOWER = 50  # ms per sync, for the guard of speed
EVERY = 0.1  # seconds between its messages

Syncs = list[tuple[float, float]]
Say = Callable[[str], Awaitable[float]]  # a text -> when its acknowledgement was heard


def slow_disk(ground: Ground, milliseconds: int) -> dict[str, str]:
    """Give the environment of a server whose disk takes so long to sync."""
    return {
        "LD_PRELOAD": shim("slow_sync", ground.folder),
        "SLOW_SYNC_MS": str(milliseconds),
        "SLOW_SYNC_LOG": str(ground.folder / "syncs"),
        "REFDESK_RATES": FREELY,
    }


def syncs(folder: Path) -> Syncs:
    """Give when each sync began and ended, in order."""
    return sorted(struct.iter_unpack("dd", (folder / "syncs").read_bytes()))


def unsynced(told: Syncs, done: Syncs) -> int:
    """Count what was acknowledged though no sync had begun and ended since it was sent."""
    begins = [began for began, _ in done]
    places = (bisect_left(begins, sent) for sent, _ in told)
    return sum(
        place == len(done) or done[place][1] > heard
        for place, (_, heard) in zip(places, told, strict=True)
    )


async def many(way: str, ground: Ground, finding: Finding) -> None:
    """Write much at once; compare the moments of acknowledgements with those of the syncs."""
    total = ground.many(10_000, 800)
    told: Syncs = []
    async with (
        ground.desk("sqlite", **slow_disk(ground, SLOW)) as server,
        network(server, way) as place,
        AsyncExitStack() as stack,
    ):
        left = count(total, -1)

        async def write(say: Say) -> None:
            while (number := next(left)) > 0:
                sent = time.monotonic()
                told.append((sent, await say(f"pesan {number}")))

        connected = _by_socket if way == SOCKET else _by_exchange
        says = await asyncio.gather(*(connected(place, stack) for _ in range(WRITERS)))
        await asyncio.gather(*(write(say) for say in says * AT_ONCE))
    done = syncs(ground.folder)
    finding.note("acknowledged", len(told))
    finding.note("syncs", len(done))
    early = unsynced(told, done)
    finding.note("acknowledged before a sync", early)
    assert len(done) > len(told) / 500, f"{len(done)} syncs: the shim was not at work"
    assert early == 0, f"{early} of {len(told)} acknowledged before a sync"


async def _by_socket(place: ServerProcess | Proxy, stack: AsyncExitStack) -> Say:
    speaker = await asker(place.port)
    stack.callback(speaker.close)
    conversation = await opened(speaker, "mulai")

    async def say(body: str) -> float:
        heard, at = await command(speaker, text(conversation, body))
        assert heard.type == "ack", heard.code
        return at

    return say


async def _by_exchange(place: ServerProcess | Proxy, stack: AsyncExitStack) -> Say:
    """Let a whole client write: it tells of acknowledgements a little late."""
    person = await stack.enter_async_context(patron(place))
    conversation = await person.open("mulai")

    async def say(body: str) -> float:
        await person.say(conversation, body)
        return time.monotonic()

    return say


async def evenly(ground: Ground, finding: Finding) -> None:
    """Write evenly: each message waits for one sync, and for nothing else."""
    took: list[float] = []
    async with ground.desk("sqlite", **slow_disk(ground, SLOWER)) as server:
        speaker = await asker(server.port)
        conversation = await opened(speaker, "mulai")

        async def write() -> None:
            sent = time.monotonic()
            heard, at = await command(speaker, text(conversation, "pesan"))
            assert heard.type == "ack", heard.code
            took.append(1_000 * (at - sent))

        begin = time.monotonic()
        async with asyncio.TaskGroup() as writing:
            for number in range(ground.many(400, 40)):
                await asyncio.sleep(max(0.0, begin + number * EVERY - time.monotonic()))
                writing.create_task(write())
        speaker.close()
    finding.note("messages", len(took))
    finding.note("ack p99", f"{p99(took):.1f} ms")
    assert middle(took) >= SLOWER, f"median {middle(took):.1f} ms: faster than the disk"
    finding.within("ack median", middle(took), SLOWER + 10, "ms")


ROWS = (
    *(
        Row(
            f"sync{ENDING[way]}",
            "10,000 messages, syncs delayed: 0 acknowledged before their sync" + WORDS[way],
            partial(many, way),
            Mutant(
                "refdesk/store/sqlite.py",
                '"PRAGMA synchronous = FULL"',
                '"PRAGMA synchronous = NORMAL"',
                "acknowledged before a sync|the shim was not at work",
            ),
            (compiler,),
        )
        for way in WAYS
    ),
    Row(
        "sync-speed",
        "syncs of 50 ms, 10 messages/s: median acknowledgement 50–60 ms",
        evenly,
        Mutant(
            "refdesk/store/sqlite_writer.py",
            "            self._check()\n",
            "            self._check()\n            threading.Event().wait(0.03)\n",
            "ack median",
        ),
        (compiler,),
    ),
)
