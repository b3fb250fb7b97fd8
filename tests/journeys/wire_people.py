"""People at the desk as programs, whose views are compared with the log."""

from __future__ import annotations

import asyncio
import json
import secrets
import urllib.request
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from ipaddress import ip_address
from itertools import count
from typing import Protocol

from refdesk.client import Client, new_cid, socket_address
from refdesk.protocol import frames, told
from refdesk.protocol.client import Kept
from refdesk.protocol.values import Event
from tests.journeys.server import PASSWORD

PATIENCE = 60.0  # seconds; far more than anything should take
Written = frames.Open | frames.Say | frames.Note
_people = count(1)


async def until(holds: Callable[[], bool], what: str) -> None:
    """Wait until something holds; `what` says in the failure what was waited for."""
    try:
        async with asyncio.timeout(PATIENCE):
            while not holds():  # noqa: ASYNC110 - anything may be asked
                await asyncio.sleep(0.02)
    except TimeoutError:
        raise AssertionError(f"in {PATIENCE} s it did not come to this: {what}") from None


class Reached(Protocol):
    """What stands at an address: the server itself, or what is before it."""

    @property
    def url(self) -> str:
        """The address."""


class Person:
    """One running client: what it is shown, what it has written, what was acknowledged."""

    def __init__(
        self, address: str, hello: frames.Hello, cookie: str, origin: str, kept: Kept | None
    ) -> None:
        self.client = Client(
            address,
            hello,
            kept=kept,
            cookie=cookie,
            origin=origin,
            keep=self._keep,
            watch_state=self._count,
        )
        # One address would slow all down together: each comes from an address of its own.
        self.client._headers["X-Forwarded-For"] = str(ip_address("10.0.0.0") + next(_people))
        self.views: dict[str, list[Event]] = {}
        self.resets: list[tuple[str, str]] = []  # conversation, reason
        self.lists: dict[str, frames.State] = {}
        self.errors: list[frames.Error] = []
        self.written: list[Written] = []
        self.acknowledged: dict[str, frames.Ack] = {}
        self.connections = 0
        self.kept = kept or Kept()
        self._viewing: dict[str, asyncio.Task[None]] = {}

    async def write(self, command: Written) -> frames.Ack:
        """Give a command and keep its acknowledgement."""
        self.written.append(command)
        ack = await self.client.command(command)
        assert isinstance(ack, frames.Ack)
        self.acknowledged[command.cid] = ack
        return ack

    async def open(self, body: str) -> str:
        """Begin a conversation and follow it."""
        conversation = (await self.write(frames.Open(cid=new_cid(), body=body))).conversation
        self.follow(conversation)
        return conversation

    async def say(self, conversation: str, body: str, fence: int = 0) -> frames.Ack:
        """Write a text."""
        cid = new_cid()
        return await self.write(
            frames.Say(cid=cid, conversation=conversation, body=body, fence=fence)
        )

    def follow(self, conversation: str) -> None:
        """Keep a view of a conversation."""
        if conversation not in self._viewing:
            self.views.setdefault(conversation, [])
            self._viewing[conversation] = asyncio.create_task(self._view(conversation))

    def texts(self, conversation: str) -> list[str]:
        """Give the texts of a conversation as they are shown."""
        return [event.body for event in self.views[conversation] if event.body]

    def rows(self, what: str) -> list[str]:
        """Give the conversations of a watched list as last told."""
        return [row.conversation for row in self.lists[what].rows] if what in self.lists else []

    async def on_duty(self) -> None:
        """Go on duty (librarians)."""
        self.client.watch("duty")
        await until(lambda: self.client.welcome is not None, "welcome")
        welcome = self.client.welcome
        assert welcome is not None
        self.client.pass_on(frames.Duty(on=True))
        await until(
            lambda: (
                "duty" in self.lists
                and welcome.id in [one.staff for one in self.lists["duty"].duty]
            ),
            "on duty",
        )

    async def leave(self, running: asyncio.Task[None]) -> None:
        """Stop everything."""
        tasks = [running, *self._viewing.values()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def run(self) -> None:
        """Stay connected, listen to what belongs to no conversation."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self.client.run())
            group.create_task(self._listen())

    async def _listen(self) -> None:
        async for frame in self.client.frames:
            if isinstance(frame, frames.State):
                self.lists[frame.what] = frame
            elif isinstance(frame, frames.Error):
                self.errors.append(frame)

    async def _view(self, conversation: str) -> None:
        async for story in self.client.follow(conversation):
            if isinstance(story, told.Happened):
                self.views[conversation].append(story.event)
            elif isinstance(story, told.Dropped):
                self.resets.append((conversation, story.reason))
                self.views[conversation].clear()

    def _count(self, live: bool) -> None:
        self.connections += live

    def _keep(self, kept: Kept) -> None:
        self.kept = kept


@asynccontextmanager
async def patron(
    server: Reached, token: str = "", kept: Kept | None = None
) -> AsyncIterator[Person]:
    """Run a patron's program."""
    hello = frames.Hello(build="journey/1", token=token or secrets.token_urlsafe(32))
    async with running(socket_address(server.url, "patron"), hello, "", "", kept) as person:
        yield person


@asynccontextmanager
async def librarian(
    server: Reached,
    login: str,
    through: Reached | None = None,
    kept: Kept | None = None,
) -> AsyncIterator[Person]:
    """Sign in, then run a librarian's program."""
    cookie = await asyncio.to_thread(sign_in, server, login)
    address = socket_address((through or server).url, "staff")
    hello = frames.Hello(build="journey/1")
    async with running(address, hello, cookie, server.url, kept) as person:
        yield person


def sign_in(server: Reached, login: str) -> str:
    """Give the cookie of a new sign-in."""
    body = json.dumps({"login": login, "password": PASSWORD}).encode()
    headers = {"Content-Type": "application/json", "Origin": server.url}
    request = urllib.request.Request(f"{server.url}/api/sign-in", body, headers)  # noqa: S310 - ours
    with urllib.request.urlopen(request, timeout=PATIENCE) as answer:  # noqa: S310 - ours
        cookie: str = answer.headers["Set-Cookie"]
        return cookie.partition(";")[0]


@asynccontextmanager
async def running(
    address: str, hello: frames.Hello, cookie: str, origin: str, kept: Kept | None
) -> AsyncIterator[Person]:
    """Run the program of somebody while the block runs."""
    person = Person(address, hello, cookie, origin, kept)
    for conversation in kept.cursors if kept else ():
        person.follow(conversation)
    running = asyncio.create_task(person.run())
    try:
        yield person
    finally:
        await person.leave(running)
