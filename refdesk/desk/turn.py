"""Turns: one command at a time on each conversation, told only when it is durable (G1-G3a)."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from functools import partial

from refdesk.desk.chains import LONGEST, Chain, Link
from refdesk.desk.deciding import Deciding
from refdesk.desk.orders import Order
from refdesk.desk.outcomes import (
    Outcome,
    Tell,
    Turn,
    announce,
    conclude,
    for_now,
    outcome_of,
    sender_is,
)
from refdesk.desk.places import Places
from refdesk.desk.ports import Append, IntakeRow, Receipt, ThreadBinding
from refdesk.domain.actors import Actor
from refdesk.domain.commands import Command
from refdesk.domain.conversation import Conversation
from refdesk.errors import Conflict, ForbiddenOrAbsent, HeadMoved

TRIES = 4  # once, then 3 times more when another node appended first


class Turns:
    """Decides commands against the log; owns the turns it began and awaits them in `close`.

    A turn goes on to its end though its sender's connection closed: an append whose outcome
    nobody waited for would leave the cache behind the log.
    """

    def __init__(self, deciding: Deciding) -> None:
        self._deciding = deciding
        self._places: Places[Turn] = Places(self._serve)
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
            if self._places.free(order.conversation):
                self._places.take(order.conversation)
                self._begin(turn)
            else:
                self._places.join(order.conversation, turn)
        elif known.order.fingerprint == order.fingerprint:
            known.tell.append(tell)
        else:
            tell(Conflict("cid_used"))

    async def conversation(self, conversation: str, reach: int = 0) -> Conversation:
        """Give the state as it is known here; raises ForbiddenOrAbsent when there is none.

        It has come at least as far as `reach`, a head that the caller read from the database.
        """
        kept = self._deciding.kept.get(conversation)
        if kept is not None and kept.head >= reach:
            return kept
        self.forget(conversation)
        async with self._places.turn(conversation):
            found = await self._deciding.find(conversation)
        if found is None:
            raise ForbiddenOrAbsent(detail=f"no conversation {conversation}")
        return found

    async def newest(self, conversation: str) -> Conversation:
        """Give the state as the log has it, whichever node wrote last."""
        kept = self._deciding.kept.get(conversation)
        if kept is not None and await self._deciding.behind(kept):
            self.forget(conversation)
        return await self.conversation(conversation)

    def kept(self) -> set[str]:
        """Give the conversations whose state is kept."""
        return set(self._deciding.kept)

    def head(self, conversation: str) -> int:
        """Give the head of the kept state, 0 when none is kept."""
        kept = self._deciding.kept.get(conversation)
        return kept.head if kept is not None else 0

    def forget(self, conversation: str) -> None:
        """Read this conversation from the log next time: somebody else wrote."""
        self._deciding.forget(conversation)

    def under_way(self) -> int:
        """Count the turns that have begun and not ended."""
        return self._open

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
        announce(turn, outcome)

    def _hold_back(self, conversation: str, failed: Mapping[str, Outcome]) -> None:
        """Refuse what came behind a sender's command that is to be sent again (G4)."""
        for sender, failure in failed.items():
            for turn in self._places.call_off(conversation, sender_is(sender)):
                self._end(turn, failure)

    # Turns of which nothing has to be read or waited for: most messages

    def _begin(self, turn: Turn) -> None:
        append = self._deciding.at_once(
            turn.order, self._deciding.kept.get(turn.order.conversation)
        )
        if append is None:
            self._slowly(turn)
        else:
            self._deciding.log.submit(append, partial(self._settle_one, turn, append))

    def _serve(self, conversation: str) -> None:
        """Decide all whose turn it is as one chain, up to the first that needs a task."""
        links: list[Link] = []
        state, basis = self._deciding.kept.get(conversation), ""
        while len(links) < LONGEST and (turn := self._places.first(conversation)) is not None:
            append = self._deciding.at_once(turn.order, state, basis)
            if append is None:
                break
            self._places.call(conversation)
            links.append(Link(turn, append))
            state, basis = append.after, append.recorded[-1].id
        if links:
            Chain(links, self._settle).submit(self._deciding.log)
        elif turn is not None:
            self._places.call(conversation)
            self._slowly(turn)

    def _settle_one(self, turn: Turn, append: Append, outcome: Outcome) -> None:
        if isinstance(outcome, BaseException):
            self._settle(((Link(turn, append), outcome),))
            return
        self._deciding.keep(append, turn.order.actor.sender, outcome)
        self._end(turn, outcome)
        self._places.leave(append.conversation)

    def _settle(self, ended: Sequence[tuple[Link, Outcome]]) -> None:
        """Tell how a chain ended; what rested on something that did not come to be comes again."""
        conversation = ended[0][0].append.conversation
        failed: dict[str, Outcome] = {}
        again: list[Link] = []
        for link, ending in ended:
            sender, outcome = link.turn.order.actor.sender, ending
            if isinstance(outcome, HeadMoved):
                if sender not in failed:
                    again.append(link)
                    continue
                outcome = failed[sender]
            self._deciding.keep(link.append, sender, outcome)
            self._end(link.turn, outcome)
            if for_now(outcome):
                failed.setdefault(sender, outcome)
        if failed:
            self._hold_back(conversation, failed)
        if again:
            self._once_more(again)
        else:
            self._places.leave(conversation)

    def _once_more(self, links: Sequence[Link]) -> None:
        """Decide the first by a task, on the newest state, those behind it after that."""
        first = links[0]
        if not first.append.basis:  # another node wrote
            self.forget(first.append.conversation)
        self._places.put_back(first.append.conversation, [one.turn for one in links[1:]])
        self._slowly(first.turn, TRIES - 1)

    # Any other turn: a task

    def _slowly(self, turn: Turn, tries: int = TRIES) -> None:
        task = asyncio.get_running_loop().create_task(self._deciding.in_turn(turn.order, tries))
        task.add_done_callback(partial(self._slowly_ended, turn))

    def _slowly_ended(self, turn: Turn, task: asyncio.Task[Receipt]) -> None:
        conversation, outcome = turn.order.conversation, outcome_of(task)
        self._end(turn, outcome)
        if for_now(outcome):
            self._hold_back(conversation, {turn.order.actor.sender: outcome})
        self._places.leave(conversation)
