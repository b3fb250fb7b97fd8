"""Deciding: a command against the newest state of its conversation, kept in memory or read."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from contextlib import suppress
from datetime import datetime
from functools import partial

from refdesk.desk.hub import Hub
from refdesk.desk.node_ports import Tips
from refdesk.desk.orders import Order, Rules, as_it_is, desk_of, written
from refdesk.desk.outcomes import Outcome, Tell, conclude
from refdesk.desk.ports import Append, Clock, Log, NewId, Receipt
from refdesk.desk.situations import Situations
from refdesk.domain.actors import Actor, Party
from refdesk.domain.commands import Open, verb
from refdesk.domain.conversation import Conversation, replay
from refdesk.domain.decisions import Events, decide
from refdesk.domain.placing import place
from refdesk.errors import Busy, Conflict, ForbiddenOrAbsent, HeadMoved, RefdeskError

KEPT = 2_000  # conversations whose state stays in memory


class Deciding:
    """Whoever calls has the conversation's place: nobody else decides about it meanwhile.

    `tips` is for a log that other nodes write to as well; None: this is its only writer.
    """

    def __init__(
        self,
        log: Log,
        situations: Situations,
        hub: Hub,
        *,
        rules: Rules,
        clock: Clock,
        new_id: NewId,
        tips: Tips | None = None,
    ) -> None:
        self.log = log
        self._situations = situations
        self._hub = hub
        self._rules = rules
        self._clock = clock
        self._new_id = new_id
        self._tips = tips
        self._most = KEPT
        self.kept: OrderedDict[str, Conversation] = OrderedDict()

    def at_once(self, order: Order, state: Conversation | None, basis: str = "") -> Append | None:
        """Decide at once; None where `in_turn` has to, every refusal included.

        The command may have come before, or another node been first: that has to be read.
        """
        if state is None:
            return None
        now = self._clock()
        situation = self._situations.at_hand(state, order.command, now)
        own = order.actor.party is not Party.PATRON or state.patron == order.actor.id
        if situation is None or not own:
            return None
        try:
            self._rules.authorise(order.actor, verb(order.command), state)
            events = decide(state, order.command, order.actor, situation)
            return self._prepared(order, state, events, now, basis) if events else None
        except Exception:  # noqa: BLE001 - whatever it is, `in_turn` meets it again, and tells
            return None

    async def in_turn(self, order: Order, tries: int) -> Receipt:
        """Decide with whatever has to be read; give the receipt once it is durable.

        Raises what `decide` and `Log.append` raise, and Busy when other writers were always first.
        """
        for _ in range(tries):
            with suppress(HeadMoved):
                return await self._once(order)
            self.forget(order.conversation)
        raise Busy(detail=f"{order.conversation}: other writers were always first")

    async def _once(self, order: Order) -> Receipt:
        """Decide; refuse nothing on the strength of a state that another node has moved on."""
        kept = self.kept.get(order.conversation)
        try:
            return await self._decide(order)
        except RefdeskError as refusal:
            if not refusal.retryable and kept is not None and await self.behind(kept):
                raise HeadMoved from refusal
            raise

    async def behind(self, kept: Conversation) -> bool:
        """Tell whether the log has come further than the kept state."""
        if self._tips is None:
            return False
        tip = (await self._tips.of([kept.id])).get(kept.id)
        return tip is not None and tip.head > kept.head

    async def _decide(self, order: Order) -> Receipt:
        now = self._clock()
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
            if await self.behind(state):
                raise HeadMoved
            return await self._earlier(order) or as_it_is(state, order.command, now)
        outcome: asyncio.Future[Receipt] = asyncio.get_running_loop().create_future()
        append = self._prepared(order, state, events, now)
        tell = partial(self._appended, append, order.actor.sender, partial(conclude, outcome))
        self.log.submit(append, tell)
        return await outcome

    async def _object(self, order: Order) -> Conversation:
        state = await self.find(order.conversation)
        opens = isinstance(order.command, Open)
        if state is None and not opens:
            raise ForbiddenOrAbsent(detail=f"no conversation {order.conversation}")
        self._rules.authorise(order.actor, verb(order.command), state)
        if state is None:
            return Conversation(order.conversation, order.actor.library, order.actor.id)
        if order.actor.party is Party.PATRON and not await self._follows(order.actor, state):
            raise ForbiddenOrAbsent(detail=f"{order.conversation} is not this patron's")
        return state

    async def _follows(self, actor: Actor, state: Conversation) -> bool:
        return state.patron == actor.id or await self._rules.may_follow(actor.id, state.id)

    def _prepared(
        self, order: Order, state: Conversation, events: Events, now: datetime, basis: str = ""
    ) -> Append:
        placed = place(state, events, order.actor, now, self._new_id, order.cid)
        recorded, sealed = self._rules.cleanse(desk_of(state, events), state.id, placed)
        after = replay(state, recorded)
        return written(order, state, recorded, after, sealed, basis)

    def _appended(self, append: Append, sender: str, tell: Tell, outcome: Outcome) -> None:
        self.keep(append, sender, outcome)
        tell(outcome)

    def keep(self, append: Append, sender: str, outcome: Outcome) -> None:
        """Keep and publish what is durable; whatever else became of an append, the log knows."""
        if isinstance(outcome, BaseException):
            self.forget(append.conversation)
        elif outcome.id == append.recorded[-1].id:  # else it had come before: nothing is new
            self._remember(append.after)
            self._hub.publish(append.after, append.recorded, sender)

    async def _earlier(self, order: Order) -> Receipt | None:
        if not order.cid:
            return None
        receipt = await self.log.receipt(order.actor.sender, order.cid)
        if receipt is not None and receipt.fingerprint != order.fingerprint:
            raise Conflict("cid_used")
        return receipt

    async def find(self, conversation: str) -> Conversation | None:
        """Give the state as it is known here, None when there is none."""
        kept = self.kept.get(conversation)
        if kept is not None:
            self.kept.move_to_end(conversation)
            return kept
        loaded = await self.log.load(conversation)
        if loaded is not None:
            self._remember(loaded)
        return loaded

    def forget(self, conversation: str) -> None:
        """Read this conversation from the log next time: somebody else wrote."""
        self.kept.pop(conversation, None)

    def _remember(self, conversation: Conversation) -> None:
        self.kept[conversation.id] = conversation
        self.kept.move_to_end(conversation.id)
        if len(self.kept) > self._most:
            self.kept.popitem(last=False)
