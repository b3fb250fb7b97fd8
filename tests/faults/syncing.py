"""Acknowledged before synced: never, and no later than the sync must make it."""

from __future__ import annotations

import asyncio
import struct
import time
from bisect import bisect_left
from itertools import count
from pathlib import Path

from tests.faults.compiling import shim
from tests.faults.needs import compiler
from tests.faults.rows import Finding, Ground, Mutant, Row, middle, p99
from tests.faults.speaking import FREELY, asker, command, opened, text

WRITERS = 16
AT_ONCE = 8
SLOW = 20  # ms per sync, with many writers
SLOWER = 50  # ms per sync, for the guard of speed
EVERY = 0.1  # seconds between its messages

Syncs = list[tuple[float, float]]


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


async def many(ground: Ground, finding: Finding) -> None:
    """Write much at once; compare the moments of acknowledgements with those of the syncs."""
    total = ground.many(10_000, 800)
    told: Syncs = []
    async with ground.desk("sqlite", **slow_disk(ground, SLOW)) as server:
        left = count(total, -1)
        speakers = [await asker(server.port) for _ in range(WRITERS)]
        async with asyncio.TaskGroup() as writing:
            for speaker in speakers:
                conversation = await opened(speaker, "mulai")

                async def write(speaker=speaker, conversation=conversation) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001
                    while (number := next(left)) > 0:
                        sent = time.monotonic()
                        heard, at = await command(speaker, text(conversation, f"pesan {number}"))
                        assert heard.type == "ack", heard.code
                        told.append((sent, at))

                for _ in range(AT_ONCE):
                    writing.create_task(write())
        for speaker in speakers:
            speaker.close()
    done = syncs(ground.folder)
    finding.note("acknowledged", len(told))
    finding.note("syncs", len(done))
    early = unsynced(told, done)
    finding.note("acknowledged before a sync", early)
    assert len(done) > len(told) / 500, f"{len(done)} syncs: the shim was not at work"
    assert early == 0, f"{early} of {len(told)} acknowledged before a sync"


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
    Row(
        "sync",
        "10,000 messages, syncs delayed: 0 acknowledged before their sync",
        many,
        Mutant(
            "refdesk/store/sqlite.py",
            '"PRAGMA synchronous = FULL"',
            '"PRAGMA synchronous = NORMAL"',
            "acknowledged before a sync|the shim was not at work",
        ),
        (compiler,),
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
