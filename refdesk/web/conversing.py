"""A patron or a librarian on a live connection: the resident that answers each of their frames."""

from __future__ import annotations

import asyncio
import time
from functools import partial
from typing import Final

from refdesk.desk.outcomes import Outcome
from refdesk.desk.ports import Receipt
from refdesk.domain.actors import Party
from refdesk.errors import Busy, RefdeskError, Unauthorized
from refdesk.protocol import frames
from refdesk.protocol.order import Order
from refdesk.protocol.shapes import In
from refdesk.web.acting import Acting
from refdesk.web.admission import may_follow
from refdesk.web.desk_parts import DeskParts
from refdesk.web.following import Followings, Outlet, Source
from refdesk.web.lanes import Lanes
from refdesk.web.list_states import Sight
from refdesk.web.peer import Peer
from refdesk.web.refusals import again_after, refusal
from refdesk.web.residents import Over, Spawn
from refdesk.web.verbs import Plain, plain
from refdesk.web.watching import Watcher
from refdesk.web.wire import View

# What may have to wait for its turn besides the plain commands (G9).
_SLOWED: Final = frozenset({frames.Open, frames.AskCode, frames.Edit, frames.Transfer})


class Conversing:
    """Answers frames by calling the desk; a refusal is an error frame, never an exception."""

    def __init__(self, parts: DeskParts, peer: Peer, outlet: Outlet) -> None:
        self._parts = parts
        self._peer = peer
        self._outlet = outlet
        self._order: Order | None = None  # where something was refused for the moment
        # By conversation: how many commands were begun, and who waits for the last answer.
        self._begun: dict[str, int] = {}
        self._waiting: dict[str, asyncio.Future[None]] = {}
        # A crowd's pause must hold up neither the look at who is here nor what is followed (G17).
        self._lanes = Lanes(self.handle)
        self._staff = peer.actor.party is Party.STAFF
        view = View(self._staff, parts.lookup, parts.child_desks)
        source = Source(
            parts.hub, parts.log, parts.marks, parts.turns.conversation, may_follow(parts)
        )
        self.followings = Followings(source, peer.actor, view, outlet, self._refuse)
        self._watcher = Watcher(parts.watching, outlet)
        self._acting = Acting(parts, peer, view, outlet, self.followings)
        if self._staff:
            parts.presence.connected(peer.actor.id, parts.clock())

    def begin(self, frame: In, over: Over, beside: Spawn) -> bool:
        """Begin a command; where its turn has not come it waits beside all other frames (G4)."""
        if not plain(frame):
            if type(frame) not in _SLOWED:
                return False
            self._lanes.join(getattr(frame, "conversation", ""), frame, over, beside)
            return True
        conversation = frame.conversation
        if conversation in self._lanes:
            self._lanes.join(conversation, frame, over, beside)
            return True
        # Behind others of its conversation it has its turn in their order, and shares a commit.
        self._begun[conversation] = self._begun.get(conversation, 0) + 1
        ended = partial(self._ended, frame, over)
        try:
            if self._order is not None:
                self._in_turn(self._order, conversation, frame.cid)
            begun = self._acting.begin(frame, ended)
        except RefdeskError as error:
            ended(error)
            return True
        if not begun:
            self._answered(conversation)
            self._lanes.join(conversation, frame, over, beside)
        return True

    def _ended(self, frame: Plain, over: Over, outcome: Outcome) -> None:
        """Answer a command that was begun."""
        failure: BaseException | None = None
        if isinstance(outcome, Receipt):
            self._acting.acknowledge(frame.cid, outcome)
            self._count(frame, "ok")
        elif isinstance(outcome, RefdeskError):
            self._refuse(outcome, frame.cid, frame.conversation)
            self._count(frame, outcome.code)
        else:
            failure = outcome
        self._answered(frame.conversation)
        over(failure)

    def _answered(self, conversation: str) -> None:
        """One of those begun in this conversation has had its answer."""
        left = self._begun[conversation] - 1
        if left:
            self._begun[conversation] = left
            return
        del self._begun[conversation]
        if not self._waiting:
            return
        waiting = self._waiting.pop(conversation, None)
        if waiting is not None and not waiting.done():
            waiting.set_result(None)

    async def handle(self, frame: In) -> None:
        """Answer one frame."""
        cid: str = getattr(frame, "cid", "")
        conversation: str = getattr(frame, "conversation", "")
        if conversation in self._begun:
            await self._all_answered(conversation)
        result = "ok"
        try:
            if self._order is not None and cid:
                self._in_turn(self._order, conversation, cid)
            await self._answer(frame)
        except RefdeskError as error:
            result = error.code
            self._refuse(error, cid, conversation)
        if cid:
            self._count(frame, result)

    async def _all_answered(self, conversation: str) -> None:
        """Wait until all that was begun in this conversation has had its answer."""
        waiting = self._waiting.get(conversation) or asyncio.get_running_loop().create_future()
        self._waiting[conversation] = waiting
        await waiting

    def _count(self, frame: In, result: str) -> None:
        self._parts.metrics.commands.one_more(type(frame).__name__.lower(), result)

    async def work(self) -> bool:
        """Send one page of what is followed."""
        return await self.followings.work()

    def heard(self, *, spoke: bool) -> None:
        """Note a sign of life of a librarian, and whether they did something."""
        if not self._staff:
            return
        presence, staff, now = self._parts.presence, self._peer.actor.id, self._parts.clock()
        if spoke:
            presence.heard(staff, now)
        if self._acting.acted:
            self._acting.acted = False
            presence.acted(staff, now)

    def heads(self) -> dict[str, int]:
        """Give the heads of the followed conversations."""
        return self.followings.heads()

    async def check(self) -> None:
        """Raise Unauthorized when the sign-in has ended or the roles are others now (G17)."""
        if not self._staff:
            return
        actor = await self._parts.whoever(self._peer.cookie)
        if actor.roles != self._peer.actor.roles:
            raise Unauthorized("signed_out")

    async def leave(self) -> None:
        """Stop everything: the connection is over."""
        self.followings.stop()
        self._watcher.stop()
        if self._staff:
            self._parts.presence.gone(self._peer.actor.id, self._parts.clock())

    async def _answer(self, frame: In) -> None:
        match frame:
            case frames.Follow():
                self.followings.follow(frame.conversation, frame.after)
            case frames.Unfollow():
                self.followings.unfollow(frame.conversation)
            case frames.Watch():
                self._watch(frame)
            case frames.Unwatch():
                self._watcher.unwatch(frame.what)
            case _:
                await self._acting.act(frame)

    def _watch(self, frame: frames.Watch) -> None:
        actor = self._peer.actor
        if frame.what != "desk":
            self._parts.authorise(actor, "read_lists", None)
        self._watcher.watch(Sight(frame.what, actor, self._peer.language, self.followings.heads))

    @staticmethod
    def _in_turn(order: Order, conversation: str, cid: str) -> None:
        """Refuse what would overtake a command that its sender is about to send again."""
        if seconds := order.wait(conversation, cid, time.monotonic()):
            raise Busy(retry_after=seconds)

    def _refuse(self, error: RefdeskError, cid: str, conversation: str) -> None:
        again = again_after(error)
        if again and cid:
            if self._order is None:
                self._order = Order()
            self._order.refused(conversation, cid, again, time.monotonic())
        self._outlet.send(refusal(error, self._peer.language, cid, conversation))
