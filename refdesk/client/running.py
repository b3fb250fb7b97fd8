"""The client itself: one connection after another, what comes over them handed on."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Final

import msgspec
from websockets.exceptions import ConnectionClosed, WebSocketException

from refdesk.client.answers import Answer, Answers
from refdesk.client.feed import Feed
from refdesk.client.naming import new_cid
from refdesk.client.ways import OPEN_WITHIN, Link, Ways
from refdesk.protocol import codes, frames, told
from refdesk.protocol.client import ClientEnd, Kept
from refdesk.protocol.cursors import NOTHING
from refdesk.protocol.pauses import pause
from refdesk.protocol.pending import Command
from refdesk.protocol.shapes import After, In, Lists
from refdesk.protocol.told import Told

TICK: Final = 1.0  # seconds
SEND_WITHIN: Final = 20.0  # seconds for one frame to leave
_LOST: Final = 1006  # RFC 6455: no close frame came

Story = told.Happened | told.CaughtUp | told.Dropped  # what a conversation's feed gives


class SentAway(Exception):
    """The server does not want this client back; `code` is its close code."""

    def __init__(self, code: int) -> None:
        super().__init__(f"closed with {code}")
        self.code = code


class Client:
    """One client: many conversations on one connection. Somebody awaits `run`.

    Where no WebSocket can be opened, a patron's connection goes by exchange.

    `keep` is called with what to keep whenever it has changed, before anything is sent;
    `watch_state` is called with True as the connection becomes live, with False as it is lost or
    cannot be made.
    `frames` gives whatever belongs to no conversation's feed.
    """

    def __init__(
        self,
        address: str,
        hello: frames.Hello | frames.ChannelHello,
        *,
        kept: Kept | None = None,
        cookie: str = "",
        origin: str = "",
        keep: Callable[[Kept], None] | None = None,
        watch_state: Callable[[bool], None] | None = None,
    ) -> None:
        self._headers = {"Cookie": cookie} if cookie else {}
        self._ways = Ways(address, self._headers, origin, msgspec.json.encode(hello))
        self._keep = keep
        self._last_kept = kept
        self._watch_state = watch_state or (lambda _: None)
        self._live: bool | None = None  # as last reported
        self._end = ClientEnd(hello, kept)
        self._answers = Answers()
        self._feeds: dict[str, Feed[Story]] = {}
        self._placed: dict[str, After] = {}
        self._close_code = 0
        self._attempt = 0
        self._began = 0.0
        self._stirred = asyncio.Event()
        self.welcome: frames.Welcome | None = None  # of the live connection
        self.frames: Feed[frames.ServerFrame] = Feed(lambda: self._close(codes.CLOSE_GOING_AWAY))

    async def run(self) -> None:
        """Stay connected; ends by cancellation, or raises SentAway."""
        while True:
            code = await self._connection()
            self._ways.lost(welcomed=self.welcome is not None)
            self.welcome = None
            self._report(live=False)
            if not self._end.disconnect(code):
                raise SentAway(code)
            await asyncio.sleep(pause(self._attempt, random.random()))  # noqa: S311 - jitter
            self._attempt += 1

    async def command(self, command: Command) -> Answer:
        """Give a command and wait until it is durable, over as many connections as that takes.

        Raises CommandRefused. Cancelling the wait does not take the command back.
        """
        answer = await self._answers.expect(command.cid)
        self._end.command(command)
        self._settled()
        return await asyncio.shield(answer)

    def pass_on(self, frame: In) -> bool:
        """Send a frame without cid now or never; False means never."""
        sent = self._end.pass_on(frame)
        self._stirred.set()
        return sent

    def come_again(self) -> None:
        """Leave this connection, make another: what was asked over it may have no answer."""
        self._close(codes.CLOSE_GOING_AWAY)

    def watch(self, what: Lists) -> None:
        """Watch a list; its states come in `frames`."""
        self._end.watch(what)
        self._stirred.set()

    def follow(self, conversation: str) -> Feed[Story]:
        """Follow a conversation from where it is held; gives its one feed."""
        self._end.follow(conversation)
        self._settled()
        return self._feed(conversation)

    def unfollow(self, conversation: str) -> None:
        """Forget a conversation."""
        self._feeds.pop(conversation, None)
        self._placed.pop(conversation, None)
        self._end.unfollow(conversation)
        self._settled()

    # Shorter words for the commonest commands

    async def open(self, body: str, lang: str = "id", name: str = "") -> str:
        """Begin a conversation; gives its id."""
        ack = await self.command(frames.Open(cid=new_cid(), body=body, lang=lang, name=name))
        return ack.conversation

    async def say(self, conversation: str, body: str, fence: int = 0) -> int:
        """Write a text; gives its seq."""
        frame = frames.Say(cid=new_cid(), conversation=conversation, body=body, fence=fence)
        return (await self.command(frame)).seq

    async def claim(self, conversation: str) -> int:
        """Take a conversation; gives the fence."""
        ack = await self.command(frames.Claim(cid=new_cid(), conversation=conversation))
        return ack.seq

    # One connection

    async def _connection(self) -> int:
        """Hold one connection until it ends; give its close code."""
        self._close_code = 0
        try:
            async with self._ways.open(lambda: self._end.kept().cursors) as link:
                await self._serve(link)
                return link.close_code or _LOST
        except (OSError, TimeoutError, WebSocketException):
            return _LOST

    async def _serve(self, link: Link) -> None:
        self._began = time.monotonic()
        self._end.connect(self._began)
        async with asyncio.TaskGroup() as group:
            beside = [group.create_task(self._read(link))]
            if self._ways.exchanging:
                beside.append(group.create_task(self._look_for_socket()))
            await self._write(link)
            await link.close(self._close_code or codes.CLOSE_GOING_AWAY)
            for task in beside:
                task.cancel()

    async def _look_for_socket(self) -> None:
        await self._ways.until_socket_works()
        self.come_again()

    async def _read(self, link: Link) -> None:
        try:
            while True:
                data = await link.recv(decode=False)
                self._end.receive_data(data, time.monotonic())
                self._settled()
        except ConnectionClosed:
            self._close(codes.CLOSE_GOING_AWAY)

    async def _write(self, link: Link) -> None:
        try:
            while not self._close_code:
                for data in self._end.data_to_send():
                    async with asyncio.timeout(SEND_WITHIN):
                        await link.send(data, text=True)
                await self._stir()
        except (ConnectionClosed, TimeoutError):
            return

    async def _stir(self) -> None:
        """Wait until there is something to send, or for a second."""
        with suppress(TimeoutError):
            async with asyncio.timeout(TICK):
                await self._stirred.wait()
        now = time.monotonic()
        self._end.tick(now)
        if self.welcome is None and now - self._began > OPEN_WITHIN:
            self._close(codes.CLOSE_GOING_AWAY)
        self._settled()
        self._stirred.clear()

    def _close(self, code: int) -> None:
        self._close_code = self._close_code or code
        self._stirred.set()

    # What was told

    def _report(self, *, live: bool) -> None:
        if live is not self._live:
            self._live = live
            self._watch_state(live)

    def _settled(self) -> None:
        """Hand on what the end tells, keep what has changed, let the rest go out."""
        for one in self._end.events_received():
            self._take(one)
        if self._keep is not None and (kept := self._end.kept()) != self._last_kept:
            self._last_kept = kept
            self._keep(kept)
        self._stirred.set()

    def _take(self, one: Told) -> None:
        match one:
            case told.Welcomed():
                self.welcome = one.frame
                self._attempt = 0
                self._report(live=True)
            case told.Happened() | told.CaughtUp() | told.Dropped():
                self._place(one)
            case told.Acknowledged():
                self._answers.came(one.command.cid, one.frame)
            case told.Refused():
                self._answers.refused(one.command.cid, one.frame)
            case told.Passed():
                self.frames.put(one.frame)
            case told.Silent() | told.Broken():
                self._close(codes.CLOSE_GOING_AWAY)
            case told.Delayed():
                pass  # the end sends it again by itself

    def _place(self, one: Story) -> None:
        conversation = one.conversation
        placed = self._feed(conversation).put(one)
        if placed and isinstance(one, told.Happened):
            self._placed[conversation] = (one.event.seq, one.event.id)
        elif placed and isinstance(one, told.Dropped):
            self._placed.pop(conversation, None)

    def _feed(self, conversation: str) -> Feed[Story]:
        if conversation not in self._feeds:
            self._feeds[conversation] = Feed(lambda: self._go_back(conversation))
        return self._feeds[conversation]

    def _go_back(self, conversation: str) -> None:
        self._end.go_back(conversation, self._placed.get(conversation, NOTHING))
        self._stirred.set()
