"""Crowds: thousands of patrons in one program, each with a conversation, at several addresses."""

from __future__ import annotations

import asyncio
import random
import secrets
import time
from collections.abc import Iterable, Sequence

from refdesk.bench.speaker import Heard, Refused, Speaker, connect
from refdesk.client import new_cid
from refdesk.protocol import frames
from refdesk.protocol.inbound import Open
from refdesk.protocol.pauses import pause
from tests.faults.speaking import BUILD

ADDRESSES = 20  # of this machine, so that no address runs out of ports
AT_ONCE = 50
QUESTION = "apakah perpustakaan buka hari sabtu"


class Visitor:
    """A patron who comes, asks, is up to date; comes back with a cursor when the connection goes.

    `first` is the place of the first event, `seqs` are the events that came on this connection.
    """

    def __init__(self, number: int) -> None:
        self.token = secrets.token_urlsafe(32)
        self.source = f"127.0.0.{2 + number % ADDRESSES}"
        self.speaker: Speaker | None = None
        self.conversation = ""
        self.first = (0, "")
        self.seqs: list[int] = []
        self.head = 0
        self.resets = 0
        self.ended = ""  # why the connection is over
        self._live: asyncio.Future[None] | None = None

    async def arrive(self, port: int) -> None:
        """Connect, ask, wait until what was asked is shown and nothing more is to come."""
        await self.greet(port, {})
        assert self.speaker is not None
        opening = Open(cid=new_cid(), body=QUESTION)
        self.conversation = (await self.speaker.ask(opening, opening.cid)).conversation
        await self._until_live()

    async def come_back(self, port: int, chance: random.Random) -> float:
        """Connect again as the protocol asks, holding the first event; give the seconds it took."""
        began = time.monotonic()
        attempt = 0
        while True:
            await asyncio.sleep(pause(attempt, chance.random()))
            attempt += 1
            try:
                await self.greet(port, {self.conversation: self.first})
                await self._until_live()
            except (OSError, Refused):
                continue
            return time.monotonic() - began

    def whole(self) -> bool:
        """Tell whether exactly what follows the first event came back, at least up to the head."""
        after = self.first[0] + 1
        in_order = self.seqs == list(range(after, after + len(self.seqs)))
        return not self.resets and in_order and after + len(self.seqs) > self.head

    def leave(self) -> None:
        """Hang up."""
        if self.speaker is not None:
            self.speaker.close()

    async def greet(self, port: int, cursors: dict[str, tuple[int, str]]) -> None:
        """Connect and say hello."""
        self.seqs, self.ended = [], ""
        self._live = asyncio.get_running_loop().create_future()
        self.speaker = await connect(port, "patron", source=self.source)
        self.speaker.hear = self._hear
        hello = frames.Hello(build=BUILD, token=self.token, conversations=cursors)
        await self.speaker.ask(hello, "welcome")

    async def _until_live(self) -> None:
        assert self._live is not None
        async with asyncio.timeout(60):
            await self._live
        if self.ended:
            raise Refused(self.ended)

    def _hear(self, _: Speaker, heard: Heard) -> None:
        match heard.type:
            case "events":
                self.seqs += [event.seq for event in heard.events]
                if self.first == (0, ""):
                    self.first = (heard.events[0].seq, heard.events[0].id)
            case "live":
                self.head = heard.head
                self._settle()
            case "reset":
                self.resets += 1
            case "error" if not heard.cid:
                self.ended = self.ended or heard.code
                self._settle()
            case _:
                pass

    def _settle(self) -> None:
        if self._live is not None and not self._live.done():
            self._live.set_result(None)


async def crowd(port: int, numbers: Iterable[int]) -> list[Visitor]:
    """Let so many patrons come, some at a time."""
    turn = asyncio.Semaphore(AT_ONCE)

    async def one(visitor: Visitor) -> None:
        async with turn:
            await visitor.arrive(port)

    visitors = [Visitor(number) for number in numbers]
    async with asyncio.TaskGroup() as group:
        for visitor in visitors:
            group.create_task(one(visitor))
    return visitors


def ended(visitors: Sequence[Visitor]) -> list[str]:
    """Give why connections are over, of those that are."""
    return [visitor.ended for visitor in visitors if visitor.ended]
