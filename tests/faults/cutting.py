"""Connections cut at any byte, half open, deaf one way: what is shown afterwards is the log."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from functools import partial

from tests.faults.killing import compare
from tests.faults.rows import Finding, Ground, Mutant, Row, Span
from tests.faults.speaking import FREELY
from tests.faults.ways import ENDING, EXCHANGE, SOCKET, WORDS
from tests.journeys.desks import LOGINS
from tests.journeys.proxy import Proxy
from tests.journeys.wire_people import Person, librarian, patron, until

PAIRS = 20
DEVICES = 12  # connections of librarians that are cut
GOAL = "1,000 random cuts of {} connections: the views are the log, nothing shown twice"
HALF_OPEN = 60.0  # seconds
TEXT = "x" * 300

# The command's own id is not kept: sent again, it is written again.
DOUBLING = Mutant(
    "refdesk/desk/orders.py",
    "        cid=order.cid,\n        fingerprint=order.fingerprint,\n        access=",
    "        cid=order.cid and recorded[-1].id,\n        fingerprint=order.fingerprint,\n"
    "        access=",
    "agrees|the last text|bad_request",
)

Harm = Callable[[Proxy], Awaitable[None]]


async def cuts(role: str, way: str, ground: Ground, finding: Finding) -> None:
    """Cut one connection after the other while everybody writes."""
    goal, span, chance = ground.many(1_000, 20), Span(), random.Random(1_000)

    async def harm(network: Proxy) -> None:
        while network.cuts < goal and not span.over:
            network.cut_one(chance, after=chance.randint(1, 2_000))
            await asyncio.sleep(0.02)
        finding.reached("cuts", network.cuts, goal)

    await _attack(role, way, harm, ground, finding)


async def deaf(role: str, way: str, ground: Ground, finding: Finding) -> None:
    """Let connections stay open that carry nothing any more: both ways, then each way alone."""
    calm = ground.many(int(HALF_OPEN), 1)

    async def harm(network: Proxy) -> None:
        for swallow in (
            network.swallow,
            partial(network.swallow_one_way, to_server=True),
            partial(network.swallow_one_way, to_server=False),
        ):
            await asyncio.sleep(1)
            swallow()
            await asyncio.sleep(calm)
            if ground.short:
                network.cut()
        finding.note("ways", 3)

    await _attack(role, way, harm, ground, finding)


async def _attack(
    role: str,
    way: str,
    harm: Harm,
    ground: Ground,
    finding: Finding,
) -> None:
    async with AsyncExitStack() as stack:
        server = await stack.enter_async_context(ground.desk(REFDESK_RATES=FREELY))
        network = await stack.enter_async_context(Proxy(server.port, sockets=way == SOCKET))
        devices = DEVICES if role == "librarian" else len(LOGINS)
        through = network if role == "librarian" else None
        staff = [
            await stack.enter_async_context(librarian(server, LOGINS[number % 3], through))
            for number in range(devices)
        ]
        place = network if role == "patron" else server
        askers = [await stack.enter_async_context(patron(place)) for _ in range(PAIRS)]
        pairs = [(one, staff[number % devices]) for number, one in enumerate(askers)]
        over = asyncio.Event()
        async with asyncio.TaskGroup() as writing:
            for number, pair in enumerate(pairs):
                writing.create_task(_talk(str(number), *pair, over))
            await asyncio.sleep(1)
            await harm(network)
            over.set()
        for asker, answerer in pairs:
            await _close(asker, answerer)
        if way == EXCHANGE:
            finding.note("WebSockets refused", network.refused)
            assert network.refused >= PAIRS, "not everybody has gone by exchange"
        finding.note("connections", sum(one.connections for one in (*askers, *staff)))
        finding.note("acknowledged", sum(len(one.acknowledged) for one in (*askers, *staff)))
    await compare(server, askers, staff)


async def _talk(name: str, asker: Person, answerer: Person, over: asyncio.Event) -> None:
    conversation = await asker.open(f"{name} opens")
    fence = await answerer.client.claim(conversation)
    answerer.follow(conversation)
    async with asyncio.TaskGroup() as both:
        both.create_task(_write(f"{name} asks", asker, conversation, 0, over))
        both.create_task(_write(f"{name} answers", answerer, conversation, fence, over))


async def _write(
    name: str, writer: Person, conversation: str, fence: int, over: asyncio.Event
) -> None:
    number = 0
    while not over.is_set():
        number += 1
        await writer.say(conversation, f"{name} {number} {TEXT}", fence)
        await asyncio.sleep(0.3)


async def _close(asker: Person, answerer: Person) -> None:
    """Write a last text; once everybody sees it, everybody sees all."""
    (conversation,) = asker.views
    last = f"{conversation} selesai"
    await asker.say(conversation, last)
    for one in (asker, answerer):
        await until(lambda one=one: one.texts(conversation)[-1:] == [last], "the last text")  # type: ignore[misc]


PEOPLE = (("patron", SOCKET), ("librarian", SOCKET), ("patron", EXCHANGE))
ROWS = (
    *(
        Row(
            f"cuts-{role}{ENDING[way]}",
            GOAL.format(f"{role}s'") + WORDS[way],
            partial(cuts, role, way),
            DOUBLING,
        )
        for role, way in PEOPLE
    ),
    *(
        Row(
            f"deaf-{role}{ENDING[way]}",
            f"{role}s' connections half open for a minute, deaf one way: the views are the log"
            + WORDS[way],
            partial(deaf, role, way),
            Mutant(
                "refdesk/web/following.py",
                "            following.at,\n            codes.PAGE_EVENTS,\n",
                "            following.at + 1,\n            codes.PAGE_EVENTS,\n",
                "the last text|in 60",
            ),
        )
        for role, way in PEOPLE
    ),
)
