"""A patron who asks through the Python client, where the patron's page is not what is tried."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from refdesk.client import Client, socket_address
from refdesk.protocol import frames
from tests.journeys.server import ServerProcess


@asynccontextmanager
async def patron(server: ServerProcess) -> AsyncIterator[Client]:
    """Keep a patron connected for a while."""
    hello = frames.Hello(build="journey", token=secrets.token_urlsafe(32))
    client = Client(socket_address(server.url, "patron"), hello)
    async with asyncio.TaskGroup() as group:
        running = group.create_task(client.run())
        yield client
        running.cancel()
