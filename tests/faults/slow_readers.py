"""Five hundred patrons who read slowly or not at all while their librarians write to them."""

from __future__ import annotations

import asyncio
import itertools
import random
import socket
import time
from collections.abc import Iterator
from contextlib import suppress

from refdesk.bench.meter import Meter
from refdesk.bench.speaker import Refused, Speaker
from refdesk.client import new_cid
from refdesk.protocol.inbound import Claim
from tests.faults.crowds import Visitor, crowd
from tests.faults.needs import linux
from tests.faults.others import Others, compare
from tests.faults.rows import Finding, Ground, Mutant, Row
from tests.faults.speaking import answerer, asker, command, library, text

KIB = 1024
HELD = 256.0  # KiB for each reader, at most
RATIO = 1.5  # of the others' 99th percentile, at most
BIG = "\N{BOOKS}" * 4_000  # 16 KB: what one text can weigh
HELD_BY_ONE = 10  # conversations of a librarian
OTHERS = 20
WRITE_EVERY = 0.1  # seconds, each of the others
LOOK_EVERY = 0.5
SMALL = 4_096  # bytes of a receive buffer, so that it is the server that has to wait
OVER = (7, 8)  # states of TCP: closed, closed by the other side


class Readers:
    """The patrons of whom some time nobody reads; `away` counts how often each was sent away."""

    def __init__(self, port: int, visitors: list[Visitor]) -> None:
        self.visitors = visitors
        self.away = dict.fromkeys(range(len(visitors)), 0)
        self._port = port
        self._chance = random.Random(500)

    async def neglect(self, over: asyncio.Event) -> None:
        """Read nothing, every second one a little at times; come back when sent away."""
        async with asyncio.TaskGroup() as group:
            for number in self.away:
                group.create_task(self._neglect(number, over))

    async def attend(self) -> None:
        """Come back as one should, read everything."""
        for one in self.visitors:
            one.leave()
        turn = asyncio.Semaphore(20)

        async def back(one: Visitor) -> None:
            async with turn:
                await one.come_back(self._port, self._chance)

        await asyncio.gather(*map(back, self.visitors))

    async def _neglect(self, number: int, over: asyncio.Event) -> None:
        visitor = self.visitors[number]
        _deafen(visitor)
        while not over.is_set():
            await asyncio.sleep(LOOK_EVERY + self._chance.random())
            speaker = visitor.speaker
            if speaker is None or speaker.transport is None or _is_over(speaker):
                self.away[number] += 1
                visitor.leave()
                with suppress(OSError, Refused):
                    await visitor.greet(self._port, {visitor.conversation: visitor.first})
                    _deafen(visitor)
            elif number % 2:
                speaker.transport.resume_reading()
                await asyncio.sleep(0)
                _deafen(visitor)


def _deafen(visitor: Visitor) -> None:
    if visitor.speaker is None or (transport := visitor.speaker.transport) is None:
        return
    receiving = transport.get_extra_info("socket")
    receiving.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, SMALL)
    transport.pause_reading()


def _is_over(speaker: Speaker) -> bool:
    """Ask the system, since who does not read does not hear of an end."""
    assert speaker.transport is not None
    looked = speaker.transport.get_extra_info("socket")
    state: int = looked.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 1)[0]
    return state in OVER


async def attack(ground: Ground, finding: Finding) -> None:
    """Measure the others while all read, while the readers do not, and while they read again."""
    many, calm = ground.many(500, 4), ground.many(15, 1)
    librarians = -(-many // HELD_BY_ONE)
    async with library(ground, "sqlite", librarians) as (server, premises):
        assert server.process is not None
        meter = Meter(server.process.pid)
        staff = [await answerer(server, cookie) for cookie in premises.cookies]
        readers = Readers(server.port, await crowd(server.port, range(many)))
        held = [
            (staff[number // HELD_BY_ONE], one.conversation, await _claimed(staff, number, one))
            for number, one in enumerate(readers.visitors)
        ]
        pressure = asyncio.create_task(_write(held, ground.many(400, 150)))
        others = Others(
            [await asker(server.port) for _ in range(ground.many(OTHERS, 4))], WRITE_EVERY
        )
        running = asyncio.create_task(others.write())
        await asyncio.sleep(calm)
        before, good = meter.memory(), others.fresh()
        over = asyncio.Event()
        neglecting = asyncio.create_task(readers.neglect(over))
        most, kernel = await _watched(meter, readers, server.port, seconds=4 * calm)
        bad = others.fresh()
        over.set()
        await neglecting
        pressure.cancel()
        await readers.attend()
        partly = [one for one in readers.visitors if not one.whole()]
        assert not partly, f"{len(partly)} got not what follows: {partly[0].seqs[:9]}"
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running
    finding.note("readers", many)
    finding.note("sent away", sum(readers.away.values()))
    finding.within("held for each", (most - before) / many / KIB, HELD, "KiB")
    finding.note("in the system's buffers", f"{kernel / many / KIB:.0f} KiB each")
    finding.within("ratio of p99", compare(finding, good, bad), RATIO)


async def _claimed(staff: list[Speaker], number: int, visitor: Visitor) -> int:
    claim = Claim(cid=new_cid(), conversation=visitor.conversation)
    heard, _ = await command(staff[number // HELD_BY_ONE], claim)
    assert heard.type == "ack", f"not claimed: {heard.code}"
    return heard.seq


async def _write(held: list[tuple[Speaker, str, int]], per_second: int) -> None:
    """Write big texts to one patron after the other, evenly."""
    began = time.monotonic()
    for number, (librarian, conversation, fence) in enumerate(itertools.cycle(held)):
        early = began + number / per_second - time.monotonic()
        if early > 0:
            await asyncio.sleep(early)
        librarian.command(text(conversation, BIG, fence))


async def _watched(meter: Meter, readers: Readers, port: int, seconds: float) -> tuple[int, int]:
    """Wait so long and until all were sent away; give the most memory, here and in the system."""
    most = kernel = 0
    until = time.monotonic() + seconds
    patience = until + 90
    while time.monotonic() < until or not all(readers.away.values()):
        waiting = sum(not times for times in readers.away.values())
        assert time.monotonic() < patience, f"{waiting} who do not read were not sent away"
        await asyncio.sleep(LOOK_EVERY)
        most = max(most, meter.memory())
        kernel = max(kernel, sum(_unsent(port)))
    return most, kernel


def _unsent(port: int) -> Iterator[int]:
    """Give the bytes that the system holds for each connection of a server."""
    with open("/proc/net/tcp") as table:  # noqa: PTH123 - no file of ours
        for line in itertools.islice(table, 1, None):
            words = line.split()
            if words[1].endswith(f":{port:04X}"):
                yield int(words[4].partition(":")[0], 16)


ROWS = (
    Row(
        "slow-readers",
        "500 slow and dead readers: 256 KiB each held at most, the others' p99 within 1.5 ×",
        attack,
        Mutant(
            "refdesk/protocol/outbox.py",
            "        if events_then > OUT_EVENTS or bytes_then + held > OUT_BYTES:\n",
            "        if False:\n",
            "not sent away|held for each",
        ),
        (linux,),
    ),
)
