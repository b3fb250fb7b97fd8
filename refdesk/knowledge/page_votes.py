"""Whether an entry answered whoever read its public page: one word a person, entry and day."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import date
from typing import Final

import structlog

from refdesk.errors import RefdeskError
from refdesk.knowledge.page_vote_ports import PageVoteStore

LOOK_EVERY: Final = 3_600.0  # seconds between looks whether a day is over

_log = structlog.get_logger(__name__)


class PageVotes:
    """Takes votes; `today` is the library's date."""

    def __init__(self, store: PageVoteStore, today: Callable[[], date]) -> None:
        self._store = store
        self._today = today

    async def vote(self, entry: str, voter: str, *, helped: bool) -> None:
        """Keep a vote; `voter` is a mark by which the same reader is known today, no longer."""
        await self._store.vote(entry, voter, self._today(), helped=helped)

    async def run(self) -> None:
        """Forget the marks of days that are over; ends by cancellation."""
        while True:
            try:
                await self._store.fold(self._today())
            except RefdeskError as problem:
                _log.warning("page_votes_not_folded", problem=problem.key)
            await asyncio.sleep(LOOK_EVERY)
