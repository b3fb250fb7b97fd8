"""Delivering events: what is reported, what is never done twice."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from bots.deliveries import Call, Deliveries, FateUnknown, MustWait, Undeliverable
from bots.line import Line
from refdesk.protocol import frames
from refdesk.protocol.shapes import In
from refdesk.protocol.values import Event


@dataclass
class Chat:
    """A messenger whose events are so many parts; `failures` meet the next calls."""

    parts: int = 1
    failures: list[Exception | None] = field(default_factory=list)
    got: list[tuple[int, bool]] = field(default_factory=list)  # (part, marked)
    gate: asyncio.Event | None = None

    def calls(self, send: frames.Send) -> Sequence[Call]:
        """Give a call for each part."""
        return [self._call(part) for part in range(self.parts)]

    def _call(self, part: int) -> Call:
        async def call(marked: bool) -> str:
            if self.gate is not None:
                await self.gate.wait()
            failure = self.failures.pop(0) if self.failures else None
            if failure is None or isinstance(failure, FateUnknown):
                self.got.append((part, marked))
            if failure is not None:
                raise failure
            return str(100 + part)

        return call


@dataclass
class Server:
    """The other end of lines, which lets everything be tried."""

    told: list[In] = field(default_factory=list)
    silent: bool = False
    line: Line | None = None

    def connect(self) -> Line:
        """Give a new line, over which the out part is held."""
        self.line = Line(self._hear, 5_000, lambda: 0.0)
        self.line.fences["out"] = 3
        return self.line

    def _hear(self, frame: In) -> bool:
        if not isinstance(frame, frames.Trying):
            self.told.append(frame)
        elif self.line is not None and not self.silent:
            tried = frames.Tried(thread=frame.thread, n=frame.n, part=frame.part)
            asyncio.get_running_loop().call_soon(
                self.line.answer, ("tried", frame.thread, frame.n, frame.part), tried
            )
        return True


def send(event: str = "e1", **more: Any) -> frames.Send:  # noqa: ANN401
    """Give a row to deliver."""
    told = Event(seq=3, id=event, at=0, kind="said", by="staff", body="Ada.")
    return frames.Send(**{"thread": "7", "n": 1, "conversation": "c", "event": told, **more})


async def test_what_went_out_is_reported_with_its_id() -> None:
    """A message of one part can be edited later, so its id is told."""
    chat, server = Chat(), Server()
    await Deliveries(chat).deliver(send(), server.connect())
    assert server.told == [frames.Sent(thread="7", n=1, fence=3, refs=["100"])]


async def test_only_missing_parts_are_sent_the_first_marked() -> None:
    """After a crash the server says which part is missing; perhaps that one went out."""
    chat, server = Chat(parts=3), Server()
    await Deliveries(chat).deliver(send(part=1, again=True), server.connect())
    assert chat.got == [(1, True), (2, False)]
    assert server.told == [frames.Sent(thread="7", n=1, fence=3)]


async def test_a_lost_report_costs_no_second_message() -> None:
    """The connection is lost during the call: on the next one the fate is told at once."""
    chat, server = Chat(gate=asyncio.Event()), Server()
    deliveries = Deliveries(chat)
    line = server.connect()
    first = asyncio.create_task(deliveries.deliver(send(), line))
    await asyncio.sleep(0.01)
    line.lose()
    second = asyncio.create_task(deliveries.deliver(send(again=True), server.connect()))
    await asyncio.sleep(0.01)
    assert chat.gate is not None
    chat.gate.set()
    await asyncio.gather(first, second)
    assert chat.got == [(0, False)]
    assert server.told == [frames.Sent(thread="7", n=1, fence=3, refs=["100"])]


async def test_a_call_that_was_not_made_is_not_marked() -> None:
    """Lost between trying and the call: the server does not know, the bot does."""
    chat, server = Chat(), Server(silent=True)
    deliveries = Deliveries(chat)
    line = server.connect()
    first = asyncio.create_task(deliveries.deliver(send(), line))
    await asyncio.sleep(0.01)
    line.lose()
    await first
    server.silent = False
    await deliveries.deliver(send(again=True), server.connect())
    assert chat.got == [(0, False)]


async def test_an_unknown_fate_is_sent_again_marked() -> None:
    """Nobody knows whether it went out."""
    chat, server = Chat(failures=[FateUnknown()]), Server()
    deliveries = Deliveries(chat)
    await deliveries.deliver(send(), server.connect())
    assert server.told == [frames.UnknownFate(thread="7", n=1, fence=3)]
    await deliveries.deliver(send(again=True), server.connect())
    assert chat.got == [(0, False), (0, True)]


async def test_a_pause_is_told_in_the_servers_time() -> None:
    """The bot's own clock may be wrong."""
    chat, server = Chat(failures=[MustWait(2)]), Server()
    await Deliveries(chat).deliver(send(), server.connect())
    assert server.told == [frames.Wait(chat="7", until=7_000, fence=3)]
    assert chat.got == []


async def test_a_pause_for_everybody_drops_what_is_held() -> None:
    """What waits for its turn is handed out again after the pause."""
    chat, server = Chat(failures=[MustWait(2, everybody=True)]), Server()
    deliveries = Deliveries(chat)
    line = server.connect()
    rows = [send(f"e{n}", thread=str(n)) for n in range(12)]
    await asyncio.gather(*(deliveries.deliver(row, line) for row in rows))
    waits = [frame for frame in server.told if isinstance(frame, frames.Wait)]
    assert waits == [frames.Wait(chat="all", until=7_000, fence=3)]
    assert len(chat.got) == 7  # those that were being sent already


async def test_what_cannot_go_out_is_failed_with_its_reason() -> None:
    """The patron blocked the bot; or the bot itself has a fault."""
    chat, server = Chat(failures=[Undeliverable("blocked"), KeyError("x")]), Server()
    deliveries = Deliveries(chat)
    line = server.connect()
    await deliveries.deliver(send(), line)
    await deliveries.deliver(send("e2", n=2), line)
    assert server.told == [
        frames.Failed(thread="7", n=1, fence=3, reason="blocked"),
        frames.Failed(thread="7", n=2, fence=3, reason="KeyError"),
    ]


async def test_an_event_that_says_nothing_is_settled() -> None:
    """No call, no trying."""
    chat, server = Chat(parts=0), Server()
    await Deliveries(chat).deliver(send(), server.connect())
    assert server.told == [frames.Sent(thread="7", n=1, fence=3)]
