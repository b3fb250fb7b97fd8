"""Suggestions beside messages: what 20 searches a second do to acknowledgements, by turns."""

from __future__ import annotations

import asyncio
import statistics
from collections.abc import Callable
from contextlib import suppress
from itertools import count
from pathlib import Path
from time import perf_counter
from typing import Final
from urllib.parse import quote

import msgspec

from refdesk.bench import talks
from refdesk.bench.figures import Round, part, round_of
from refdesk.bench.limits import raise_limits
from refdesk.bench.load import Load
from refdesk.bench.plan import Plan
from refdesk.bench.premises import furnish
from refdesk.bench.processes import NotStarted, Running, start_product
from refdesk.bench.sayings import Sayings

PLAN: Final = Plan(talks=200, rates=(200,), seconds=6.0, rounds=5)
ASKED: Final = 20  # suggestions per second
BOUND: Final = 1.3  # × the acknowledgement p99 without suggestions, in the same run
READY_WITHIN: Final = 120.0  # seconds for the index, with the encoder its vectors
_WARM_UP: Final = 1.0
Say = Callable[[str], None]  # tells how far the run is


class Suggesting(msgspec.Struct, frozen=True):
    """Loads without and with suggestions, by turns; `answers` are milliseconds of suggestions."""

    without: list[Round]
    along: list[Round]
    answers: list[float]
    found: int  # suggestions that found anything

    @property
    def share(self) -> float:
        """Give the acknowledgement p99 with suggestions over that without, of the whole run."""
        with_, without = (
            statistics.median(one.ack_p99 for one in rounds)
            for rounds in (self.along, self.without)
        )
        return with_ / without


class _Searcher:
    """Searches on one kept connection, each question once."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._sayings = Sayings(21)
        self._numbers = count()
        self.answers: list[float] = []
        self.found = 0

    async def connect(self) -> None:
        self._reader, self._writer = await asyncio.open_connection("127.0.0.1", self._port)

    def close(self) -> None:
        self._writer.close()

    async def steady(self, rate: int, seconds: float) -> None:
        """Search so many times a second, evenly."""
        began = perf_counter()
        for number in range(int(rate * seconds)):
            early = began + number / rate - perf_counter()
            await asyncio.sleep(max(0.0, early))
            due = perf_counter()
            self.found += await self.search(f"{self._sayings.patron()} {next(self._numbers)}")
            self.answers.append(1000 * (perf_counter() - due))

    async def search(self, text: str) -> bool:
        """Tell whether a question found anything."""
        asked = (
            f"GET /api/kb/search?q={quote(text)} HTTP/1.1\r\nHost: 127.0.0.1:{self._port}\r\n\r\n"
        )
        self._writer.write(asked.encode())
        head = (await self._reader.readuntil(b"\r\n\r\n")).lower()
        length = int(head.split(b"content-length:")[1].split(b"\r\n")[0])
        return b'"entry"' in await self._reader.readexactly(length)


async def measure_suggesting(
    folder: Path, *, dense: bool, say: Say, plan: Plan = PLAN
) -> Suggesting:
    """Measure on a server with the starter knowledge base."""
    raise_limits(plan)
    say("premises")
    premises = await furnish(folder, plan)
    environment = premises.environment | {"REFDESK_KB_DENSE": str(dense).lower()}
    running = await start_product(folder, environment)
    try:
        searcher = _Searcher(running.port)
        await _until_ready(searcher)
        load = Load(await talks.hold(running.port, plan, premises.cookies))
        return await _by_turns(running, load, searcher, plan, say)
    finally:
        running.stop()


async def _by_turns(
    running: Running, load: Load, searcher: _Searcher, plan: Plan, say: Say
) -> Suggesting:
    rounds: dict[int, list[Round]] = {0: [], ASKED: []}
    await load.steady(plan.rates[0], _WARM_UP)
    for number in range(plan.rounds):
        for rate, kept in rounds.items():
            say(f"{rate} suggestions/s, {number + 1}/{plan.rounds}")
            kept.append(await _round(running, load, searcher, plan, rate))
    searcher.close()
    return Suggesting(rounds[0], rounds[ASKED], sorted(searcher.answers), searcher.found)


async def _round(
    running: Running, load: Load, searcher: _Searcher, plan: Plan, asked: int
) -> Round:
    await load.drained()
    load.fresh()
    cpu, began = running.meter.cpu(), perf_counter()
    await asyncio.gather(
        load.steady(plan.rates[0], plan.seconds), searcher.steady(asked, plan.seconds)
    )
    spent, took = running.meter.cpu() - cpu, perf_counter() - began
    await load.drained()
    return round_of(plan.rates[0], took, spent, 0.0, load.fresh())


async def _until_ready(searcher: _Searcher) -> None:
    await searcher.connect()
    for _ in range(int(READY_WITHIN / 0.1)):
        with suppress(OSError, asyncio.IncompleteReadError):
            if await searcher.search("perpanjang pinjaman"):
                return
        await asyncio.sleep(0.1)
    raise NotStarted("no index")


def answer_time(measured: Suggesting, share: float) -> float:
    """Give a quantile of the suggestions' times in milliseconds."""
    return part((one / 1000 for one in measured.answers), share)
