"""A bot's connection to the server by the channel contract, for any channel."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final, Literal

import structlog

from bots.deliveries import Deliveries, Messenger
from bots.line import Line
from refdesk.client import Client, SentAway, new_cid, socket_address
from refdesk.protocol import codes, frames

INTAKES_AT_ONCE: Final = 8  # with the deliveries below what the server lets in flight
TAKE_AGAIN: Final = 2.0  # seconds until a part that another holds is asked for again
COME_BACK: Final = 5.0  # seconds after a part was lost
RETRY: Final = 1.0  # seconds at least before an intake is given again

Act = frames.ChannelText | frames.ChannelEdit | frames.ChannelPress
Hook = Callable[[frames.Hook], Awaitable[int]]

_log = structlog.get_logger(__name__)


class IntakeRefused(Exception):
    """The server refused an act for good; the text is the error's code."""


class Bridge:
    """The bot's end: acts go in by `intake`, events go out by the messenger.

    `channel` is its name on the wire, such as telegram:123456. Somebody awaits `run`.
    """

    def __init__(self, channel: str, server: str, secret: str, messenger: Messenger) -> None:
        """Raises ValueError for what is no server address."""
        self._address = socket_address(server, "channel")
        self._hello = frames.ChannelHello(
            role="channel", build="bridge/1", channel=channel, secret=secret
        )
        self._hook: Hook | None = None
        self._deliveries = Deliveries(messenger)
        self._group = asyncio.TaskGroup()
        self._intakes = asyncio.Semaphore(INTAKES_AT_ONCE)
        self._held = asyncio.Event()  # the in part is ours
        self._line: Line | None = None

    def listen(self, hook: Hook) -> None:
        """Let webhook calls be dealt with by `hook`, which gives the status to answer with."""
        self._hook = hook

    async def run(self) -> None:
        """Stay connected; ends by cancellation, or raises SentAway when the secret is wrong."""
        async with self._group:
            while True:
                await self._stay()
                await asyncio.sleep(COME_BACK)

    async def intake(
        self,
        source: str,
        thread: str,
        act: Act,
        *,
        person: str = "",
        lang: str = "id",
        campaign: str = "",
    ) -> frames.Took:
        """Give an act in; returns when it is durable, over as many connections as that takes.

        The next act of a thread is given after this one was taken. Raises IntakeRefused.
        """
        cid = new_cid()
        async with self._intakes:
            while True:
                line = await self._holding()
                frame = frames.Intake(
                    cid=cid,
                    fence=line.fences["in"],
                    source=source,
                    thread=thread,
                    act=act,
                    person=person,
                    lang=lang,
                    campaign=campaign,
                )
                answer = await line.ask(("took", cid), frame)
                if isinstance(answer, frames.Took):
                    return answer
                await asyncio.sleep(_pause(answer))

    async def inquire(
        self, thread: str, what: Literal["data", "consents"], lang: str, given: list[str] | None
    ) -> str:
        """Ask for all data of a thread's person, or for what they agree to, which `given` sets.

        Gives the text whole, over as many connections as that takes.
        """
        cid, text, at = new_cid(), "", 0
        async with self._intakes:
            while True:
                line = await self._holding()
                frame = frames.Inquiry(
                    cid=cid,
                    fence=line.fences["in"],
                    thread=thread,
                    what=what,
                    lang=lang,
                    at=at,
                    given=given,
                )
                answer = await line.ask(("inquired", cid), frame)
                if not isinstance(answer, frames.Inquired):
                    await asyncio.sleep(_pause(answer))
                    continue
                text, at = text + answer.text, answer.next
                if not at:
                    return text

    async def stumble(self, source: str, reason: str) -> bool:
        """Count that something from outside could not be understood; True: give it up."""
        async with self._intakes:
            while True:
                line = await self._holding()
                frame = frames.Stumble(source=source, reason=reason, fence=line.fences["in"])
                answer = await line.ask(("stumbled", source), frame)
                if isinstance(answer, frames.Stumbled):
                    return answer.quarantined
                await asyncio.sleep(RETRY)

    # The connection

    async def _stay(self) -> None:
        """Be one client until the server sends it away, as it does when a part was lost."""
        client = Client(self._address, self._hello, watch_state=self._turn)
        listening = self._group.create_task(self._listen(client))
        self._client = client
        try:
            await client.run()
        except SentAway as away:
            if away.code != codes.CLOSE_REPLACED:
                raise
            _log.warning("another process has the channel", channel=self._hello.channel)
        finally:
            listening.cancel()

    def _turn(self, live: bool) -> None:  # noqa: FBT001 - what the client tells
        """The connection became live, or was lost."""
        if self._line is not None:
            self._line.lose()
            self._held.clear()
            self._line = None
        self._client.frames.clear()
        if live and self._client.welcome is not None:
            clock = asyncio.get_running_loop().time
            self._line = Line(self._client.pass_on, self._client.welcome.at, clock)
            self._take_parts(self._line)

    def _take_parts(self, line: Line) -> None:
        if not line.fences["in"]:
            line.tell(frames.Take(part="in"))
        if not line.fences["out"]:
            line.tell(frames.Take(part="out"))

    async def _holding(self) -> Line:
        """Give the line over which the in part is held."""
        while True:
            await self._held.wait()
            if self._line is not None:
                return self._line
            await asyncio.sleep(0)

    async def _listen(self, client: Client) -> None:
        async for frame in client.frames:
            if self._line is not None:
                self._heard(frame, self._line)

    def _heard(self, frame: frames.ServerFrame, line: Line) -> None:
        match frame:
            case frames.Taken():
                line.fences[frame.part] = frame.fence
                if frame.part == "in":
                    self._held.set()
            case frames.Took():
                line.answer(("took", frame.cid), frame)
            case frames.Inquired():
                line.answer(("inquired", frame.cid), frame)
            case frames.Stumbled():
                line.answer(("stumbled", frame.source), frame)
            case frames.Tried():
                line.answer(("tried", frame.thread, frame.n, frame.part), frame)
            case frames.Send():
                self._group.create_task(self._deliveries.deliver(frame, line))
            case frames.Hook():
                self._group.create_task(self._hooked(frame, line))
            case frames.Error():
                self._refused(frame, line)
            case _:
                pass  # not meant for channels

    def _refused(self, error: frames.Error, line: Line) -> None:
        if error.cid:
            line.answer(("took", error.cid), error)
            line.answer(("inquired", error.cid), error)
        elif error.key == "part_taken":
            self._group.create_task(self._take_later(line))
        elif error.code != "unauthorized":
            # What was refused is not said: all that is open is asked again on a new connection.
            _log.warning("the server refused a report", code=error.code, key=error.key)
            self._client.come_again()

    async def _take_later(self, line: Line) -> None:
        if line.asking:  # one request for both parts: a part taken twice would send twice
            return
        line.asking = True
        await asyncio.sleep(TAKE_AGAIN)
        line.asking = False
        self._take_parts(line)

    async def _hooked(self, frame: frames.Hook, line: Line) -> None:
        if self._hook is not None:
            line.tell(frames.Hooked(id=frame.id, status=int(await self._hook(frame))))


def _pause(answer: frames.ServerFrame | None) -> float:
    """Give the seconds until an intake is given again; raises IntakeRefused."""
    if not isinstance(answer, frames.Error) or answer.code == "lost_claim":
        return RETRY
    if answer.code not in codes.RETRYABLE:
        raise IntakeRefused(answer.code)
    return max(RETRY, answer.retry_after)
