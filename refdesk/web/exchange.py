"""The exchange: frames of a patron by long-poll, where a network breaks WebSocket.

Each is a short connection of its own with the same greeting, the same resident, the same bounds;
nothing of it is left on the server afterwards.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Final
from weakref import WeakValueDictionary

import msgspec
from aiohttp import web

from refdesk.errors import Busy, Unavailable
from refdesk.protocol import codes, frames
from refdesk.protocol.exchange import Exchange, Exchanged
from refdesk.protocol.server import Role, ServerEnd
from refdesk.protocol.shapes import In
from refdesk.web.addresses import sender_key
from refdesk.web.answers import json_answer
from refdesk.web.bodies import read_json
from refdesk.web.desk_parts import DeskParts
from refdesk.web.greeting import Greeting, patron_key
from refdesk.web.limiting import Charge
from refdesk.web.residents import Resident
from refdesk.web.tray import Tray
from refdesk.web.under_way import UnderWay, together
from refdesk.web.verbs import plain

TICK: Final = 1.0  # seconds after which a held exchange looks whether anybody still waits for it
TURN_WITHIN: Final = 10.0  # seconds for the patron's exchange before this one to do its part


class Exchanges:
    """The exchanges under way in this process."""

    def __init__(self, parts: DeskParts) -> None:
        self._parts = parts
        self._open: set[Tray] = set()
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._stopping = False

    async def serve(self, request: web.Request, asked: Exchange) -> Exchanged:
        """Hold one exchange; raises a RefdeskError where there is nothing to answer with."""
        if self._stopping:
            raise Unavailable
        patron, address = patron_key(asked.token), sender_key(request, self._parts.address_key)
        await self._slowly(patron, address)
        tray = Tray(ServerEnd(Role.PATRON, time.monotonic()), asked)
        with self._counted(tray):
            async with self._greeted(tray, asked, address) as resident:
                if resident is not None:
                    await self._say(tray, resident, asked.frames, patron)
                    await _hold(request, tray, resident, asked.hold)
                    tray.end.send(frames.Ping(heads=resident.heads()))
        return tray.taken()

    async def stop(self, _: web.Application) -> None:
        """Answer all that are held; new ones are refused."""
        self._stopping = True
        for tray in self._open:
            tray.close(codes.CLOSE_GOING_AWAY)

    async def _slowly(self, patron: str, address: str) -> None:
        """Wait a moment, or raise RateLimited: nobody needs exchanges faster than events (G9)."""
        rates = self._parts.rates
        charges = [Charge(f"exchange {patron}", rates.conversation)]
        if address:
            charges.append(Charge(f"address {address}", rates.address, gentle=True))
        await asyncio.sleep(self._parts.limiter.charge(charges, time.monotonic()))

    @contextmanager
    def _counted(self, tray: Tray) -> Iterator[None]:
        gauge = self._parts.metrics.sockets.labels("exchange")
        self._open.add(tray)
        gauge.inc()
        try:
            yield
        finally:
            gauge.dec()
            self._open.remove(tray)

    @asynccontextmanager
    async def _greeted(
        self, tray: Tray, asked: Exchange, address: str
    ) -> AsyncIterator[Resident | None]:
        """Give the resident, up to date; None where the hello was no hello."""
        hello = frames.Hello(
            build=asked.build, token=asked.token, lang=asked.lang, conversations=asked.cursors
        )
        tray.end.receive_data(msgspec.json.encode(hello), time.monotonic())
        resident: Resident | None = None
        try:
            for frame in tray.end.events_received():
                resident = await Greeting(self._parts, address, None).greet(frame, tray)
                tray.end.welcomed()
                tray.end.handled()
                await _catch_up(tray, resident)
            yield resident
        finally:
            if resident is not None:
                await resident.leave()

    async def _say(
        self, tray: Tray, resident: Resident, given: list[msgspec.Raw], patron: str
    ) -> None:
        """Handle the frames in order, those of one exchange of the patron at a time (G4)."""
        if not given:
            return
        turn = self._turns.setdefault(patron, asyncio.Lock())
        try:
            async with asyncio.timeout(TURN_WITHIN):
                await turn.acquire()
        except TimeoutError:
            raise Busy from None
        try:
            async with together(tray.end.handled) as under_way:
                for data in given:
                    tray.end.receive_data(bytes(data), time.monotonic())
                    for frame in tray.end.events_received():
                        await _answer(tray, resident, under_way, frame)
        finally:
            turn.release()


EXCHANGES = web.AppKey("exchanges", Exchanges)


async def exchange(request: web.Request) -> web.Response:
    """POST /exchange: frames of a patron, both ways, where WebSocket does not get through."""
    asked = await read_json(request, Exchange)
    return json_answer(await request.app[EXCHANGES].serve(request, asked))


async def _answer(tray: Tray, resident: Resident, under_way: UnderWay, frame: In) -> None:
    """Begin a command behind those before it, so that they share a commit; else answer it."""
    if plain(frame):  # which a patron's resident takes in any case
        resident.begin(frame, under_way.begun(), under_way.beside)
        return
    await under_way.all_over()
    await resident.handle(frame)
    tray.end.handled()


async def _catch_up(tray: Tray, resident: Resident) -> None:
    while await resident.work():
        if not tray.drained:
            return


async def _hold(request: web.Request, tray: Tray, resident: Resident, seconds: int) -> None:
    """Wait until there is something to tell, nobody waits for it any more, or time is up."""
    until = time.monotonic() + seconds
    await _catch_up(tray, resident)
    while not tray.ready and (left := until - time.monotonic()) > 0 and _waited_for(request):
        await tray.stir(min(TICK, left))
        await _catch_up(tray, resident)


def _waited_for(request: web.Request) -> bool:
    return request.transport is not None and not request.transport.is_closing()
