"""Suggesting: the knowledge base answers each new patron text, off the path of the message."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from contextlib import suppress
from typing import NamedTuple

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
REST = 99.0  # × the time a screen's suggestion took: a hundredth of the time at most
MOST_TOLD = 1_000  # conversations whose last suggestion is kept in mind

_log = structlog.get_logger(__name__)


class _Wish(NamedTuple):
    """A conversation's wish: whether what was told is told again, the text `of` if at hand."""

    again: bool
    of: int = 0
    text: str = ""


class Suggesting:
    """Offers entries to the patron while nobody has claimed, to the claim holder afterwards.

    A conversation waits once, however much was written meanwhile: only its newest text counts.
    Who waits for a librarian is served at once. The screens of claim holders share what is left:
    one after the other, each followed by a rest, so that a busy hour's messages do not wait for
    suggestions nobody has the time to read. `run` is awaited by a task of the application.
    """

    kinds = frozenset({e.Said.kind, e.Claimed.kind, e.Transferred.kind})  # of events it reacts to

    def __init__(self, turns: Turns, log: Log, suggester: Suggester, hub: Hub) -> None:
        self._turns = turns
        self._log = log
        self._suggester = suggester
        self._hub = hub
        self._questions: OrderedDict[str, _Wish] = OrderedDict()  # by conversation
        self._screens: OrderedDict[str, _Wish] = OrderedDict()
        self._told: OrderedDict[str, tuple[str | None, int]] = OrderedDict()
        self._stirred = asyncio.Event()
        self._rests_until = 0.0  # by the loop's clock

    def react(self, conversation: Conversation, recorded: tuple[e.Recorded, ...]) -> None:
        """Take notice of patron texts and of claims (a reaction of the hub)."""
        wish = _wish(recorded)
        if wish is not None:
            line = self._screens if conversation.stage in CLAIMED else self._questions
            self._add(line, conversation.id, wish)

    def again(self, conversation: str) -> None:
        """Suggest for the newest patron text of this conversation soon."""
        self._add(self._questions, conversation, _Wish(again=True))

    def moved(self, conversation: str) -> None:
        """Suggest to a claim holder here if the patron wrote at another node."""
        before = self._screens.get(conversation)
        again = (before is not None and before.again) or conversation in self._questions
        self._add(self._screens, conversation, _Wish(again))

    def _add(self, line: OrderedDict[str, _Wish], conversation: str, wish: _Wish) -> None:
        other = self._screens if line is self._questions else self._questions
        other.pop(conversation, None)
        line[conversation] = wish
        if len(line) > MOST_WAITING:
            line.popitem(last=False)
        if line is self._questions or len(line) == 1:
            self._stirred.set()

    async def run(self) -> None:
        """Suggest for what comes; ends only by cancellation or with the store."""
        now = asyncio.get_running_loop().time
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout_at(self._rests_until if self._screens else None):
                    await self._stirred.wait()
            self._stirred.clear()
            await self._serve(self._questions)
            began = now()
            if self._screens and began >= self._rests_until:
                await self._try(*self._screens.popitem(last=False))
                self._rests_until = now() + REST * (now() - began)

    async def work(self) -> None:
        """Suggest for everything that waits now, without a rest."""
        await self._serve(self._questions)
        await self._serve(self._screens)

    async def _serve(self, line: OrderedDict[str, _Wish]) -> None:
        while line:
            await self._try(*line.popitem(last=False))

    async def _try(self, conversation: str, wish: _Wish) -> None:
        try:
            await self._suggest(conversation, wish)
        except RefdeskError as refusal:
            _log.info("no_suggestion", conversation=conversation, refusal=refusal.key)
        except StoreBroken:
            raise
        except Exception:  # noqa: BLE001 - one strange conversation must not close the desk
            _log.exception("suggesting_failed", conversation=conversation)

    async def _suggest(self, conversation: str, wish: _Wish) -> None:
        state = await self._turns.conversation(conversation)
        of = state.newest_question
        claimed = state.stage in CLAIMED
        if not wish.again and (not claimed or self._told.get(conversation) == (state.holder, of)):
            return  # the node that took the text suggests, or the holder has it already
        offered = state.unhelped or of <= state.suggested_for
        if not of or not (claimed or (state.stage in UNCLAIMED and not offered)):
            return
        text = wish.text if wish.of == of else await self._text(conversation, of)
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


def _wish(recorded: tuple[e.Recorded, ...]) -> _Wish | None:
    """Wish for the newest patron text among these, or that it is read again for a new holder."""
    wish: _Wish | None = None
    for one in reversed(recorded):
        event = one.event
        if isinstance(event, e.Said):
            if one.by.party is Party.PATRON:
                return _Wish(True, one.seq, event.body)
        elif isinstance(event, e.Claimed | e.Transferred):
            wish = _Wish(again=True)
    return wish
