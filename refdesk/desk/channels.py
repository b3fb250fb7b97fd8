"""The channel contract: one holder per part, acts in, events out."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from refdesk.desk.channel_ports import ChannelStore, Hold
from refdesk.desk.intake import Intake, Outside, Took
from refdesk.desk.outgoing import Outgoing
from refdesk.desk.ports import Clock
from refdesk.domain.actors import Actor
from refdesk.domain.conversation import Conversation
from refdesk.domain.events import Recorded
from refdesk.errors import Busy, LostClaim, RefdeskError

Part = Literal["in", "out"]
RENEW_EVERY = 10.0  # seconds; a lease lasts 30


class Channels:
    """All channels of one process."""

    def __init__(self, store: ChannelStore, intake: Intake, clock: Clock) -> None:
        self._store = store
        self._intake = intake
        self._clock = clock
        self._open: dict[Channel, None] = {}

    def connect(self, channel: str, connection: str) -> Channel:
        """Give the channel's end for one connection; `connection` names it among all others.

        The caller awaits `close` when the connection is over.
        """
        end = Channel(self, channel, connection, self._store, self._intake, self._clock)
        self._open[end] = None
        return end

    def react(self, conversation: Conversation, _: tuple[Recorded, ...]) -> None:
        """Wake the out parts of the conversation's channel (a reaction of the hub)."""
        for end in self._open:
            if end.kind == conversation.channel and end.outgoing is not None:
                end.outgoing.stir()

    def left(self, end: Channel) -> None:
        """Forget a closed connection."""
        self._open.pop(end, None)


@dataclass(slots=True, eq=False)
class Channel:
    """One connection of a channel; a fence that is not the held one raises LostClaim."""

    channels: Channels
    name: str  # e.g. telegram:123456
    connection: str
    store: ChannelStore
    intake: Intake
    clock: Clock
    outgoing: Outgoing | None = None
    _held: dict[Part, Hold] = field(default_factory=dict)

    @property
    def kind(self) -> str:
        """Give the channel's kind as conversations know it: telegram."""
        return self.name.partition(":")[0]

    async def take(self, part: Part) -> Hold:
        """Become the one holder of a part; raises Busy while another connection holds it.

        What this connection holds already it keeps under the same fence.
        """
        if part in self._held:
            await self.prolong(self.clock())
            return self._held[part]
        hold = await self.store.take(self.name, part, self.connection, self.clock())
        if hold is None:
            raise Busy("part_taken", retry_after=RENEW_EVERY)
        self._held[part] = hold
        if part == "out":
            self.outgoing = Outgoing(self.store, self.name, hold.fence, self.clock)
        return hold

    def holds(self, part: Part) -> bool:
        """Tell whether this connection took the part before."""
        return part in self._held

    async def taken(self, fence: int, outside: Outside) -> Took:
        """Take one act from outside; raises what `Intake.take` raises, LostClaim besides."""
        self._check("in", fence)
        return await self.intake.take(outside)

    def patron(self, fence: int, thread: str) -> Actor:
        """Give the patron that a thread is; raises LostClaim."""
        self._check("in", fence)
        return self.intake.patron(self.name, thread)

    async def stumbled(self, fence: int, source: str, reason: str) -> tuple[int, bool]:
        """Count that an update was not understood: (tries, quarantined)."""
        self._check("in", fence)
        unnamed = self.intake.unnamed(self.name, source)
        return await self.store.stumble(self.name, unnamed, reason[:200])

    def out(self, fence: int) -> Outgoing:
        """Give the out part for what is reported under `fence`."""
        self._check("out", fence)
        if self.outgoing is None:
            raise LostClaim("part_lost")
        return self.outgoing

    async def renew(self) -> None:
        """Prolong the leases again and again; ends by LostClaim when a part was lost.

        A store that is down is asked again: the lease decides in the end.
        """
        while True:
            await asyncio.sleep(RENEW_EVERY)
            try:
                await self.prolong(self.clock())
            except LostClaim:
                raise
            except RefdeskError:
                continue

    async def prolong(self, now: datetime) -> None:
        """Prolong the leases once."""
        for part, hold in list(self._held.items()):
            self._held[part] = await self.store.extend(self.name, part, hold.fence, now)

    async def close(self) -> None:
        """Give all parts up, so that the next connection need not wait for the lease to end."""
        self.channels.left(self)
        for part, hold in list(self._held.items()):
            with suppress(RefdeskError):  # lost already, or left to the lease
                await self.store.release(self.name, part, hold.fence)
        self._held.clear()

    def _check(self, part: Part, fence: int) -> None:
        hold = self._held.get(part)
        if hold is None or hold.fence != fence:
            raise LostClaim("part_lost")
