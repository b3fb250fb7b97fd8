"""The use of entries: how often they are read on their pages, suggested in conversations, by month.

Counts are collected in memory and added to the store every minute, away from messages; what a
crash loses is a minute of them. Nothing tells who it was.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from datetime import date
from typing import Final

import structlog

from refdesk.domain.conversation import Conversation
from refdesk.domain.events import Recorded, Suggested
from refdesk.errors import RefdeskError
from refdesk.knowledge.entry_use_ports import ByMonth, EntryUseStore, Use

EVERY: Final = 60.0  # seconds between additions to the store
LAST_WITHIN: Final = 2.0  # seconds for the last one when the server stops
MONTHS: Final = 12  # that are shown, this one with them
_VIEWED, _OFFERED = Use(viewed=1), Use(offered=1)

_log = structlog.get_logger(__name__)


class EntryUse:
    """Counts; `today` is the library's date."""

    kinds = frozenset({Suggested.kind})  # of events it reacts to

    def __init__(self, store: EntryUseStore, today: Callable[[], date]) -> None:
        self._store = store
        self._today = today
        self._counted: dict[tuple[date, str], Use] = {}

    def viewed(self, entry: str) -> None:
        """Count that somebody opened an entry's page."""
        self._count(entry, _VIEWED)

    def react(self, _: Conversation, recorded: tuple[Recorded, ...]) -> None:
        """Count entries that were suggested to a patron: a reaction of the hub."""
        for one in recorded:
            if isinstance(one.event, Suggested):
                for offer in one.event.offers:
                    self._count(offer.entry, _OFFERED)

    def _count(self, entry: str, use: Use) -> None:
        key = self._today().replace(day=1), entry
        self._counted[key] = self._counted.get(key, Use()) + use

    async def keep(self) -> None:
        """Add what was counted to the store; what it does not take is tried again later."""
        counted, self._counted = self._counted, {}
        for month in sorted({month for month, _ in counted}):
            uses = {entry: use for (of, entry), use in counted.items() if of == month}
            try:
                await self._store.add(month, uses)
            except RefdeskError as problem:
                _log.warning("entry_use_not_kept", problem=problem.key)
                for entry, use in uses.items():
                    self._counted[month, entry] = self._counted.get((month, entry), Use()) + use

    async def run(self) -> None:
        """Keep what is counted again and again, a last time at the end, which is cancellation."""
        try:
            while True:
                await asyncio.sleep(EVERY)
                await self.keep()
        finally:
            with suppress(TimeoutError):
                async with asyncio.timeout(LAST_WITHIN):
                    await self.keep()

    async def of(self, entries: Collection[str]) -> Mapping[str, ByMonth]:
        """Give the use of these entries in the last twelve months, as kept so far."""
        return await self._store.of(entries, self.months()[-1])

    def months(self) -> list[date]:
        """Give the months that are shown, the newest first, each named by its first day."""
        count = self._today().year * 12 + self._today().month - 1
        return [
            date(number // 12, number % 12 + 1, 1) for number in range(count, count - MONTHS, -1)
        ]
