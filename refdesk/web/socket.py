"""The WebSocket endpoints: who may connect from where, the open connections, their end."""

from __future__ import annotations

import asyncio
import time
from contextlib import suppress
from functools import partial
from typing import Final

import structlog
from aiohttp import web

from refdesk.protocol import codes
from refdesk.protocol.server import Role, ServerEnd
from refdesk.protocol.shapes import In
from refdesk.web.access import session_cookie
from refdesk.web.addresses import sender_key
from refdesk.web.channel_greeting import ChannelGreeting
from refdesk.web.connection import Connection, Greet
from refdesk.web.desk_parts import DeskParts
from refdesk.web.greeting import Greeting
from refdesk.web.parts import Handler
from refdesk.web.residents import Resident
from refdesk.web.upgrading import upgraded
from refdesk.web.way_out import CLOSE_WITHIN

TICK: Final = 1.0  # seconds between two looks at a connection
SHARES: Final = 20  # a look at all would hold up the others: each turn looks at so large a part
LATE: Final = 1.0  # seconds; so late a look may come before what has arrived meanwhile is read
GREETED_AT_ONCE: Final = 32  # in a storm each is served soon after its hello, not all at its end
CHECK_EVERY: Final = 4  # ticks; a disabled account loses its sockets within 5 s (G17)

_log = structlog.get_logger(__name__)


class Sockets:
    """All open connections. `run` is awaited by a task of the application."""

    def __init__(self, parts: DeskParts) -> None:
        self._parts = parts
        self._open: set[Connection] = set()
        self._finishing: set[asyncio.Task[None]] = set()
        self._greetings = asyncio.Semaphore(GREETED_AT_ONCE)
        self._stopping = False
        self._emptied = asyncio.Event()  # the last connection has gone since the stop began

    def handlers(self) -> dict[str, Handler]:
        """Give the endpoint of each role."""
        return {"patron": self.patron, "staff": self.staff, "channel": self.channel}

    async def patron(self, request: web.Request) -> web.StreamResponse:
        """Serve /ws/patron: own Origin or none; cookies are not looked at."""
        origin = request.headers.get("Origin")
        if origin is not None and origin not in self._parts.origins:
            raise web.HTTPForbidden(text="foreign Origin")
        greeting = Greeting(self._parts, self._address(request), None)
        return self._serve(request, Role.PATRON, greeting.greet)

    async def staff(self, request: web.Request) -> web.StreamResponse:
        """Serve /ws/staff: exactly our own Origin, with the sign-in's cookie."""
        if request.headers.get("Origin") not in self._parts.origins:
            raise web.HTTPForbidden(text="foreign Origin")
        cookie = request.cookies.get(session_cookie(self._parts.origins), "")
        greeting = Greeting(self._parts, self._address(request), cookie)
        return self._serve(request, Role.STAFF, greeting.greet)

    async def channel(self, request: web.Request) -> web.StreamResponse:
        """Serve /ws/channel: programs only, which send no Origin."""
        if "Origin" in request.headers:
            raise web.HTTPForbidden(text="foreign Origin")
        greeting = ChannelGreeting(self._parts, self._parts.new_id)
        return self._serve(request, Role.CHANNEL, greeting.greet)

    async def run(self) -> None:
        """Let time pass for all connections; ends only by cancellation."""
        ticks = 0
        while True:
            ticks += 1
            everybody, check = tuple(self._open), ticks % CHECK_EVERY == 0
            for share in range(SHARES):
                await _slept(TICK / SHARES)
                now = time.monotonic()
                for connection in everybody[share::SHARES]:
                    if connection in self._open:
                        connection.tick(now, check=check, ping_every=self._parts.ping_every)

    async def stop(self) -> None:
        """Close all connections with 1001 and wait for their end; new ones are refused."""
        self._stopping = True
        for connection in tuple(self._open):
            connection.close(codes.CLOSE_GOING_AWAY)
        if self._open:
            with suppress(TimeoutError):
                async with asyncio.timeout(2 * CLOSE_WITHIN):
                    await self._emptied.wait()
        for connection in tuple(self._open):
            connection.abort()
        while self._finishing:
            await asyncio.wait(self._finishing)

    def over(self, connection: Connection) -> None:
        """Count how it ended; end what is still done for the other side."""
        self._parts.metrics.closed.labels(connection.end.role, connection.end.close_code).inc()
        task = asyncio.get_running_loop().create_task(connection.finish())
        self._finishing.add(task)
        task.add_done_callback(self._finished)

    def lost(self, connection: Connection) -> None:
        """Forget a connection whose socket is gone."""
        self._open.discard(connection)
        if self._stopping and not self._open:
            self._emptied.set()
        self._parts.metrics.sockets.labels(connection.end.role).dec()

    def _finished(self, task: asyncio.Task[None]) -> None:
        self._finishing.discard(task)
        if not task.cancelled() and (failure := task.exception()) is not None:
            _log.error("connection_failed", exc_info=failure)

    def _address(self, request: web.Request) -> str:
        return sender_key(request, self._parts.address_key)

    def _serve(self, request: web.Request, role: Role, greet: Greet) -> web.StreamResponse:
        if self._stopping:
            raise web.HTTPServiceUnavailable(text="stopping")
        return upgraded(request, partial(self._connected, role, partial(self._greeted, greet)))

    async def _greeted(self, greet: Greet, frame: In, connection: Connection) -> Resident:
        async with self._greetings:
            return await greet(frame, connection)

    def _connected(self, role: Role, greet: Greet, transport: asyncio.Transport) -> Connection:
        end = ServerEnd(role, time.monotonic(), transport.get_write_buffer_size)
        connection = Connection(transport, end, greet, self)
        self._open.add(connection)
        self._parts.metrics.sockets.labels(role).inc()
        return connection


async def _slept(seconds: float) -> None:
    """Wait so long; after a stall of the loop once more, so that pongs are heard before judged."""
    began = time.monotonic()
    await asyncio.sleep(seconds)
    if time.monotonic() - began > seconds + LATE:
        await asyncio.sleep(seconds)
