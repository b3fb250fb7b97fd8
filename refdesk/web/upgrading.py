"""A request becomes a WebSocket: from then on the connection is ours, no longer aiohttp's.

aiohttp keeps two tasks, the request, its parser and its response for as long as a handler serves
a WebSocket: 15 KiB of a connection that says nothing. Given back, all that is left is the
transport and the protocol that we put on it.
"""

from __future__ import annotations

import asyncio
import base64
import binascii
import hashlib
from collections.abc import Callable
from typing import Any, Final

from aiohttp import web

from refdesk.protocol.codes import SUBPROTOCOL

_GUID: Final = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"  # RFC 6455, section 1.3
_KEY_BYTES: Final = 16
_VERSION: Final = "13"
_SWITCHING: Final = 101


class Upgraded(web.StreamResponse):
    """Stands for an answer that has been given; nothing is written for it any more."""

    def __init__(self) -> None:
        super().__init__(status=_SWITCHING)

    async def prepare(self, request: web.BaseRequest) -> None:
        """Write nothing."""

    async def write_eof(self, data: bytes = b"") -> None:
        """Write nothing."""


class _Tail:
    """Takes the bytes that came after the request but before its answer."""

    def __init__(self) -> None:
        self.data = b""

    def feed_data(self, data: bytes) -> tuple[bool, bytes]:
        """Keep them."""
        self.data += data
        return False, b""

    def feed_eof(self) -> None:
        """No more is to come this way."""


def upgraded(
    request: web.Request, protocol: Callable[[asyncio.Transport], asyncio.Protocol]
) -> web.StreamResponse:
    """Answer the request, then give its transport over to a protocol made for it.

    Raises HTTPBadRequest for a request that asks for something else.
    """
    answer = _answer(request)
    transport, http = request.transport, request.protocol
    if transport is None or transport.is_closing():
        return Upgraded()  # its sender has gone
    tail: Any = _Tail()
    http.set_parser(tail)
    made = protocol(transport)
    transport.write(answer)
    transport.set_protocol(made)
    http.transport = None  # so that aiohttp does not close what it lets go of
    http.connection_lost(None)
    if tail.data:
        made.data_received(tail.data)
    return Upgraded()


def _answer(request: web.Request) -> bytes:
    headers = request.headers
    offered = headers.get("Sec-WebSocket-Protocol", "").split(",")
    if SUBPROTOCOL not in [one.strip() for one in offered]:
        raise web.HTTPBadRequest(text=f"Sub-protocol {SUBPROTOCOL} is required")
    upgrade = headers.get("Upgrade", "").strip().lower()
    connection = [one.strip().lower() for one in headers.get("Connection", "").split(",")]
    if upgrade != "websocket" or "upgrade" not in connection:
        raise web.HTTPBadRequest(text="Upgrade: websocket is required")
    if headers.get("Sec-WebSocket-Version") != _VERSION:
        raise web.HTTPBadRequest(text=f"Sec-WebSocket-Version {_VERSION} is required")
    lines = (
        "HTTP/1.1 101 Switching Protocols",
        "Upgrade: websocket",
        "Connection: Upgrade",
        f"Sec-WebSocket-Accept: {_accepted(headers.get('Sec-WebSocket-Key', ''))}",
        f"Sec-WebSocket-Protocol: {SUBPROTOCOL}",
    )
    return "\r\n".join((*lines, "", "")).encode()


def _accepted(key: str) -> str:
    try:
        good = len(base64.b64decode(key, validate=True)) == _KEY_BYTES
    except (binascii.Error, ValueError):
        good = False
    if not good:
        raise web.HTTPBadRequest(text="Sec-WebSocket-Key is not 16 bytes in base64")
    digest = hashlib.sha1(key.encode() + _GUID, usedforsecurity=False).digest()
    return base64.b64encode(digest).decode()
