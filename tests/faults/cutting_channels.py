"""Channels whose connections are cut at any byte: each act once in the log, each event out once."""

from __future__ import annotations

import asyncio
import random
from collections import defaultdict
from collections.abc import Sequence
from contextlib import AsyncExitStack

from bots.bridge import Bridge
from bots.deliveries import Call
from refdesk.protocol import frames
from tests.faults.rows import Finding, Ground, Mutant, Row, Span
from tests.faults.speaking import FREELY
from tests.journeys.bot_process import OUTSIDE, SECRET
from tests.journeys.ledgers import holds, read_logs
from tests.journeys.proxy import Proxy
from tests.journeys.server import ServerProcess
from tests.journeys.wire_people import Person, librarian, until

CHANNELS = 16
THREADS = 3  # of each channel


class Outside:
    """The other side of a channel: keeps what was delivered to each thread, in order."""

    def __init__(self) -> None:
        self.delivered: dict[str, list[tuple[str, bool]]] = defaultdict(list)  # text, marked

    def calls(self, send: frames.Send) -> Sequence[Call]:
        """Deliver in one part."""

        async def call(marked: bool) -> str:
            self.delivered[send.thread].append((send.event.body or send.event.kind, marked))
            return send.event.id

        return [call]


class Thread:
    """One person outside, who writes one text after the other, and is answered."""

    def __init__(self, bridge: Bridge, name: str) -> None:
        self.bridge = bridge
        self.name = name
        self.conversation = ""
        self.written: list[str] = []
        self.answered: list[str] = []

    async def write(self, body: str) -> None:
        """Write a text; returns when it is durable."""
        source = f"m:{self.name}:{len(self.written)}"
        act = frames.ChannelText(body=body)
        took = await self.bridge.intake(source, self.name, act)
        self.conversation = took.conversation
        self.written.append(body)

    async def talk(self, rina: Person, over: asyncio.Event) -> None:
        """Go on writing; the librarian answers each text."""
        await self.write(f"{self.name} opens")
        fence = await rina.client.claim(self.conversation)
        while not (over.is_set() and self.answered):
            number = len(self.written)
            await self.write(f"{self.name} text {number} {'x' * 200}")
            answer = f"{self.name} answer {number} {'y' * 200}"
            await rina.say(self.conversation, answer, fence)
            self.answered.append(answer)
            await asyncio.sleep(0.5)


async def attack(ground: Ground, finding: Finding) -> None:
    """Cut one connection after the other while texts go both ways."""
    goal, span, chance = ground.many(1_000, 8), Span(), random.Random(77)
    outsides = [Outside() for _ in range(ground.many(CHANNELS, 4))]
    async with AsyncExitStack() as stack:
        env = {**OUTSIDE, "REFDESK_RATES": FREELY}
        server = await stack.enter_async_context(ground.desk(**env))
        network = await stack.enter_async_context(Proxy(server.port))
        rina = await stack.enter_async_context(librarian(server, "rina"))
        bridges = [
            Bridge(f"cut:{number}", network.url, SECRET, outside)
            for number, outside in enumerate(outsides)
        ]
        threads = [
            Thread(bridge, f"{number}.{thread}")
            for number, bridge in enumerate(bridges)
            for thread in range(THREADS)
        ]
        over = asyncio.Event()
        running = [asyncio.create_task(bridge.run()) for bridge in bridges]
        async with asyncio.TaskGroup() as writing:
            for thread in threads:
                writing.create_task(thread.talk(rina, over))
            while network.cuts < goal and not span.over:
                network.cut_one(chance, after=chance.randint(1, 1_500))
                await asyncio.sleep(0.03)
            over.set()
        finding.reached("cuts", network.cuts, goal)
        await _all_out(outsides, threads)
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
    finding.note("acts", sum(len(one.written) for one in threads))
    finding.note("deliveries", sum(len(one) for out in outsides for one in out.delivered.values()))
    await _compare(server, outsides, threads)


async def _all_out(outsides: list[Outside], threads: list[Thread]) -> None:
    for thread in threads:
        outside = outsides[int(thread.name.split(".")[0])]
        last = thread.answered[-1]
        await until(
            lambda outside=outside, thread=thread, last=last: (  # type: ignore[misc]
                last in [text for text, _ in outside.delivered[thread.name]]
            ),
            "the last answer is delivered",
        )


async def _compare(server: ServerProcess, outsides: list[Outside], threads: list[Thread]) -> None:
    """Assert that each act is in the log once, in order; each answer outside once, in order."""
    logs = await read_logs(
        server.env["REFDESK_DATABASE"], [thread.conversation for thread in threads]
    )
    for thread in threads:
        log = logs[thread.conversation]
        holds(log)
        bodies = [getattr(one.event, "body", "") for one in log if one.event.kind == "said"]
        mine = [body for body in bodies if " answer " not in body]
        assert mine == thread.written, "acts of a channel are not once in the log, in order"
        out = outsides[int(thread.name.split(".")[0])].delivered[thread.name]
        once = [text for text, marked in out if " answer " in text and not marked]
        assert once == thread.answered, "answers were not delivered once, in order"


ROWS = (
    Row(
        "cuts-channel",
        "1,000 random cuts of channels: each act once in the log, each answer out once, in order",
        attack,
        Mutant(
            "refdesk/desk/intake.py",
            "        place = (outside.channel, outside.thread)\n",
            "        from dataclasses import replace\n        from uuid import uuid4\n\n"
            "        outside = replace(outside, source=uuid4().hex)\n"
            "        place = (outside.channel, outside.thread)\n",
            "acts of a channel",
        ),
    ),
)
