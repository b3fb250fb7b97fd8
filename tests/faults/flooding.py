"""Floods: one patron, one address, robots by the thousand. They are bounded, others undisturbed."""

from __future__ import annotations

import asyncio
import json
import secrets
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import asdict, dataclass

from refdesk.bench.meter import Meter
from refdesk.bench.speaker import Heard, Refused, Speaker, connect
from refdesk.client import new_cid, socket_address
from refdesk.protocol import codes, frames
from refdesk.protocol.inbound import Open
from refdesk.web.limiting import NORMAL
from tests.faults.needs import files
from tests.faults.others import Others, compare
from tests.faults.rows import Finding, Ground, Mutant, Row, p99
from tests.faults.speaking import BUILD, asker, command, library, opened, text
from tests.journeys.server import ServerProcess
from tests.journeys.wire_people import Person, running, until

TYPED = frozenset({"rate_limited", "busy"})
OTHERS = 20
WRITE_EVERY = 2.0  # seconds, each of the others: as often as a patron may
UNDISTURBED = 100.0  # ms, the others' 99th percentile
DIALS = 50  # at once
ROBOTS = 2_000  # at once
CROWDED = "10.9.9.9"  # the address everybody comes from


@dataclass
class Scene:
    """A server with its normal limits, a librarian on duty who watches the line, other patrons."""

    server: ServerProcess
    librarian: Person
    others: Others
    meter: Meter
    calm: list[float]

    def conclude(self, finding: Finding, memory: int) -> None:
        """Note what librarian and others noticed."""
        line = self.librarian.lists["line"]
        assert len(line.rows) <= codes.WATCH_ROWS, f"{len(line.rows)} rows in a list"
        finding.note("waiting line", f"{line.count}, {len(line.rows)} rows told")
        finding.note("memory growth", f"{(self.meter.memory() - memory) / 2**20:.0f} MiB")
        meanwhile = self.others.fresh()
        ratio = compare(finding, self.calm, meanwhile)
        finding.note("ratio of p99", ratio)
        finding.within("others' p99", 1_000 * p99(meanwhile), UNDISTURBED, "ms")


@asynccontextmanager
async def _scene(ground: Ground) -> AsyncIterator[Scene]:
    normal = {name: (one["burst"], one["per_second"]) for name, one in asdict(NORMAL).items()}
    limits = {"REFDESK_RATES": json.dumps(normal), "REFDESK_TRUSTED_PROXIES": "127.0.0.1"}
    async with library(ground, "sqlite", 1, **limits) as (server, premises):
        assert server.process is not None
        cookie = f"refdesk_session={premises.cookies[0]}"
        address = socket_address(server.url, "staff")
        hello = frames.Hello(build=BUILD)
        async with running(address, hello, cookie, server.url, None) as librarian:
            librarian.client.watch("line")
            await librarian.on_duty()
            speakers = [await asker(server.port, "", f"10.8.0.{one + 1}") for one in range(OTHERS)]
            others = Others(speakers, WRITE_EVERY)
            writing = asyncio.create_task(others.write())
            await asyncio.sleep(ground.many(20, 2))
            meter = Meter(server.process.pid)
            yield Scene(server, librarian, others, meter, others.fresh())
            if writing.done():
                writing.result()
            writing.cancel()
            with suppress(asyncio.CancelledError):
                await writing


# One patron


async def one_patron(ground: Ground, finding: Finding) -> None:
    """Write 1,000 times a second as one patron, over connections that are not given a rest."""
    seconds = ground.many(30, 2)
    async with _scene(ground) as scene:
        memory = scene.meter.memory()
        told: Counter[str] = Counter()
        token = secrets.token_urlsafe(32)
        conversation = await opened(await asker(scene.server.port, token, CROWDED), "halo?")
        began = time.monotonic()
        sent = await _flood(scene.server.port, token, conversation, told, seconds)
        took = time.monotonic() - began
        wrong = set(told) - TYPED - {"ack", f"closed {codes.CLOSE_FLOODING}"}
        assert not wrong, f"told {wrong}"
        most = NORMAL.patron.burst + NORMAL.patron.per_second * (took + 3)
        assert told["ack"] <= most, f"{told['ack']} of {sent} were taken, at most {most:.0f} may be"
        finding.note("sent", sent)
        finding.note("per second", sent / took)
        finding.note("told", dict(told))
        scene.conclude(finding, memory)


async def _flood(
    port: int, token: str, conversation: str, told: Counter[str], seconds: float
) -> int:
    """Send a command every millisecond, whatever is answered; give how many were sent."""
    speaker: Speaker | None = None
    began, sent = time.monotonic(), 0

    def hear(_: Speaker, heard: Heard) -> None:
        nonlocal speaker
        if heard.type == "ack":
            told["ack"] += 1
        elif heard.type == "error" and not heard.code.startswith("connection lost"):
            told[heard.code] += 1
        if heard.type == "error" and not heard.cid:
            speaker = None

    while time.monotonic() - began < seconds:
        if speaker is None:
            speaker = await asker(port, token, CROWDED)
            speaker.hear = hear
        due = int((time.monotonic() - began) * 1_000) - sent
        for _ in range(due):
            if speaker is None:
                break
            speaker.send(text(conversation, "banjir"))
            sent += 1
        await asyncio.sleep(0.001)
    return sent


# One address


async def one_address(ground: Ground, finding: Finding) -> None:
    """Open 2,000 sockets from one address: half say nothing, half ask as patrons do."""
    # Even a few are more than the bucket of their address holds.
    talking, quiet = ground.many(1_000, 450), ground.many(1_000, 20)
    async with _scene(ground) as scene:
        memory = scene.meter.memory()
        port = scene.server.port
        silent = await _dialled(port, quiet)
        ends = [speaker.expect("the end") for speaker in silent]
        turn = asyncio.Semaphore(DIALS)
        answers = await asyncio.gather(*(_dial_and_ask(port, turn) for _ in range(talking)))
        refused = Counter(heard.code for heard in answers if heard.type != "ack")
        assert not refused, f"refused for their address: {dict(refused)}"
        if not ground.short:
            told = Counter(heard.code for heard in await asyncio.gather(*ends))
            assert set(told) == {f"closed {codes.CLOSE_SILENT}"}, f"the silent: {dict(told)}"
            finding.note("silent sent away", told.total())
        finding.note("patrons answered", len(answers))
        scene.conclude(finding, memory)


async def _dial_and_ask(port: int, turn: asyncio.Semaphore) -> Heard:
    return await _ask(await _dial(port, turn))


async def _dialled(port: int, count: int) -> list[Speaker]:
    turn = asyncio.Semaphore(DIALS)
    return await asyncio.gather(*(_dial(port, turn) for _ in range(count)))


async def _dial(port: int, turn: asyncio.Semaphore) -> Speaker:
    async with turn:
        return await connect(port, "patron", {"X-Forwarded-For": CROWDED})


async def _ask(speaker: Speaker) -> Heard:
    """Say hello and ask; give the answer."""
    await speaker.ask(frames.Hello(build=BUILD, token=secrets.token_urlsafe(32)), "welcome")
    heard, _ = await command(speaker, Open(cid=new_cid(), body="jam buka?"))
    return heard


# Robots


async def robots(ground: Ground, finding: Finding) -> None:
    """Begin 10,000 conversations by as many made-up patrons, 2,000 at the same moment."""
    total, at_once = ground.many(10_000, 240), ground.many(ROBOTS, 120)
    told: Counter[str] = Counter()
    async with _scene(ground) as scene:
        memory = scene.meter.memory()
        for _ in range(total // at_once):
            speakers = await _dialled(scene.server.port, at_once)
            answers = await asyncio.gather(*map(_ask, speakers), return_exceptions=True)
            for heard in answers:
                if isinstance(heard, Refused):
                    told[str(heard)] += 1
                elif isinstance(heard, BaseException):
                    raise heard
                else:
                    told[heard.code or heard.type] += 1
            for speaker in speakers:
                speaker.close()
        wrong = set(told) - TYPED - {"ack"}
        assert not wrong, f"told {wrong}"
        finding.note("told", dict(told))
        line = scene.librarian.lists
        await until(lambda: line["line"].count >= told["ack"], "all robots in the line")
        scene.conclude(finding, memory)


ROWS = (
    Row(
        "flood-patron",
        "one patron writes 1,000/s: bounded, typed errors, others undisturbed (p99 within 100 ms)",
        one_patron,
        Mutant(
            "refdesk/web/limiting.py",
            "            raise RateLimited(retry_after=hardest)\n",
            "            return 0.0\n",
            "were taken",
        ),
    ),
    Row(
        "flood-address",
        "2,000 sockets from one address: none refused, the silent sent away, others undisturbed",
        one_address,
        Mutant(
            "refdesk/web/acting.py",
            "rates.address, gentle=True)",
            "rates.address)",
            "refused for their address",
        ),
        (files,),
    ),
    Row(
        "flood-robots",
        "10,000 conversations of robots, 2,000 at once: typed errors, lists short, others served",
        robots,
        Mutant(
            "refdesk/protocol/codes.py",
            "WATCH_ROWS = 200",
            "WATCH_ROWS = 20_000",
            "rows in a list",
        ),
        (files,),
    ),
)
