"""Suggesting: the knowledge base answers each new patron text, off the path of the message."""

from __future__ import annotations

import asyncio
from collections import OrderedDict

import structlog

from refdesk.desk.hub import Hub
from refdesk.desk.ports import Log, Suggester
from refdesk.desk.turn import Turns
from refdesk.domain import commands as c
from refdesk.domain import events as e
from refdesk.domain.actors import SYSTEM, Party
from refdesk.domain.claims import CLAIMED, UNCLAIMED
from refdesk.domain.conversation import Conversation
from refdesk.errors import RefdeskError, StoreBroken

MOST_WAITING = 64  # conversations; beyond it the one that waits longest stays without
MOST_TOLD = 1_000  # conversations whose last suggestion is kept in mind

_log = structlog.get_logger(__name__)


class Suggesting:
    """Offers entries to the patron while nobody has claimed, to the claim holder afterwards.

    A conversation waits once, however much was written meanwhile: only its newest text counts.
    `run` is awaited by a task of the application.
    """

    def __init__(self, turns: Turns, log: Log, suggester: Suggester, hub: Hub) -> None:
        self._turns = turns
        self._log = log
        self._suggester = suggester
        self._hub = hub
        self._waiting: OrderedDict[str, bool] = OrderedDict()  # whether what was told is told again
        self._told: OrderedDict[str, tuple[str | None, int]] = OrderedDict()
        self._stirred = asyncio.Event()

    def react(self, conversation: Conversation, recorded: tuple[e.Recorded, ...]) -> None:
        """Take notice of patron texts and of claims (a reaction of the hub)."""
        if any(_calls(one) for one in recorded):
            self.again(conversation.id)

    def again(self, conversation: str) -> None:
        """Suggest for the newest patron text of this conversation soon."""
        self._add(conversation, again=True)

    def moved(self, conversation: str) -> None:
        """Suggest to a claim holder here if the patron wrote at another node."""
        self._add(conversation, again=self._waiting.get(conversation, False))

    def _add(self, conversation: str, *, again: bool) -> None:
        self._waiting[conversation] = again
        if len(self._waiting) > MOST_WAITING:
            self._waiting.popitem(last=False)
        self._stirred.set()

    async def run(self) -> None:
        """Work through what waits, oldest first; ends only by cancellation."""
        while True:
            await self._stirred.wait()
            await self.work()

    async def work(self) -> None:
        """Suggest for everything that waits now."""
        self._stirred.clear()
        while self._waiting:
            conversation, again = self._waiting.popitem(last=False)
            try:
                await self._suggest(conversation, again=again)
            except RefdeskError as refusal:
                _log.info("no_suggestion", conversation=conversation, refusal=refusal.key)
            except StoreBroken:
                raise
            except Exception:  # noqa: BLE001 - one strange conversation must not close the desk
                _log.exception("suggesting_failed", conversation=conversation)

    async def _suggest(self, conversation: str, *, again: bool) -> None:
        state = await self._turns.conversation(conversation)
        of = state.newest_question
        claimed = state.stage in CLAIMED
        if not again and (not claimed or self._told.get(conversation) == (state.holder, of)):
            return  # the node that took the text suggests, or the holder has it already
        offered = state.unhelped or of <= state.suggested_for
        if not of or not (claimed or (state.stage in UNCLAIMED and not offered)):
            return
        text = await self._text(conversation, of)
        offers = await self._offers(state, text, staff=claimed)
        if claimed:
            self._hub.suggested(conversation, of, offers)
            self._remember(conversation, (state.holder, of))
        elif offers:
            await self._turns.take(SYSTEM, conversation, c.Suggest(of, offers))

    def _remember(self, conversation: str, told: tuple[str | None, int]) -> None:
        self._told[conversation] = told
        self._told.move_to_end(conversation)
        if len(self._told) > MOST_TOLD:
            self._told.popitem(last=False)

    async def _offers(self, state: Conversation, text: str, *, staff: bool) -> tuple[e.Offer, ...]:
        try:
            return tuple(
                await self._suggester.suggest(text, state.language, staff=staff, key=state.id)
            )
        except Exception:  # noqa: BLE001 - the desk goes on without suggestions (G16)
            _log.exception("suggester_failed", conversation=state.id)
            return ()

    async def _text(self, conversation: str, seq: int) -> str:
        page = await self._log.read_since(conversation, seq - 1, 1, public=False)
        event = page.recorded[0].event if page.recorded else None
        return event.body if isinstance(event, e.Said) else ""


def _calls(recorded: e.Recorded) -> bool:
    said = isinstance(recorded.event, e.Said) and recorded.by.party is Party.PATRON
    return said or isinstance(recorded.event, e.Claimed | e.Transferred)
