"""The WebSocket endpoints: who may connect from where, the open connections, their end."""

from __future__ import annotations

import asyncio
import socket
import struct
import time
from collections.abc import Callable
from functools import partial
from typing import Final

from aiohttp import web

from refdesk.protocol import codes
from refdesk.protocol.server import Role, ServerEnd
from refdesk.web.access import SESSION_COOKIE
from refdesk.web.addresses import sender_key
from refdesk.web.channel_greeting import ChannelGreeting
from refdesk.web.connection import DEAF, Connection, Greet
from refdesk.web.desk_parts import DeskParts
from refdesk.web.greeting import Greeting
from refdesk.web.masking import CLOSE_BROKEN, demand_masks
from refdesk.web.parts import Handler

TICK: Final = 1.0  # seconds
CHECK_EVERY: Final = 4.0  # seconds; a disabled account loses its sockets within 5 (G17)
CLOSE_WITHIN: Final = 2.0  # seconds for the other side to answer a close frame
_AT_ONCE: Final = struct.pack("ii", 1, 0)  # linger: on, for no time


class Sockets:
    """All open connections. `run` is awaited by a task of the application."""

    def __init__(self, parts: DeskParts) -> None:
        self._parts = parts
        self._open: dict[Connection, asyncio.Task[object] | None] = {}
        self._stopping = False

    def handlers(self) -> dict[str, Handler]:
        """Give the endpoint of each role."""
        return {"patron": self.patron, "staff": self.staff, "channel": self.channel}

    async def patron(self, request: web.Request) -> web.StreamResponse:
        """Serve /ws/patron: own Origin or none; cookies are not looked at."""
        origin = request.headers.get("Origin")
        if origin is not None and origin not in self._parts.origins:
            raise web.HTTPForbidden(text="foreign Origin")
        greeting = Greeting(self._parts, self._address(request), None)
        return await self._serve(request, Role.PATRON, greeting.greet)

    async def staff(self, request: web.Request) -> web.StreamResponse:
        """Serve /ws/staff: exactly our own Origin, with the sign-in's cookie."""
        if request.headers.get("Origin") not in self._parts.origins:
            raise web.HTTPForbidden(text="foreign Origin")
        cookie = request.cookies.get(SESSION_COOKIE, "")
        greeting = Greeting(self._parts, self._address(request), cookie)
        return await self._serve(request, Role.STAFF, greeting.greet)

    async def channel(self, request: web.Request) -> web.StreamResponse:
        """Serve /ws/channel: programs only, which send no Origin."""
        if "Origin" in request.headers:
            raise web.HTTPForbidden(text="foreign Origin")
        greeting = ChannelGreeting(self._parts, self._parts.new_id)
        return await self._serve(request, Role.CHANNEL, greeting.greet)

    async def run(self) -> None:
        """Let time pass for all connections; ends only by cancellation."""
        checked = time.monotonic()
        while True:
            await asyncio.sleep(TICK)
            now = time.monotonic()
            check = now - checked >= CHECK_EVERY
            checked = now if check else checked
            for connection in tuple(self._open):
                connection.tick(now, check=check)

    async def stop(self) -> None:
        """Close all connections with 1001 and wait for their end; new ones are refused."""
        self._stopping = True
        tasks = [task for task in self._open.values() if task is not None]
        for connection in tuple(self._open):
            connection.close(codes.CLOSE_GOING_AWAY)
        if tasks:
            await asyncio.wait(tasks, timeout=2 * CLOSE_WITHIN)

    def _address(self, request: web.Request) -> str:
        return sender_key(request, self._parts.address_key)

    async def _serve(self, request: web.Request, role: Role, greet: Greet) -> web.StreamResponse:
        ws = await self._upgraded(request)
        transport = request.transport
        end = ServerEnd(role, time.monotonic(), _held(transport))
        connection = Connection(ws, transport, end, greet)
        if transport is not None:
            demand_masks(transport, partial(connection.close, CLOSE_BROKEN))
        gauge = self._parts.metrics.sockets.labels(role)
        self._open[connection] = asyncio.current_task()
        gauge.inc()
        try:
            await connection.run(time.monotonic)
        finally:
            gauge.dec()
            del self._open[connection]
            if transport is not None and end.close_code in DEAF:
                _drop(transport)
        return ws

    async def _upgraded(self, request: web.Request) -> web.WebSocketResponse:
        offered = request.headers.get("Sec-WebSocket-Protocol", "")
        if codes.SUBPROTOCOL not in [one.strip() for one in offered.split(",")]:
            raise web.HTTPBadRequest(text=f"Sub-protocol {codes.SUBPROTOCOL} is required")
        if self._stopping:
            raise web.HTTPServiceUnavailable(text="stopping")
        ws = web.WebSocketResponse(
            protocols=(codes.SUBPROTOCOL,),
            compress=False,
            max_msg_size=codes.FRAME_LIMIT + 1,  # the end itself closes at the limit
            timeout=CLOSE_WITHIN,
        )
        await ws.prepare(request)
        return ws


def _drop(transport: asyncio.Transport) -> None:
    """Hang up so that nothing is kept for the other side: whoever does not read would keep it."""
    if (connected := transport.get_extra_info("socket")) is not None:
        connected.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _AT_ONCE)
    transport.abort()


def _held(transport: asyncio.Transport | None) -> Callable[[], int]:
    """Give the measure of what the transport has not yet got rid of, in bytes."""
    return transport.get_write_buffer_size if transport is not None else lambda: 0
