"""Gaps: groups of questions without an answer, from the first asking to the entry that answers."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

import structlog

from refdesk.errors import BadRequest, ForbiddenOrAbsent, RefdeskError
from refdesk.knowledge.lesson_ports import Gap, GapState, GapStore, Group
from refdesk.knowledge.shelf import Shelf

ASKED_AGAIN: Final = 5  # newest questions of a group that are put to a changed knowledge base
LOOK_EVERY: Final = 5.0  # seconds between looks whether it has changed
UNDONE: Final = (GapState.OPEN, GapState.DRAFTED)
TREND_WEEKS: Final = 12
LONGEST_REASON: Final = 300  # characters
BY_ITSELF: Final = "refdesk"  # who closes a group when its questions are answered

_log = structlog.get_logger(__name__)


class Gaps:
    """Shows groups, takes decisions on them, closes those that an entry has come to answer."""

    def __init__(self, store: GapStore, shelf: Shelf, clock: Callable[[], datetime]) -> None:
        self._store = store
        self._shelf = shelf
        self._clock = clock
        self._seen = -1  # version of the knowledge base that groups were put to

    async def page(self, states: Sequence[GapState], limit: int) -> list[Gap]:
        """Give the largest groups in these states."""
        return await self._store.page(states, limit, self._clock())

    async def decide(
        self, gap: str, state: GapState, entry: str, by: str, reason: str = ""
    ) -> Group:
        """Set how far a group has come; a drafted or closed one names its entry.

        `reason` says why it is none of ours, so that whoever comes later may think otherwise.

        Raises BadRequest without an entry where one is needed, ForbiddenOrAbsent when there is no
        such group.
        """
        named = state in (GapState.DRAFTED, GapState.CLOSED)
        if named and not entry:
            raise BadRequest("gap_needs_entry")
        why = reason[:LONGEST_REASON] if state is GapState.DISMISSED else ""
        given = (entry if named else "", by, self._clock(), why)
        found = await self._store.decide(gap, state, *given)
        if found is None:
            raise ForbiddenOrAbsent
        return found

    def published(self, group: Group) -> bool:
        """Tell whether the entry named by a group is with patrons."""
        found = (self._shelf.entry(group.entry, lang) for lang in ("id", "en"))
        return bool(group.entry) and any(found)

    async def run(self) -> None:
        """Put open groups to the knowledge base whenever it has changed; ends by cancellation."""
        while True:
            try:
                if self._shelf.ready and self._shelf.version != self._seen:
                    self._seen = self._shelf.version
                    await self.ask_again()
            except RefdeskError as problem:
                self._seen = -1
                _log.warning("gaps_not_asked_again", problem=problem.key)
            await asyncio.sleep(LOOK_EVERY)

    async def ask_again(self) -> int:
        """Close every group most of whose newest questions an entry answers now; give how many."""
        closed = 0
        for group in await self._store.groups():
            if group.state not in UNDONE:
                continue
            entry = await self._answer(group)
            if entry:
                state, now = GapState.CLOSED, self._clock()
                await self._store.decide(group.id, state, entry, BY_ITSELF, now)
                closed += 1
        return closed

    async def _answer(self, group: Group) -> str:
        """Give the entry that answers most of the newest questions, "" when none does."""
        examples = await self._store.examples(group.id, ASKED_AGAIN)
        answers: Counter[str] = Counter()
        for one in examples:
            offers = await self._shelf.suggest(one.text, one.language, staff=False)
            fresh = (offer.entry for offer in offers if offer.entry not in group.rejected)
            answers.update([next(fresh, "")])
        entry, count = max(answers.items(), key=lambda pair: pair[1], default=("", 0))
        return entry if 2 * count > len(examples) else ""


def trend(weeks: Mapping[str, int], now: datetime) -> list[int]:
    """Count questions by week, the newest twelve weeks, the oldest of them first."""
    days = (now - timedelta(weeks=ago) for ago in reversed(range(TREND_WEEKS)))
    return [weeks.get(week_name(day), 0) for day in days]


def week_name(day: datetime) -> str:
    """Name a week by ISO 8601, e.g. `2026-W48`."""
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02}"
