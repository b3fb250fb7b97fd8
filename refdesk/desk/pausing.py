"""Pausing spares the desk: who was ended as abuse is heard later for a while, not at once.

Nobody is refused: the question is kept with a promised time, for staff to read when they choose.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Final

import structlog

from refdesk.desk.ports import Clock
from refdesk.domain.conversation import Conversation
from refdesk.domain.decisions import ABUSE
from refdesk.domain.events import Coded, Recorded
from refdesk.errors import RefdeskError

EVERY: Final = 15.0  # seconds; other nodes' endings, and those of before a start
Ended = Callable[[datetime], Awaitable[list[tuple[str, str, datetime | None]]]]
"""Gives what was ended as abuse since a time: patron key, conversation, end (None: open again)."""

_log = structlog.get_logger(__name__)


class Pausing:
    """Patron keys that pause, by the conversations that made them; read again from the lists."""

    kinds = frozenset({Coded.kind})  # of events it reacts to

    def __init__(self, ended: Ended, clock: Clock, lasts: timedelta) -> None:
        self._ended = ended
        self._clock = clock
        self._lasts = lasts
        self._until: dict[str, dict[str, datetime]] = {}
        self._meanwhile: dict[str, tuple[str, datetime | None]] | None = None  # while reading

    def pauses(self, patron: str) -> bool:
        """Tell whether what this patron asks now is to be kept for later."""
        now = self._clock()
        return any(now < until for until in self._until.get(patron, {}).values())

    def react(self, conversation: Conversation, recorded: tuple[Recorded, ...]) -> None:
        """Take notice of what was just coded (a reaction of the hub)."""
        for one in recorded:
            if isinstance(one.event, Coded):
                self._coded(conversation, abuse=one.event.outcome == ABUSE)

    def _coded(self, conversation: Conversation, *, abuse: bool) -> None:
        """Pause, or take back the pause of this conversation: it was a mistake."""
        until = (conversation.ended_at or self._clock()) + self._lasts if abuse else None
        self._put(conversation.patron, conversation.id, until)
        if self._meanwhile is not None:
            self._meanwhile[conversation.id] = (conversation.patron, until)

    def _put(self, patron: str, conversation: str, until: datetime | None) -> None:
        if until is not None and until > self._clock():
            self._until.setdefault(patron, {})[conversation] = until
        elif own := self._until.get(patron):
            own.pop(conversation, None)
            if not own:
                del self._until[patron]

    async def look(self) -> None:
        """Take over who was ended lately, one look at a time; raises what the store raises.

        What is coded here during the reading counts more than what was read. Of what is open again
        the end is not in the lists: its pause stays as it was known.
        """
        meanwhile = self._meanwhile = {}
        try:
            read = await self._ended(self._clock() - self._lasts)
        finally:
            self._meanwhile = None
        known, self._until = self._until, {}
        for patron, conversation, ended in read:
            until = ended + self._lasts if ended else known.get(patron, {}).get(conversation)
            self._put(patron, conversation, until)
        for conversation, (patron, until) in meanwhile.items():
            self._put(patron, conversation, until)

    async def run(self) -> None:
        """Look every so often; ends only by cancellation."""
        while self._lasts:
            try:
                await self.look()
            except RefdeskError as error:
                _log.warning("pauses not read", why=error.code)
            await asyncio.sleep(EVERY)
