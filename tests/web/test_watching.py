"""Watched lists: the newest state always comes, whatever changes while a round is read."""

import asyncio
from datetime import datetime

from refdesk.desk.staffing import OnDuty, Staffing
from refdesk.protocol import frames
from refdesk.protocol.shapes import Out
from refdesk.web.desk_state import DeskStates
from refdesk.web.list_states import ListSource, Sight
from refdesk.web.watching import Watch, Watching
from tests.fakes.desk import PlainCalendar
from tests.fakes.whole_desk import Desk, librarian


class Outlet:
    """Notices what is sent."""

    drained = True

    def __init__(self) -> None:
        self.on_duty = asyncio.Event()

    def send(self, frame: Out, *, slot: str = "", droppable: bool = False) -> None:
        """Notice a librarian in the list of those on duty."""
        if isinstance(frame, frames.State) and frame.duty:
            self.on_duty.set()

    def send_encoded(self, data: bytes, events: int) -> None:
        """Nothing encoded comes from lists."""

    def wake(self) -> None:
        """There is nothing to wake."""


class SlowStaffing(Staffing):
    """Somebody goes on duty right after the roster was first read."""

    desk: Desk
    read = False

    async def of(self, desk: str, now: datetime) -> list[OnDuty]:
        """Give the roster as it was, let it change meanwhile."""
        found = await super().of(desk, now)
        if not self.read:
            self.read = True
            await self.desk.assignment.set_duty(librarian("sari"), on=True)
        return found


async def test_what_changes_during_a_round_comes_in_the_next() -> None:
    """Two lists share one reading; when it is out of date at once, both are sent again."""
    desk = Desk()
    staffing = SlowStaffing(desk.roster, desk.lists, desk.presence)
    staffing.desk = desk
    states = DeskStates(staffing, desk.lists, PlainCalendar(), lambda: desk.now)
    watching = Watching(desk.hub, ListSource(desk.lists, staffing, states, lambda: desk.now))
    outlet = Outlet()
    watching.add(Watch(Sight("line", librarian("sari"), "id", tuple), outlet))
    watching.add(Watch(Sight("duty", librarian("sari"), "id", tuple), outlet))
    running = asyncio.create_task(watching.run())
    async with asyncio.timeout(5):
        await outlet.on_duty.wait()
    running.cancel()
