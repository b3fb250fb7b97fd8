"""Watched lists: the newest state always comes, whatever changes while a round is read."""

import asyncio
from collections.abc import Sequence
from datetime import datetime

import pytest

from refdesk.desk.ports import Line
from refdesk.desk.staffing import OnDuty, Staffing
from refdesk.domain import commands as c
from refdesk.protocol import frames
from refdesk.protocol.shapes import Out
from refdesk.web.desk_state import DeskStates
from refdesk.web.list_states import ListSource, Round, Sight
from refdesk.web.watching import Watch, Watching
from tests.fakes.desk import PlainCalendar
from tests.fakes.whole_desk import Desk, librarian


class Outlet:
    """Notices what is sent."""

    drained = True

    def __init__(self) -> None:
        self.on_duty = asyncio.Event()
        self.sent: list[tuple[str, int]] = []  # which list, how many on duty in it

    def send(self, frame: Out, *, slot: str = "", droppable: bool = False) -> None:
        """Notice a librarian in the list of those on duty."""
        if isinstance(frame, frames.State):
            self.sent.append((frame.what, len(frame.duty)))
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

    async def of(
        self, desk: str, now: datetime, claimed: Sequence[Line] | None = None
    ) -> list[OnDuty]:
        """Give the roster as it was, let it change meanwhile."""
        found = await super().of(desk, now, claimed)
        if not self.read:
            self.read = True
            await self.desk.assignment.set_duty(librarian("sari"), on=True)
        return found


def watching_of(desk: Desk) -> Watching:
    """Give the watched lists of a desk."""
    staffing = Staffing(desk.roster, desk.lists, desk.presence)
    states = DeskStates(staffing, desk.lists, PlainCalendar(), lambda: desk.now)
    return Watching(desk.hub, ListSource(desk.lists, staffing, states, lambda: desk.now))


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
    assert ("duty", 0) in outlet.sent
    assert outlet.sent.index(("duty", 0)) < outlet.sent.index(("duty", 1))


async def test_a_list_opened_while_others_rest_is_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    """The pause between two states of a list is no pause before the first."""
    monkeypatch.setattr("refdesk.web.watching.BREATH", 3_600.0)
    desk = Desk()
    await desk.on_duty("sari")
    watching = watching_of(desk)
    running = asyncio.create_task(watching.run())
    for _ in range(2):
        outlet = Outlet()
        watching.add(Watch(Sight("duty", librarian("sari"), "id", tuple), outlet))
        async with asyncio.timeout(5):
            await outlet.on_duty.wait()
        assert outlet.sent == [("duty", 1)]
    running.cancel()


async def test_a_first_state_follows_what_is_still_on_the_way() -> None:
    """A connection whose welcome has not left yet gets its lists right behind it."""
    watching = watching_of(Desk())
    busy = Outlet()
    busy.drained = False
    watching.add(Watch(Sight("duty", librarian("sari"), "id", tuple), busy))
    await watching.refresh()
    assert busy.sent == [("duty", 0)]


async def test_a_list_opened_during_a_round_is_sent_next(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever opens a list does not wait until all others of a long round have theirs again."""
    monkeypatch.setattr("refdesk.web.watching.TURN", 0.0)
    watching = watching_of(Desk())
    order: list[str] = []

    class Noting(Outlet):
        def __init__(self, name: str) -> None:
            super().__init__()
            self.name = name

        def send(self, frame: Out, *, slot: str = "", droppable: bool = False) -> None:
            order.append(self.name)
            if self.name == "first":
                watching.add(Watch(Sight("duty", librarian("ani"), "id", tuple), Noting("opened")))

    for name in ("first", "second", "third"):
        sight = Sight("duty", librarian("sari"), "id", tuple)
        watching.add(Watch(sight, Noting(name), last=frames.State(what="duty", version=-1)))
    await watching.refresh()
    assert order == ["first", "opened", "second", "third"]


async def test_a_link_that_fills_during_a_round_gets_the_newest_state_later() -> None:
    """Nothing is put on a way out that others have filled meanwhile; the list stays due."""
    watching = watching_of(Desk())
    full = Outlet()

    class Filling(Outlet):
        def send(self, frame: Out, *, slot: str = "", droppable: bool = False) -> None:
            full.drained = False

    older = frames.State(what="duty", version=-1)
    for outlet in (Filling(), full):
        watching.add(Watch(Sight("duty", librarian("sari"), "id", tuple), outlet, last=older))
    await watching.refresh()
    assert full.sent == []
    full.drained = True
    await watching.refresh()
    assert full.sent == [("duty", 0)]


async def test_a_librarian_sees_their_own_conversations_longest_unanswered_first() -> None:
    """What one reading of all claims gives each is what the store's own list gives."""
    desk = Desk()
    await desk.on_duty("ani", "budi")
    for number, staff in enumerate(("ani", "budi", "ani", "ani")):
        await desk.ask(conversation=f"c{number}")
        await desk.turns.take(librarian(staff), f"c{number}", c.Claim(), cid=f"k{number}")
    fence = (await desk.state("c0")).fence
    await desk.turns.take(librarian("ani"), "c0", c.Say("Ada.", fence), cid="s1")
    staffing = Staffing(desk.roster, desk.lists, desk.presence)
    states = DeskStates(staffing, desk.lists, PlainCalendar(), lambda: desk.now)
    source = ListSource(desk.lists, staffing, states, lambda: desk.now)
    state = await Round(source).state(Sight("mine", librarian("ani"), "id", tuple))
    lines, count = await desk.lists.held_by("ani")
    assert [row.conversation for row in state.rows] == [line.conversation for line in lines]
    assert state.count == count == 3
    assert state.rows[-1].conversation == "c0"
