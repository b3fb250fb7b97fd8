"""The acts of a patron or librarian: frames that reach the desk's use cases."""

from __future__ import annotations

import asyncio
import hashlib
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final

from refdesk.desk.orders import Order
from refdesk.desk.outcomes import Outcome
from refdesk.desk.ports import Receipt
from refdesk.domain import commands as c
from refdesk.domain.actors import Party
from refdesk.domain.records import millis
from refdesk.errors import BadRequest
from refdesk.protocol import frames
from refdesk.protocol.server import encode
from refdesk.protocol.shapes import In
from refdesk.web.admission import may_follow
from refdesk.web.desk_parts import DeskParts
from refdesk.web.following import Followings, Outlet
from refdesk.web.limiting import Charge
from refdesk.web.peer import Peer
from refdesk.web.verbs import Command, Plain, edit, opening, plain_command, transfer
from refdesk.web.wire import View


class Acting:
    """Calls the desk for one peer; each act raises a RefdeskError when it is refused.

    `acted` says that the peer did something since whoever reports it set it to False.
    """

    def __init__(
        self, parts: DeskParts, peer: Peer, view: View, outlet: Outlet, followings: Followings
    ) -> None:
        self._parts = parts
        self._rates = parts.rates
        self._peer = peer
        self._actor = peer.actor
        self._view = view
        self._outlet = outlet
        self._followings = followings
        self._admit = may_follow(parts)
        self._staff = peer.actor.party is Party.STAFF
        self._own = _own_charges(parts, peer)
        self.acted = False
        self._to_wait: dict[str, float] = {}  # by conversation: of what `begin` left to `command`

    async def act(self, frame: In) -> None:
        """Do what the frame asks for."""
        self.acted = True
        await _ACTS.get(type(frame), Acting.command)(self, frame)

    async def open(self, frame: frames.Open) -> None:
        """Begin a conversation; its events follow unasked."""
        await self._slowly(Charge(f"open {self._actor.sender}", self._rates.opening))
        receipt = await self._parts.open(
            self._actor,
            opening(frame, self._peer.channel),
            cid=frame.cid,
            fingerprint=self._fingerprint(frame),
        )
        self.acknowledge(frame.cid, receipt)
        if receipt.conversation not in self._followings:
            self._followings.follow(receipt.conversation, (0, ""))

    async def command(self, frame: Command) -> None:
        """Give a command to the desk."""
        seconds = self._to_wait.pop(frame.conversation, None)
        await _pause(self._charged(frame) if seconds is None else seconds)
        match frame:
            case frames.Edit():
                # It names a message, which may have been written at another node a moment ago.
                conversation = await self._parts.turns.newest(frame.conversation)
                command: c.Command = edit(frame, conversation, self._actor)
            case frames.Transfer():
                command = transfer(frame, await self._colleague(frame.to))
            case _:
                command = plain_command(frame, self._actor)
        receipt = await self._parts.turns.take(
            self._actor,
            frame.conversation,
            command,
            cid=frame.cid,
            fingerprint=self._fingerprint(frame),
        )
        self.acknowledge(frame.cid, receipt)

    def begin(self, frame: Plain, tell: Callable[[Outcome], None]) -> bool:
        """Do what `command` does without waiting, and tell how it ended.

        False when the sender is a little too fast: `command` has to follow.
        """
        self.acted = True
        seconds = self._charged(frame)
        if seconds:
            self._to_wait[frame.conversation] = seconds
            return False
        command = plain_command(frame, self._actor)
        fingerprint = self._fingerprint(frame)
        order = Order(self._actor, frame.conversation, command, frame.cid, fingerprint)
        self._parts.turns.begin(order, tell)
        return True

    async def typing(self, frame: frames.Typing) -> None:
        """Tell the others, if the sender is in the conversation."""
        if self._followings.live(frame.conversation):
            self._parts.authorise(self._actor, "typing", None)
            self._parts.hub.typing(frame.conversation, self._actor)

    async def seen(self, frame: frames.Seen) -> None:
        """Move the marks of this side, never beyond what was sent; a reading colleague has none."""
        head = self._followings.heads().get(frame.conversation, 0)
        if not head:
            return  # of what is not followed nothing is told, not even that it is not there
        conversation = await self._parts.turns.conversation(frame.conversation)
        staff = self._staff
        if staff and conversation.holder != self._actor.id:
            return
        self._parts.authorise(self._actor, "seen", conversation)
        reader = "staff" if staff else "patron"
        seen = min(frame.seq, head)
        delivered = min(max(frame.delivered, seen), head)
        if await self._parts.marks.advance(frame.conversation, reader, delivered, seen):
            self._parts.hub.marked(frame.conversation)

    async def ask_code(self, frame: frames.AskCode) -> None:
        """Make a return code."""
        await self._slowly(Charge(f"code {self._actor.sender}", self._rates.opening))
        conversation = await self._parts.turns.conversation(frame.conversation)
        await self._admit(self._actor, conversation)
        self._parts.authorise(self._actor, "ask_code", conversation)
        code, until = await self._parts.return_code(self._actor, frame.conversation)
        self._outlet.send(
            frames.ReturnCode(conversation=frame.conversation, code=code, until=millis(until))
        )

    async def duty(self, frame: frames.Duty) -> None:
        """Go on or off duty."""
        self._parts.authorise(self._actor, "duty", None)
        await self._parts.set_duty(self._actor, on=frame.on)

    async def suggest(self, frame: frames.Suggest) -> None:
        """Ask the knowledge base again."""
        conversation = await self._parts.turns.conversation(frame.conversation)
        self._parts.authorise(self._actor, "suggest", conversation)
        self._parts.suggest_again(frame.conversation)

    def _charged(self, frame: Command) -> float:
        """Give the seconds that a command has to wait; raises RateLimited."""
        about = Charge(f"conversation {frame.conversation}", self._rates.conversation)
        return self._parts.limiter.charge((*self._own, about), time.monotonic())

    async def _slowly(self, charge: Charge) -> None:
        """Wait a moment, or raise RateLimited."""
        charges = (charge, *self._own[1:])
        await _pause(self._parts.limiter.charge(charges, time.monotonic()))

    async def _colleague(self, staff: str) -> str:
        """Give the name of the librarian on duty a transfer goes to."""
        for desk in await self._parts.lists.desks():
            for one in await self._parts.roster.on_duty(desk):
                if one.staff == staff:
                    return one.name
        raise BadRequest("colleague_absent")

    def acknowledge(self, cid: str, receipt: Receipt) -> None:
        """Tell that a command is durable."""
        self._outlet.send(self._view.acknowledgement(cid, receipt))

    def _fingerprint(self, frame: In) -> bytes:
        """Tell this command from another of the same cid without keeping its text (G1)."""
        # Keyed BLAKE2 is a MAC; unlike OpenSSL's it lets go of no lock, so that nothing cuts in.
        key = self._parts.fingerprint_key
        return hashlib.blake2b(encode(frame), key=key, digest_size=32).digest()


async def _pause(seconds: float) -> None:
    if seconds:
        await asyncio.sleep(seconds)


def _own_charges(parts: DeskParts, peer: Peer) -> tuple[Charge, ...]:
    """Give what each command costs its sender and their address, which alone only delays (G9)."""
    rates, actor = parts.rates, peer.actor
    own = Charge(actor.sender, rates.staff if actor.party is Party.STAFF else rates.patron)
    if not peer.address:
        return (own,)
    return (own, Charge(f"address {peer.address}", rates.address, gentle=True))


_ACTS: Final[Mapping[type, Callable[[Acting, Any], Awaitable[None]]]] = {
    frames.Open: Acting.open,
    frames.Typing: Acting.typing,
    frames.Seen: Acting.seen,
    frames.AskCode: Acting.ask_code,
    frames.Duty: Acting.duty,
    frames.Suggest: Acting.suggest,
}
