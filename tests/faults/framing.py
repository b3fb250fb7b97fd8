"""Frames that no WebSocket client should send: the right close code, and nobody else notices."""

from __future__ import annotations

import asyncio
import json
import secrets
from collections import Counter

from refdesk.bench.meter import Meter
from refdesk.protocol import codes
from tests.faults.framing_cases import SILENT, Case, cases
from tests.faults.needs import linux
from tests.faults.raw_sockets import RawSocket, frame
from tests.faults.rows import Finding, Ground, Mutant, Row
from tests.faults.speaking import asker, command, library, opened, text

SEED = 6_455
AT_ONCE = 40
SOON = 0.5  # seconds in which too much is noticed; whoever sends on may not hear the code
WARM = 0.2  # of the cases, after which memory is expected to stay as it is
GROWTH = 10.0  # MiB


async def attack(ground: Ground, finding: Finding) -> None:
    """Send all cases, half of them before the greeting; a patron writes meanwhile."""
    count = ground.many(5_000, 189)
    told: Counter[int] = Counter()
    async with library(ground, "sqlite", 1) as (server, _):
        assert server.process is not None
        meter = Meter(server.process.pid)
        bystander = await asker(server.port)
        conversation = await opened(bystander, "jam buka?")
        every = list(cases(SEED, count))
        warm = int(count * WARM)
        told += await _all(server.port, every[:warm])
        before = meter.memory()
        told += await _all(server.port, every[warm:])
        grown = (meter.memory() - before) / 2**20
        if not ground.short:
            told += await _all(server.port, [one for one in SILENT for _ in range(5)])
        heard, _ = await command(bystander, text(conversation, "terima kasih"))
        assert heard.type == "ack", f"the bystander was refused: {heard.code}"
        assert "connection_failed" not in server.log, "a connection failed"
    finding.note("cases", count)
    finding.note("closed with", dict(sorted(told.items())))
    finding.within("memory growth", grown, GROWTH, "MiB")


async def _all(port: int, every: list[Case]) -> Counter[int]:
    turn = asyncio.Semaphore(AT_ONCE)

    async def one(number: int, case: Case) -> int:
        async with turn:
            return await _closed(port, case, greeted=number % 2 == 0)

    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(one(*pair)) for pair in enumerate(every)]
    return Counter(task.result() for task in tasks)


async def _closed(port: int, case: Case, *, greeted: bool) -> int:
    """Play one case on a connection of its own; assert the close code and give it."""
    connection = await RawSocket.opened(port, "patron")
    try:
        if greeted:
            await connection.send(frame(_hello()))
            _, welcome = await connection.hear()
            assert b'"welcome"' in welcome, welcome
        sent = 0
        for chunk in case.chunks:
            await connection.send(chunk)
            sent += len(chunk)
            if sent > codes.FRAME_LIMIT and await connection.closes(SOON):
                break
        code = await connection.close_code()
    finally:
        connection.cut()
    right = (case.code, 0) if case.hasty else (case.code,)
    assert code in right, f"{case.name}: closed with {code}, not {case.code}"
    return code


def _hello() -> bytes:
    hello = {"type": "hello", "build": "faults/1", "token": secrets.token_urlsafe(32)}
    return json.dumps(hello).encode()


ROWS = (
    Row(
        "frames",
        "5,000 malformed WebSocket frames: right close code each, 0 tracebacks, memory flat",
        attack,
        Mutant(
            "refdesk/web/unframing.py",
            '            if size + len(self._parts or b"") > FRAME_LIMIT:',
            "            if size > 1 << 40:",
            "not 1009",
        ),
        (linux,),
    ),
)
