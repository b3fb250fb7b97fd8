"""The way out of a channel: each event is delivered, in parts, and its fate reported (G14)."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Final, Protocol

import structlog

from bots.line import Line
from refdesk.protocol import frames
from refdesk.protocol.shapes import In

AT_ONCE: Final = 8  # deliveries under way; with the intakes below what the server lets in flight
REMEMBERED: Final = 1_024  # events whose progress is known
_LONGEST_PAUSE: Final = 30.0  # seconds before an unknown fate is reported again

_log = structlog.get_logger(__name__)

Call = Callable[[bool], Awaitable[str]]  # marked as sent again? -> the message's id, "" for none


class MustWait(Exception):
    """The other side asks for a pause, and nothing has gone out."""

    def __init__(self, seconds: float, *, everybody: bool = False) -> None:
        super().__init__(f"{seconds} s")
        self.seconds = seconds
        self.everybody = everybody


class FateUnknown(Exception):
    """Perhaps it has gone out."""


class Undeliverable(Exception):
    """It can never go out; the text says why."""


class Messenger(Protocol):
    """What a channel does to deliver an event."""

    def calls(self, send: frames.Send) -> Sequence[Call]:
        """Give a call for each part of the event: the same ones whenever it is asked.

        A call raises MustWait, FateUnknown or Undeliverable.
        """


@dataclass(slots=True, eq=False)
class _Progress:
    """What this process knows of an event: the parts that have gone out for certain."""

    part: int | None = None  # the next one; None as long as nothing was tried here
    refs: list[str] = field(default_factory=list)
    whole: bool = True  # refs are those of all parts
    unsure: bool = False  # the fate of the next part is unknown
    failures: int = 0
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)


class Deliveries:
    """Delivers what the server hands out. An event handed out once more is not sent once more.

    What has gone out is remembered here by event, so that a connection lost between the sending
    and its report costs another report only.
    """

    def __init__(self, messenger: Messenger) -> None:
        self._messenger = messenger
        self._slots = asyncio.Semaphore(AT_ONCE)
        self._known: OrderedDict[tuple[str, str], _Progress] = OrderedDict()

    async def deliver(self, send: frames.Send, line: Line) -> None:
        """Deliver one row and report its fate; says nothing once the connection is lost."""
        fence, pauses = line.fences["out"], line.pauses
        progress = self._progress((send.thread, send.event.id))
        async with progress.lock:
            async with self._slots:
                if line.lost or line.pauses != pauses:
                    return  # it is handed out again
                report = await self._reported(send, line, fence, progress)
            if isinstance(report, frames.UnknownFate):
                await asyncio.sleep(min(_LONGEST_PAUSE, 2.0**progress.failures - 1))
            if report is not None:
                line.tell(report)

    async def _reported(
        self, send: frames.Send, line: Line, fence: int, progress: _Progress
    ) -> In | None:
        """Make the missing calls; give what to report, None when the connection was lost."""
        thread, n = send.thread, send.n
        try:
            if not await self._carried(send, line, fence, progress):
                return None
        except MustWait as pause:
            line.pauses += pause.everybody
            until = line.server_time() + int(pause.seconds * 1000)
            chat = "all" if pause.everybody else thread
            return frames.Wait(chat=chat, until=until, fence=fence)
        except FateUnknown:
            progress.failures += 1
            return frames.UnknownFate(thread=thread, n=n, fence=fence, part=progress.part or 0)
        except Undeliverable as error:
            return frames.Failed(thread=thread, n=n, fence=fence, reason=str(error))
        except Exception as error:  # noqa: BLE001 - one event must not end the others
            _log.error("event not deliverable", kind=send.event.kind, error=type(error).__name__)
            return frames.Failed(thread=thread, n=n, fence=fence, reason=type(error).__name__)
        # Only a message that is one part can be edited later.
        refs = progress.refs if progress.whole and len(progress.refs) == 1 else []
        return frames.Sent(thread=thread, n=n, fence=fence, refs=refs)

    async def _carried(
        self, send: frames.Send, line: Line, fence: int, progress: _Progress
    ) -> bool:
        """Make the missing calls in order; False when the connection was lost."""
        if progress.part is None:
            progress.part, progress.unsure = send.part, send.again
            progress.whole = send.part == 0
        calls = self._messenger.calls(send)
        while progress.part < len(calls):
            part = progress.part
            trying = frames.Trying(thread=send.thread, n=send.n, fence=fence, part=part)
            if await line.ask(("tried", send.thread, send.n, part), trying) is None:
                return False
            await self._call(calls[part], progress)
        return True

    async def _call(self, call: Call, progress: _Progress) -> None:
        marked = progress.unsure
        progress.unsure = True  # also when we are stopped in the middle
        try:
            ref = await call(marked)
        except (MustWait, Undeliverable):
            progress.unsure = marked
            raise
        progress.unsure = False
        progress.refs += [ref] if ref else []
        progress.part = (progress.part or 0) + 1

    def _progress(self, event: tuple[str, str]) -> _Progress:
        progress = self._known.setdefault(event, _Progress())
        self._known.move_to_end(event)
        while len(self._known) > REMEMBERED:
            self._known.popitem(last=False)
        return progress
