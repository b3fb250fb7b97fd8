"""Turns: one command at a time on each conversation, told only when it is durable (G1-G3a)."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from contextlib import suppress
from datetime import datetime
from functools import partial

from refdesk.desk.hub import Hub
from refdesk.desk.node_ports import Tips
from refdesk.desk.orders import Order, Rules, as_it_is, desk_of, written
from refdesk.desk.outcomes import Outcome, Tell, Turn, conclude, outcome_of
from refdesk.desk.places import Places
from refdesk.desk.ports import Append, Clock, IntakeRow, Log, NewId, Receipt, ThreadBinding
from refdesk.desk.situations import Situations
from refdesk.domain.actors import Actor, Party
from refdesk.domain.commands import Command, Open, verb
from refdesk.domain.conversation import Conversation, replay
from refdesk.domain.decisions import Events, decide
from refdesk.domain.placing import place
from refdesk.errors import Busy, Conflict, ForbiddenOrAbsent, HeadMoved, RefdeskError

KEPT = 2_000  # conversations whose state stays in memory
TRIES = 4  # once, then 3 times more when another node appended first


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
        rules: Rules,
        clock: Clock,
        new_id: NewId,
        tips: Tips | None = None,
    ) -> None:
        """`tips` is for a log that other nodes write to as well; None: this is its only writer."""
        self._log = log
        self._situations = situations
        self._hub = hub
        self._rules = rules
        self._clock = clock
        self._new_id = new_id
        self._tips = tips
        self._keep = KEPT
        self._kept: OrderedDict[str, Conversation] = OrderedDict()
        self._places = Places()
        self._open = 0  # turns that have begun and not ended
        self._named: dict[tuple[str, str], Turn] = {}  # by sender and cid
        self._emptied: asyncio.Future[None] | None = None  # made by who waits for all to end

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
        outcome: asyncio.Future[Receipt] = asyncio.get_running_loop().create_future()
        order = Order(actor, conversation, command, cid, fingerprint, intake, bind)
        self.begin(order, partial(conclude, outcome))
        return await outcome

    def begin(self, order: Order, tell: Tell) -> None:
        """Do what `take` does and tell what it returns or raises, once, perhaps at once."""
        name = (order.actor.sender, order.cid)
        known = self._named.get(name) if order.cid else None
        if known is None:
            turn = Turn(order, [tell])
            self._open += 1
            if order.cid:
                self._named[name] = turn
            if not self._swiftly(turn):
                self._slowly(turn)
        elif known.order.fingerprint == order.fingerprint:
            known.tell.append(tell)
        else:
            tell(Conflict("cid_used"))

    async def conversation(self, conversation: str, reach: int = 0) -> Conversation:
        """Give the state as it is known here; raises ForbiddenOrAbsent when there is none.

        It has come at least as far as `reach`, a head that the caller read from the database.
        """
        kept = self._kept.get(conversation)
        if kept is not None and kept.head >= reach:
            return kept
        self.forget(conversation)
        async with self._places.turn(conversation):
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
        while self._open:
            self._emptied = asyncio.get_running_loop().create_future()
            await self._emptied

    def _end(self, turn: Turn, outcome: Outcome) -> None:
        self._open -= 1
        self._named.pop((turn.order.actor.sender, turn.order.cid), None)
        if not self._open and self._emptied is not None and not self._emptied.done():
            self._emptied.set_result(None)
        for tell in turn.tell:
            tell(outcome)

    # A turn of which nothing has to be read or waited for: most messages

    def _swiftly(self, turn: Turn) -> bool:
        """Decide at once; False leaves the turn to `_slowly`, every refusal included.

        The command may have come before, or another node been first: that has to be read.
        """
        order = turn.order
        state = self._kept.get(order.conversation)
        if state is None or not self._places.free(order.conversation):
            return False
        now = self._now()
        situation = self._situations.at_hand(state, order.command, now)
        own = order.actor.party is not Party.PATRON or state.patron == order.actor.id
        if situation is None or not own:
            return False
        try:
            self._rules.authorise(order.actor, verb(order.command), state)
            events = decide(state, order.command, order.actor, situation)
            if not events:
                return False
            append = self._prepared(order, state, events, now)
        except Exception:  # noqa: BLE001 - whatever it is, the slow way meets it again, and tells
            return False
        self._places.take(order.conversation)
        self._submit(append, order, partial(self._swiftly_ended, turn))
        return True

    def _swiftly_ended(self, turn: Turn, outcome: Outcome) -> None:
        self._places.leave(turn.order.conversation)
        if isinstance(outcome, HeadMoved):
            self._slowly(turn, TRIES - 1)
        else:
            self._end(turn, outcome)

    # Any other turn: a task

    def _slowly(self, turn: Turn, tries: int = TRIES) -> None:
        task = asyncio.get_running_loop().create_task(self._in_turn(turn.order, tries))
        task.add_done_callback(lambda done: self._end(turn, outcome_of(done)))

    async def _in_turn(self, order: Order, tries: int) -> Receipt:
        async with self._places.turn(order.conversation):
            for _ in range(tries):
                with suppress(HeadMoved):
                    return await self._once(order)
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
        now = self._now()
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
            return await self._earlier(order) or as_it_is(state, order.command, now)
        outcome: asyncio.Future[Receipt] = asyncio.get_running_loop().create_future()
        append = self._prepared(order, state, events, now)
        self._submit(append, order, partial(conclude, outcome))
        return await outcome

    async def _object(self, order: Order) -> Conversation:
        state = await self._find(order.conversation)
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

    def _prepared(self, order: Order, state: Conversation, events: Events, now: datetime) -> Append:
        placed = place(state, events, order.actor, now, self._new_id, order.cid)
        recorded, sealed = self._rules.cleanse(desk_of(state, events), state.id, placed)
        after = replay(state, recorded)
        return written(order, state, recorded, after, sealed)

    def _submit(self, append: Append, order: Order, tell: Tell) -> None:
        self._log.submit(append, partial(self._appended, append, order.actor.sender, tell))

    def _appended(self, append: Append, sender: str, tell: Tell, outcome: Outcome) -> None:
        """Keep and tell what is durable; whatever else became of an append, the log knows."""
        if isinstance(outcome, BaseException):
            self.forget(append.conversation)
        elif outcome.id == append.recorded[-1].id:  # else it had come before: nothing is new
            self._remember(append.after)
            self._hub.publish(append.after, append.recorded, sender)
        tell(outcome)

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

    def _now(self) -> datetime:
        now = self._clock()
        return now.replace(microsecond=now.microsecond // 1000 * 1000)  # as the log keeps it
