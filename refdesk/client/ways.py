"""The ways to the server: a WebSocket, in its place the exchange."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Final, Literal, Protocol
from urllib.parse import urlsplit

from websockets.asyncio.client import connect
from websockets.exceptions import WebSocketException
from websockets.typing import Origin, Subprotocol

from refdesk.client.exchanging import ExchangeLink
from refdesk.client.naming import exchange_address
from refdesk.protocol import codes
from refdesk.protocol.exchanging import ExchangeEnd
from refdesk.protocol.shapes import After

OPEN_WITHIN: Final = 10.0  # seconds until the welcome
SOCKET_TRIES: Final = 2  # without a welcome, before the exchange is tried
SOCKET_AGAIN: Final = (60.0, 1800.0)  # seconds between looks for a WebSocket: at first, at most
_LARGEST: Final = 1024 * 1024  # bytes of a frame from the server
_LOOPBACK: Final = {"127.0.0.1", "::1", "localhost"}


class Link(Protocol):
    """A connection, whichever way it goes."""

    @property
    def close_code(self) -> int | None:
        """Why it is closed, None while it is not or where nobody said so."""

    async def send(self, data: bytes, *, text: Literal[True]) -> None:
        """Send a frame."""

    async def recv(self, decode: Literal[False]) -> bytes:
        """Receive a frame; raises ConnectionClosed."""

    async def close(self, code: int) -> None:
        """Leave with a code."""


class Ways:
    """Chooses a way for each connection: by turns until one works, then the one that worked.

    Only patrons have an exchange.
    """

    def __init__(self, address: str, headers: Mapping[str, str], origin: str, hello: bytes) -> None:
        self.exchanging = False
        self._address = address
        self._exchange = exchange_address(address)
        self._headers = headers
        self._origin = Origin(origin) if origin else None
        self._hello = hello
        self._misses = 0

    def open(self, cursors: Callable[[], dict[str, After]]) -> AbstractAsyncContextManager[Link]:
        """Give the next connection; entering it raises OSError, TimeoutError, WebSocketException.

        `cursors` gives where the client is now.
        """
        return self._polling(cursors) if self.exchanging else self._socket()

    def lost(self, *, welcomed: bool) -> None:
        """The connection has ended."""
        self._misses = 0 if welcomed else self._misses + 1
        if self.exchanging:
            self.exchanging = welcomed
        else:
            self.exchanging = bool(self._exchange) and self._misses >= SOCKET_TRIES

    async def until_socket_works(self) -> None:
        """Wait until a WebSocket gets through; then the next connection is one."""
        pause, longest = SOCKET_AGAIN
        while True:
            await asyncio.sleep(pause)
            if await self._socket_works():
                self.exchanging = False
                return
            pause = min(2 * pause, longest)

    async def _socket_works(self) -> bool:
        try:
            async with asyncio.timeout(OPEN_WITHIN), self._socket() as ws:
                await ws.send(self._hello, text=True)
                await ws.recv(decode=False)
        except (OSError, TimeoutError, WebSocketException):
            return False
        return True

    @asynccontextmanager
    async def _socket(self) -> AsyncIterator[Link]:
        async with connect(
            self._address,
            origin=self._origin,
            additional_headers=self._headers,
            subprotocols=[Subprotocol(codes.SUBPROTOCOL)],
            compression=None,
            ping_interval=None,  # the protocol has its own
            max_size=_LARGEST,
            proxy=None if urlsplit(self._address).hostname in _LOOPBACK else True,
            open_timeout=OPEN_WITHIN,
            close_timeout=2,
        ) as ws:
            yield ws

    @asynccontextmanager
    async def _polling(self, cursors: Callable[[], dict[str, After]]) -> AsyncIterator[Link]:
        yield ExchangeLink(self._exchange, ExchangeEnd(cursors), self._headers)
