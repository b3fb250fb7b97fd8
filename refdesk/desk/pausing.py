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
Ended = Callable[[datetime], Awaitable[list[tuple[str, datetime]]]]
"""Gives patron keys with the end of conversations that were ended as abuse since a time."""

_log = structlog.get_logger(__name__)


class Pausing:
    """Patron keys that pause; kept in memory, read again from the lists."""

    def __init__(self, ended: Ended, clock: Clock, lasts: timedelta) -> None:
        self._ended = ended
        self._clock = clock
        self._lasts = lasts
        self._until: dict[str, datetime] = {}

    def pauses(self, patron: str) -> bool:
        """Tell whether what this patron asks now is to be kept for later."""
        until = self._until.get(patron)
        return until is not None and self._clock() < until

    def react(self, conversation: Conversation, recorded: tuple[Recorded, ...]) -> None:
        """Take notice of what was just coded (a reaction of the hub)."""
        for one in recorded:
            if isinstance(one.event, Coded):
                self._coded(conversation, abuse=one.event.outcome == ABUSE)

    def _coded(self, conversation: Conversation, *, abuse: bool) -> None:
        if abuse:
            self._keep(conversation.patron, conversation.ended_at or self._clock())
        else:  # the codes were changed: it was a mistake
            self._until.pop(conversation.patron, None)

    def _keep(self, patron: str, ended: datetime) -> None:
        until = ended + self._lasts
        if until > self._clock():
            self._until[patron] = max(until, self._until.get(patron, until))

    async def look(self) -> None:
        """Read who was ended lately; forget whose pause is over."""
        now = self._clock()
        self._until = {key: until for key, until in self._until.items() if until > now}
        for patron, ended in await self._ended(now - self._lasts):
            self._keep(patron, ended)

    async def run(self) -> None:
        """Look every so often; ends only by cancellation."""
        while self._lasts:
            try:
                await self.look()
            except RefdeskError as error:
                _log.warning("pauses not read", why=error.code)
            await asyncio.sleep(EVERY)
