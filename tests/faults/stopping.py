"""SIGTERM under load: what was acknowledged stays, clients are told to come back."""

from __future__ import annotations

import asyncio
import random
import time
from contextlib import AsyncExitStack, suppress

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Subprotocol

from refdesk.client import socket_address
from refdesk.protocol import codes
from tests.faults.killing import compare
from tests.faults.rows import Finding, Ground, Mutant, Row
from tests.journeys.desks import LOGINS
from tests.journeys.load import Load, acknowledged, alike
from tests.journeys.server import ServerProcess
from tests.journeys.wire_people import librarian, patron, until

PATRONS = 10
WATCHERS = 20  # sockets that only listen for the farewell
WITHIN = 10.0  # seconds


async def attack(ground: Ground, finding: Finding) -> None:
    """Stop and start the server while everybody writes."""
    took: list[float] = []
    async with ground.desk() as server, AsyncExitStack() as stack:
        askers = [await stack.enter_async_context(patron(server)) for _ in range(PATRONS)]
        staff = [await stack.enter_async_context(librarian(server, login)) for login in LOGINS]
        people = [*askers, *staff]
        load = Load(random.Random(15))
        async with asyncio.TaskGroup() as writing:
            for number, asker in enumerate(askers):
                writing.create_task(load.talk(f"p{number}", asker, staff[number % len(staff)]))
            for _ in range(ground.many(20, 2)):
                goal = acknowledged(people) + 40
                await until(lambda goal=goal: acknowledged(people) >= goal, "work goes on")  # type: ignore[misc]
                took.append(await _stopped(server))
                await server.start()
            load.over.set()
        await alike(askers, staff)
    await compare(server, askers, staff)
    finding.note("stops", len(took))
    finding.note("acknowledged", acknowledged(people))
    finding.within("exit worst", max(took), WITHIN, "s")


async def _stopped(server: ServerProcess) -> float:
    """Stop the server; give the seconds it took, after everybody was told to come back."""
    async with AsyncExitStack() as stack:
        address = socket_address(server.url, "patron")
        watchers = [
            await stack.enter_async_context(
                connect(address, subprotocols=[Subprotocol(codes.SUBPROTOCOL)], compression=None)
            )
            for _ in range(WATCHERS)
        ]
        began = time.monotonic()
        status = await asyncio.to_thread(server.stop)
        took = time.monotonic() - began
        assert status == 0, f"exit status {status}"
        told = [await _close_code(one) for one in watchers]
        assert set(told) == {codes.CLOSE_GOING_AWAY}, f"closed with {set(told)}, not 1001"
    return took


async def _close_code(watcher: ClientConnection) -> int | None:
    with suppress(ConnectionClosed):
        await asyncio.wait_for(watcher.recv(), WITHIN)
    return watcher.close_code


ROWS = (
    Row(
        "sigterm",
        "SIGTERM under load: acknowledged all kept, clients told to return, exit within 10 s",
        attack,
        Mutant(
            "refdesk/web/socket.py",
            "            connection.close(codes.CLOSE_GOING_AWAY)\n",
            "            pass\n",
            "not 1001",
        ),
    ),
)
