"""What a patron is told about the desk: open or not, place in line, honest wait."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from refdesk.desk.ports import Calendar, Clock, Lists
from refdesk.desk.staffing import Staffing
from refdesk.domain.waiting import estimate
from refdesk.protocol.values import DeskState
from refdesk.web.wire import stamp

RECENT = timedelta(hours=4)  # waits of this time count for the estimate


@dataclass(frozen=True, slots=True)
class DeskStates:
    """Tells the state of a desk from its duty roster, its hours and its line."""

    staffing: Staffing
    lists: Lists
    calendar: Calendar
    clock: Clock

    async def of(self, desk: str, language: str, conversation: str = "") -> DeskState:
        """Give the state; with place and estimate for `conversation` while it waits."""
        now = self.clock()
        hours = self.calendar.at(desk, now, language)
        present = sum(one.present for one in await self.staffing.of(desk, now))
        position = await self.lists.position(conversation) if conversation else 0
        return DeskState(
            open=present > 0,
            opens_at=stamp(hours.opens_at),
            promised_at=stamp(hours.promised_at),
            position=position,
            wait=await self._wait(desk, position, present, now) if position else 0,
            hours=hours.today,
        )

    async def _wait(self, desk: str, position: int, present: int, now: datetime) -> int:
        recent = await self.lists.recent_waits(desk, now - RECENT)
        return estimate(recent, position, present)
