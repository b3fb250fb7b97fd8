"""The two ways by which patrons reach the server: WebSocket, and exchanges where it is refused."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from tests.journeys.proxy import Proxy
from tests.journeys.server import ServerProcess

SOCKET, EXCHANGE = "socket", "exchange"
WAYS = (SOCKET, EXCHANGE)
WORDS = {SOCKET: "", EXCHANGE: ", over the exchange"}
ENDING = {SOCKET: "", EXCHANGE: "-exchange"}


@asynccontextmanager
async def network(server: ServerProcess, way: str) -> AsyncIterator[ServerProcess | Proxy]:
    """Give the place where patrons connect; at its end every patron must have gone that way."""
    if way == SOCKET:
        yield server
        return
    async with Proxy(server.port, sockets=False) as refusing:
        yield refusing
        assert refusing.refused, "no WebSocket was tried, so none was refused"
