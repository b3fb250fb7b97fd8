"""Turns: one command at a time on each conversation, told only when it is durable (G1-G3a)."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from weakref import WeakValueDictionary

from refdesk.desk.hub import Hub
from refdesk.desk.node_ports import Tips
from refdesk.desk.ports import Append, Clock, IntakeRow, Log, NewId, Receipt, ThreadBinding
from refdesk.desk.situations import Situations
from refdesk.domain.actors import Actor, Party
from refdesk.domain.commands import Claim, Command, Open, verb
from refdesk.domain.conversation import Conversation, replay
from refdesk.domain.decisions import decide
from refdesk.domain.events import Event, Recorded
from refdesk.domain.placing import place
from refdesk.domain.preview import given_name, preview
from refdesk.domain.records import millis, moment
from refdesk.errors import Busy, Conflict, ForbiddenOrAbsent, HeadMoved, RefdeskError

Authorise = Callable[[Actor, str, Conversation | None], None]
MayFollow = Callable[[str, str], Awaitable[bool]]  # patron key, conversation

KEPT = 2_000  # conversations whose state stays in memory
TRIES = 4  # once, then 3 times more when another node appended first


@dataclass(frozen=True, slots=True)
class Order:
    """A command as it arrived: who gives it, on what, and what proves that it came once."""

    actor: Actor
    conversation: str
    command: Command
    cid: str = ""
    fingerprint: bytes = b""
    intake: IntakeRow | None = None
    bind: ThreadBinding | None = None


class Turns:
    """Decides commands against the log; owns the turns it began and awaits them in `close`.

    A turn goes on to its end though its sender's connection closed: an append whose outcome
    nobody waited for would leave the cache behind the log.
    """

    def __init__(
        self,
        log: Log,
        situations: Situations,
        hub: Hub,
        *,
        may_follow: MayFollow,
        authorise: Authorise,
        clock: Clock,
        new_id: NewId,
        tips: Tips | None = None,
    ) -> None:
        """`tips` is for a log that other nodes write to as well; None: this is its only writer."""
        self._log = log
        self._situations = situations
        self._hub = hub
        self._may_follow = may_follow
        self._authorise = authorise
        self._clock = clock
        self._new_id = new_id
        self._tips = tips
        self._keep = KEPT
        self._kept: OrderedDict[str, Conversation] = OrderedDict()
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._pending: dict[tuple[str, str], tuple[bytes, asyncio.Task[Receipt]]] = {}
        self._running: set[asyncio.Task[Receipt]] = set()

    async def take(
        self,
        actor: Actor,
        conversation: str,
        command: Command,
        *,
        cid: str = "",
        fingerprint: bytes = b"",
        intake: IntakeRow | None = None,
        bind: ThreadBinding | None = None,
    ) -> Receipt:
        """Decide a command and give its receipt once it is durable.

        A command that came before gives the old receipt, one that changes nothing the present
        head. Raises what `decide` and `Log.append` raise, Conflict for a used `cid` with another
        fingerprint, ForbiddenOrAbsent, and Busy when other writers were always first.
        """
        order = Order(actor, conversation, command, cid, fingerprint, intake, bind)
        name = (actor.sender, cid)
        known, task = self._pending.get(name, (fingerprint, None)) if cid else (fingerprint, None)
        if known != fingerprint:
            raise Conflict("cid_used")
        return await asyncio.shield(task or self._begin(name, order))

    async def conversation(self, conversation: str, reach: int = 0) -> Conversation:
        """Give the state as it is known here; raises ForbiddenOrAbsent when there is none.

        It has come at least as far as `reach`, a head that the caller read from the database.
        """
        kept = self._kept.get(conversation)
        if kept is not None and kept.head >= reach:
            return kept
        self.forget(conversation)
        async with self._lock(conversation):
            found = await self._find(conversation)
        if found is None:
            raise ForbiddenOrAbsent(detail=f"no conversation {conversation}")
        return found

    async def newest(self, conversation: str) -> Conversation:
        """Give the state as the log has it, whichever node wrote last."""
        kept = self._kept.get(conversation)
        if kept is not None and await self._behind(kept):
            self.forget(conversation)
        return await self.conversation(conversation)

    def kept(self) -> set[str]:
        """Give the conversations whose state is kept."""
        return set(self._kept)

    def head(self, conversation: str) -> int:
        """Give the head of the kept state, 0 when none is kept."""
        kept = self._kept.get(conversation)
        return kept.head if kept is not None else 0

    def forget(self, conversation: str) -> None:
        """Read this conversation from the log next time: somebody else wrote."""
        self._kept.pop(conversation, None)

    async def close(self) -> None:
        """Wait until every turn that began has ended."""
        while self._running:
            await asyncio.wait(tuple(self._running))

    def _begin(self, name: tuple[str, str], order: Order) -> asyncio.Task[Receipt]:
        task = asyncio.get_running_loop().create_task(self._turn(order))
        self._running.add(task)
        if order.cid:
            self._pending[name] = (order.fingerprint, task)
        task.add_done_callback(lambda _: self._over(name, task))
        return task

    def _over(self, name: tuple[str, str], task: asyncio.Task[Receipt]) -> None:
        self._running.discard(task)
        self._pending.pop(name, None)
        if not task.cancelled():
            task.exception()  # the sender may be gone; the error has been its alone

    async def _turn(self, order: Order) -> Receipt:
        async with self._lock(order.conversation):
            for _ in range(TRIES):
                try:
                    return await self._once(order)
                except HeadMoved:
                    self.forget(order.conversation)
        raise Busy(detail=f"{order.conversation}: other writers were always first")

    async def _once(self, order: Order) -> Receipt:
        """Decide; refuse nothing on the strength of a state that another node has moved on."""
        kept = self._kept.get(order.conversation)
        try:
            return await self._decide(order)
        except RefdeskError as refusal:
            if not refusal.retryable and kept is not None and await self._behind(kept):
                raise HeadMoved from refusal
            raise

    async def _behind(self, kept: Conversation) -> bool:
        """Tell whether the log has come further than the kept state."""
        if self._tips is None:
            return False
        tip = (await self._tips.of([kept.id])).get(kept.id)
        return tip is not None and tip.head > kept.head

    async def _decide(self, order: Order) -> Receipt:
        now = moment(millis(self._clock()))
        state = await self._object(order)
        situation = await self._situations.of(state, order.command, now)
        try:
            events = decide(state, order.command, order.actor, situation)
        except RefdeskError:
            # The first time may have changed the stage: then the old acknowledgement stands.
            earlier = await self._earlier(order)
            if earlier is None:
                raise
            return earlier
        if not events:
            if await self._behind(state):
                raise HeadMoved
            return await self._earlier(order) or _as_it_is(state, order.command, now)
        return await self._append(order, state, events, now)

    async def _object(self, order: Order) -> Conversation:
        state = await self._find(order.conversation)
        opens = isinstance(order.command, Open)
        if state is None and not opens:
            raise ForbiddenOrAbsent(detail=f"no conversation {order.conversation}")
        self._authorise(order.actor, verb(order.command), state)
        if state is None:
            return Conversation(order.conversation, order.actor.library, order.actor.id)
        if order.actor.party is Party.PATRON and not await self._follows(order.actor, state):
            raise ForbiddenOrAbsent(detail=f"{order.conversation} is not this patron's")
        return state

    async def _follows(self, actor: Actor, state: Conversation) -> bool:
        return state.patron == actor.id or await self._may_follow(actor.id, state.id)

    async def _append(
        self, order: Order, state: Conversation, events: tuple[Event, ...], now: datetime
    ) -> Receipt:
        recorded = place(state, events, order.actor, now, self._new_id, order.cid)
        after = replay(state, recorded)
        try:
            receipt = await self._log.append(_write(order, state, recorded, after))
        except BaseException:
            self.forget(order.conversation)  # whatever became of it, the log knows
            raise
        if receipt.id == recorded[-1].id:  # else the command had come before: nothing is new
            self._remember(after)
            self._hub.publish(after, recorded, order.actor.sender)
        return receipt

    async def _earlier(self, order: Order) -> Receipt | None:
        if not order.cid:
            return None
        receipt = await self._log.receipt(order.actor.sender, order.cid)
        if receipt is not None and receipt.fingerprint != order.fingerprint:
            raise Conflict("cid_used")
        return receipt

    async def _find(self, conversation: str) -> Conversation | None:
        kept = self._kept.get(conversation)
        if kept is not None:
            self._kept.move_to_end(conversation)
            return kept
        loaded = await self._log.load(conversation)
        if loaded is not None:
            self._remember(loaded)
        return loaded

    def _remember(self, conversation: Conversation) -> None:
        self._kept[conversation.id] = conversation
        self._kept.move_to_end(conversation.id)
        if len(self._kept) > self._keep:
            self._kept.popitem(last=False)

    def _lock(self, conversation: str) -> asyncio.Lock:
        return self._locks.setdefault(conversation, asyncio.Lock())


def _as_it_is(state: Conversation, command: Command, now: datetime) -> Receipt:
    """Acknowledge what is already so; a claim is acknowledged by its fence."""
    seq = state.fence if isinstance(command, Claim) else state.head
    return Receipt(state.id, seq, state.public_head, now, state.last_id)


def _write(
    order: Order, state: Conversation, recorded: tuple[Recorded, ...], after: Conversation
) -> Append:
    opens = isinstance(order.command, Open)
    by_system = order.actor.party is Party.SYSTEM
    return Append(
        conversation=order.conversation,
        expected_head=state.head,
        recorded=recorded,
        after=after,
        sender="" if by_system else order.actor.sender,
        cid=order.cid,
        fingerprint=order.fingerprint,
        access=order.actor.id if opens else "",
        preview=preview(recorded, after),
        name=given_name(recorded),
        intake=order.intake,
        bind=order.bind,
    )
