"""A channel on a live connection: frames of the channel contract become calls of its desk end."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from typing import Any, Final, Protocol

from refdesk.desk.channels import Channel
from refdesk.desk.intake import Correction, Outside, Press, Text
from refdesk.desk.outgoing import Dispatch
from refdesk.domain.records import millis, moment
from refdesk.errors import LostClaim, RefdeskError
from refdesk.protocol import codes, frames
from refdesk.protocol.shapes import In
from refdesk.web.desk_parts import DeskParts
from refdesk.web.following import Outlet
from refdesk.web.inquiring import Inquiring
from refdesk.web.limiting import Charge
from refdesk.web.refusals import refusal
from refdesk.web.residents import Over, Spawn
from refdesk.web.wire import View
from refdesk.web.words import SOURCE_LANGUAGE, known


class ChannelOutlet(Outlet, Protocol):
    """The way out of a channel's connection, which also owns what runs beside its frames."""

    def spawn(self, work: Coroutine[Any, Any, None]) -> None:
        """Run this until the connection is over."""

    def close(self, code: int) -> None:
        """Close the connection."""


class Channelling:
    """The resident of a channel's connection.

    Intakes of several threads are taken at once, so that they share commits; those of one thread
    keep their order, and no more than `IN_FLIGHT_LIMIT` are under way.
    """

    def __init__(self, parts: DeskParts, channel: Channel, outlet: ChannelOutlet) -> None:
        self._parts = parts
        self._channel = channel
        self._outlet = outlet
        self._inquiring = Inquiring(parts.own_data, parts.consents, parts.given)
        self._view = View(staff=False, lookup=parts.lookup)
        self._under_way = asyncio.Semaphore(codes.IN_FLIGHT_LIMIT)
        self._dispatches: deque[Dispatch] = deque()
        outlet.spawn(self._while_held(channel.renew()))

    async def handle(self, frame: In) -> None:
        """Answer one frame; a lost part closes the connection."""
        if isinstance(frame, frames.Intake):
            await self._under_way.acquire()
            self._outlet.spawn(self._answered(frame, self._intake(frame)))
        else:
            await self._answered(frame, _ACTS[type(frame)](self, frame))

    def begin(self, frame: In, over: Over, beside: Spawn) -> bool:
        """Leave every frame to `handle`: one after the other."""
        del frame, over, beside
        return False

    async def work(self) -> bool:
        """Hand one outgoing row to the channel."""
        if not self._dispatches:
            return False
        dispatch = self._dispatches.popleft()
        row = dispatch.row
        conversation = await self._parts.turns.conversation(row.conversation, row.recorded.seq)
        self._outlet.send(
            frames.Send(
                thread=row.thread,
                n=row.n,
                conversation=row.conversation,
                event=self._view.event(conversation, row.recorded, ""),
                lang=row.language,
                again=dispatch.again,
                part=row.part,
                refs=dispatch.refs,
            )
        )
        return True

    def heard(self, *, spoke: bool) -> None:
        """Do nothing: the lease is prolonged by its own task."""
        del spoke

    def heads(self) -> dict[str, int]:
        """Give nothing: a channel follows nothing."""
        return {}

    async def check(self) -> None:
        """A channel may stay as long as it holds its secret."""

    async def leave(self) -> None:
        """Give all parts up."""
        for name in (self._channel.name, self._channel.kind):
            self._parts.hooks.detach(name, self._tell)
        await self._channel.close()

    # Frames

    async def take(self, frame: frames.Take) -> None:
        """Take a part; the out part begins to send at once, and once."""
        again = self._channel.holds(frame.part)
        hold = await self._channel.take(frame.part)
        self._outlet.send(frames.Taken(part=frame.part, fence=hold.fence, until=millis(hold.until)))
        if again:
            return
        if frame.part == "out":
            run = self._channel.out(hold.fence).run(self._dispatch)
            self._outlet.spawn(self._while_held(run))
        else:
            for name in (self._channel.name, self._channel.kind):
                self._parts.hooks.attach(name, self._tell)

    async def inquire(self, frame: frames.Inquiry) -> None:
        """Answer what a thread's person asks about their own data."""
        patron = self._channel.patron(frame.fence, frame.thread)
        if not frame.at:
            await self._slowly(frame.thread)
        self._outlet.send(await self._inquiring.answer(patron, frame))

    async def stumble(self, frame: frames.Stumble) -> None:
        """Count that an update was not understood."""
        tries, out = await self._channel.stumbled(frame.fence, frame.source, frame.reason)
        self._outlet.send(frames.Stumbled(source=frame.source, tries=tries, quarantined=out))

    async def hooked(self, frame: frames.Hooked) -> None:
        """Answer a webhook call."""
        self._parts.hooks.settle(frame.id, frame.status)

    async def trying(self, frame: frames.Trying) -> None:
        """Store that a call is about to be made, then let it be made."""
        await self._channel.out(frame.fence).trying(frame.thread, frame.n, frame.part)
        self._outlet.send(frames.Tried(thread=frame.thread, n=frame.n, part=frame.part))

    async def sent(self, frame: frames.Sent) -> None:
        """Store that a row went out."""
        out = self._channel.out(frame.fence)
        await out.settle(frame.thread, frame.n, "sent", frame.refs)

    async def unknown(self, frame: frames.UnknownFate) -> None:
        """Store that nobody knows whether a row went out."""
        await self._channel.out(frame.fence).settle(frame.thread, frame.n, "unknown")

    async def failed(self, frame: frames.Failed) -> None:
        """Store that a row cannot be sent."""
        out = self._channel.out(frame.fence)
        await out.settle(frame.thread, frame.n, "failed", why=frame.reason)

    async def wait(self, frame: frames.Wait) -> None:
        """Store that the other side wants a pause."""
        await self._channel.out(frame.fence).wait(frame.chat, moment(frame.until))

    # Inside

    async def _intake(self, frame: frames.Intake) -> None:
        try:
            await self._slowly(frame.thread)
            took = await self._channel.taken(frame.fence, _outside(self._channel.name, frame))
        finally:
            self._under_way.release()
        self._outlet.send(
            frames.Took(
                cid=frame.cid,
                source=took.source,
                conversation=took.conversation,
                seq=took.seq,
                duplicate=took.duplicate,
                note=took.note,
                receipt=took.receipt,
            )
        )

    async def _slowly(self, thread: str) -> None:
        # Never refused: a refusal would make the whole channel wait for one thread.
        key = f"thread {self._channel.name} {thread}"
        charge = Charge(key, self._parts.rates.conversation, gentle=True)
        seconds = self._parts.limiter.charge([charge], time.monotonic())
        if seconds:
            await asyncio.sleep(seconds)

    async def _answered(self, frame: In, answer: Awaitable[None]) -> None:
        try:
            await answer
        except LostClaim as error:
            self._refuse(error, frame)
            self._outlet.close(codes.CLOSE_REPLACED)
        except RefdeskError as error:
            self._refuse(error, frame)

    async def _while_held(self, work: Awaitable[None]) -> None:
        try:
            await work
        except RefdeskError:
            self._outlet.close(codes.CLOSE_REPLACED)

    def _refuse(self, error: RefdeskError, frame: In) -> None:
        cid: str = getattr(frame, "cid", "")
        self._outlet.send(refusal(error, SOURCE_LANGUAGE, cid))

    def _dispatch(self, dispatch: Dispatch) -> None:
        self._dispatches.append(dispatch)
        self._outlet.wake()

    def _tell(self, hook: frames.Hook) -> None:
        self._outlet.send(hook)


def _outside(channel: str, frame: frames.Intake) -> Outside:
    return Outside(
        channel=channel,
        source=frame.source,
        thread=frame.thread,
        act=_act(frame.act),
        person=frame.person,
        name=frame.name,
        language=known(frame.lang),
        campaign=frame.campaign,
    )


def _act(
    act: frames.ChannelText | frames.ChannelEdit | frames.ChannelPress,
) -> Text | Correction | Press:
    match act:
        case frames.ChannelText():
            return Text(act.body)
        case frames.ChannelEdit():
            return Correction(act.of, act.body)
        case frames.ChannelPress():
            return Press(act.button, act.conversation, act.entry, act.score)


_ACTS: Final[Mapping[type, Callable[[Channelling, Any], Awaitable[None]]]] = {
    frames.Take: Channelling.take,
    frames.Inquiry: Channelling.inquire,
    frames.Stumble: Channelling.stumble,
    frames.Hooked: Channelling.hooked,
    frames.Trying: Channelling.trying,
    frames.Sent: Channelling.sent,
    frames.UnknownFate: Channelling.unknown,
    frames.Failed: Channelling.failed,
    frames.Wait: Channelling.wait,
}
