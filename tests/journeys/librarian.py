"""A librarian at work without a browser: signs in, goes on duty, claims, answers."""

import asyncio
import json
import urllib.request
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Final

from refdesk.client import Client, new_cid, socket_address
from refdesk.protocol import frames
from refdesk.protocol.shapes import Lists
from refdesk.protocol.values import Row
from tests.journeys.server import PASSWORD, ServerProcess

WITHIN: Final = 60.0  # seconds


@dataclass
class Librarian:
    """One librarian on one connection, which comes back by itself."""

    client: Client

    async def on_duty(self) -> None:
        """Go on duty, as soon as there is a connection; returns when the desk knows it."""
        self.client.watch("duty")
        async with asyncio.timeout(WITHIN):
            while not self.client.pass_on(frames.Duty(on=True)):  # noqa: ASYNC110 - a journey
                await asyncio.sleep(0.1)
            await self._state("duty", lambda state: bool(state.duty))

    async def waiting(self, what: Lists = "line", preview: str = "") -> Row:
        """Wait until a list has a conversation whose preview holds this text."""
        self.client.watch(what)
        async with asyncio.timeout(WITHIN):
            state = await self._state(
                what, lambda state: any(preview in row.preview for row in state.rows)
            )
        return next(row for row in state.rows if preview in row.preview)

    async def all_of(self, what: Lists, count: int) -> list[Row]:
        """Wait until a list has so many conversations; gives them."""
        self.client.watch(what)
        async with asyncio.timeout(WITHIN):
            return (await self._state(what, lambda state: state.count == count)).rows

    async def _state(self, what: Lists, good: Callable[[frames.State], bool]) -> frames.State:
        async for frame in self.client.frames:
            if isinstance(frame, frames.State) and frame.what == what and good(frame):
                return frame
        raise AssertionError(what)

    async def claim(self, conversation: str) -> int:
        """Take a conversation; gives the fence."""
        async with asyncio.timeout(WITHIN):
            return await self.client.claim(conversation)

    async def say(self, conversation: str, body: str, fence: int) -> int:
        """Answer; gives the text's number."""
        async with asyncio.timeout(WITHIN):
            return await self.client.say(conversation, body, fence)

    async def end(self, conversation: str, fence: int) -> None:
        """End the conversation."""
        async with asyncio.timeout(WITHIN):
            command = frames.End(cid=new_cid(), conversation=conversation, fence=fence)
            await self.client.command(command)

    async def texts(self, conversation: str) -> list[str]:
        """Give everything that was said in a conversation, as it stands in the log now."""
        said = []
        async with asyncio.timeout(WITHIN):
            async for story in self.client.follow(conversation):
                if hasattr(story, "event") and story.event.kind in {"said", "rated"}:
                    said.append(story.event.body or str(story.event.score))
                elif hasattr(story, "frame"):
                    break
        self.client.unfollow(conversation)
        return said


@asynccontextmanager
async def at_work(server: ServerProcess, login: str) -> AsyncIterator[Librarian]:
    """Sign in and stay connected while the block runs."""
    cookie = await asyncio.to_thread(_sign_in, server.url, login)
    address = socket_address(server.url, "staff")
    client = Client(address, frames.Hello(build="journey/1"), cookie=cookie, origin=server.url)
    task = asyncio.create_task(client.run())
    try:
        yield Librarian(client)
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


def _sign_in(url: str, login: str) -> str:
    body = json.dumps({"login": login, "password": PASSWORD}).encode()
    headers = {"Content-Type": "application/json", "Origin": url}
    call = urllib.request.Request(f"{url}/api/sign-in", body, headers)  # noqa: S310 - our own
    with urllib.request.urlopen(call, timeout=30) as answer:  # noqa: S310
        cookie: str = answer.headers["Set-Cookie"].partition(";")[0]
        return cookie
