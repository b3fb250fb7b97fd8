"""Watched lists: whole, newest only, as each watcher may see them."""

from dataclasses import dataclass, field

import pytest

from refdesk.desk.staffing import Staffing
from refdesk.domain import commands as c
from refdesk.domain.actors import Actor
from refdesk.errors import Unavailable
from refdesk.protocol import frames
from refdesk.protocol.shapes import Lists, Out
from refdesk.web.desk_state import DeskStates
from refdesk.web.list_states import ListSource, Sight
from refdesk.web.watching import Watcher, Watching
from tests.fakes.desk import PlainCalendar
from tests.fakes.whole_desk import Desk, librarian, patron


@dataclass
class Tray:
    """An outlet that keeps the states it is given."""

    states: list[frames.State] = field(default_factory=list)
    drained: bool = True

    def send(self, frame: Out, *, slot: str = "", droppable: bool = False) -> None:
        """Take a frame."""
        assert isinstance(frame, frames.State)
        assert slot == f"state {frame.what}"
        self.states.append(frame)

    def send_encoded(self, data: bytes, events: int) -> None:
        """Lists are not sent encoded."""
        raise AssertionError

    def wake(self) -> None:
        """There is no worker."""


class Board:
    """A desk whose lists somebody watches."""

    def __init__(self) -> None:
        self.desk = Desk()
        desk = self.desk
        staffing = Staffing(desk.roster, desk.lists, desk.presence)
        states = DeskStates(staffing, desk.lists, PlainCalendar(), lambda: desk.now)
        self.watching = Watching(
            desk.hub, ListSource(desk.lists, staffing, states, lambda: desk.now)
        )

    def watch(self, reader: Actor, *lists: Lists, followed: tuple[str, ...] = ()) -> Tray:
        """Watch lists."""
        tray = Tray()
        watcher = Watcher(self.watching, tray)
        for what in lists:
            watcher.watch(Sight(what, reader, "id", lambda: followed))
        return tray


async def test_line_tells_each_librarian_what_is_offered_to_them() -> None:
    """The same line is seen by everybody, the offer only by those it was made to."""
    board = Board()
    await board.desk.on_duty("sari")
    sari, budi = board.watch(librarian("sari"), "line"), board.watch(librarian("budi"), "line")
    await board.desk.ask("jam buka?")
    await board.watching.refresh()
    (mine,), (other,) = sari.states[-1].rows, budi.states[-1].rows
    assert (mine.offered, other.offered) == (True, False)
    assert (mine.preview, mine.stage, mine.conversation) == ("jam buka?", "offered", "c1")


async def test_claim_moves_a_row_from_line_to_mine() -> None:
    """After a claim the row is in the holder's list with its fence, gone from the line."""
    board = Board()
    await board.desk.on_duty("sari")
    await board.desk.ask()
    tray = board.watch(librarian("sari"), "line", "mine", "duty")
    await board.watching.refresh()
    fence = (await board.desk.turns.take(librarian("sari"), "c1", c.Claim())).seq
    await board.watching.refresh()
    newest = {state.what: state for state in tray.states}
    assert newest["line"].rows == []
    (row,) = newest["mine"].rows
    assert (row.fence, row.holder, row.holder_name, row.unanswered) == (fence, "sari", "Sari", True)
    assert [(one.staff, one.load, one.connected) for one in newest["duty"].duty] == [
        ("sari", 1, True)
    ]


async def test_kept_question_carries_its_promise() -> None:
    """A question asked while nobody is on duty is in the list of kept ones."""
    board = Board()
    await board.desk.ask()
    tray = board.watch(librarian("sari"), "asked")
    await board.watching.refresh()
    (row,) = tray.states[-1].rows
    assert (row.stage, tray.states[-1].count) == ("asked", 1)
    assert row.promised_at > 0


async def test_patron_sees_the_desk_with_their_place() -> None:
    """A waiting patron is told their place; who does not wait only whether the desk is open."""
    board = Board()
    await board.desk.on_duty("sari")
    for number in (1, 2):
        await board.desk.ask(conversation=f"c{number}")
    second = board.watch(patron(), "desk", followed=("c2",))
    nobody = board.watch(patron("p9"), "desk")
    await board.watching.refresh()
    (waiting,), (idle,) = second.states, nobody.states
    assert waiting.desk is not None
    assert idle.desk is not None
    assert (waiting.desk.open, waiting.desk.position, waiting.desk.hours) == (
        True,
        2,
        "08.00–16.00",
    )
    assert idle.desk.position == 0


async def test_unchanged_list_is_not_sent_again() -> None:
    """A ring that changes nothing sends nothing; watching anew sends the whole state."""
    board = Board()
    tray = Tray()
    watcher = Watcher(board.watching, tray)
    sight = Sight("line", librarian("sari"), "id", tuple)
    watcher.watch(sight)
    await board.watching.refresh()
    board.desk.hub.changed("desk:main")
    board.desk.hub.changed("kb")
    await board.watching.refresh()
    assert len(tray.states) == 1
    watcher.watch(sight)
    await board.watching.refresh()
    assert len(tray.states) == 2
    watcher.unwatch("line")
    watcher.unwatch("line")
    await board.desk.ask()
    await board.watching.refresh()
    assert len(tray.states) == 2


async def test_list_that_cannot_be_read_is_sent_when_it_can(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """While the store is down nothing is sent, afterwards the whole state is."""
    board = Board()
    tray = board.watch(librarian("sari"), "line")

    async def down(stream: str) -> int:
        raise Unavailable

    with monkeypatch.context() as patch:
        patch.setattr(board.desk.lists, "version", down)
        await board.watching.refresh()
    assert tray.states == []
    await board.watching.refresh()
    assert len(tray.states) == 1


async def test_weak_link_gets_the_newest_state_once_it_is_free() -> None:
    """While something is still on the way nothing is put behind it; then one state comes."""
    board = Board()
    tray = board.watch(librarian("sari"), "asked")
    tray.drained = False
    for number in (1, 2):
        await board.desk.ask(conversation=f"c{number}")
        await board.watching.refresh()
    assert tray.states == []
    tray.drained = True
    await board.watching.refresh()
    assert [state.count for state in tray.states] == [2]
