"""Following: catching up, gaps, resets, whatever happens meanwhile."""

from dataclasses import dataclass, field, replace
from typing import Any

import msgspec
import pytest

from refdesk.desk.hub import News
from refdesk.domain import commands as c
from refdesk.domain.actors import Actor
from refdesk.domain.conversation import Conversation
from refdesk.errors import RefdeskError, Unavailable
from refdesk.protocol import codes
from refdesk.protocol.server import encode
from refdesk.protocol.shapes import Out
from refdesk.web.following import Followings, Source
from refdesk.web.wire import View
from tests.fakes.desk import MemoryMarks
from tests.fakes.whole_desk import Desk, librarian, patron


@dataclass
class Tray:
    """An outlet that keeps what it is given."""

    frames: list[dict[str, Any]] = field(default_factory=list)
    drained: bool = True
    woken: int = 0

    def send(self, frame: Out, *, slot: str = "", droppable: bool = False) -> None:
        """Take a frame."""
        self.frames.append(msgspec.json.decode(encode(frame)))

    def send_encoded(self, data: bytes, events: int) -> None:
        """Take an encoded frame."""
        frame = msgspec.json.decode(data)
        assert len(frame["events"]) == events
        self.frames.append(frame)

    def wake(self) -> None:
        """Count the calls."""
        self.woken += 1


class Follower:
    """One reader of a desk on fakes."""

    def __init__(self, desk: Desk, actor: Actor) -> None:
        self.tray = Tray()
        self.refused: list[str] = []
        view = View(actor.party == "staff", lambda *_: None)

        async def admit(_: Actor, conversation: Conversation) -> None:
            """Let everybody in."""

        source = Source(desk.hub, desk.log, MemoryMarks(), desk.turns.conversation, admit)
        self.followings = Followings(source, actor, view, self.tray, self._refuse)

    def _refuse(self, error: RefdeskError, cid: str, conversation: str) -> None:
        self.refused.append(f"{error.code} {conversation}")

    async def catch_up(self) -> None:
        """Do all the work that is due."""
        while await self.followings.work():
            pass

    def taken(self) -> list[dict[str, Any]]:
        """Take what was sent."""
        frames, self.tray.frames = self.tray.frames, []
        return frames

    def seqs(self) -> list[int]:
        """Take the numbers of the events that were sent."""
        return [event["seq"] for frame in self.taken() for event in frame.get("events", [])]


async def test_events_before_the_end_of_catching_up_wait_in_the_log() -> None:
    """While a page is under way new events are neither sent early nor lost."""
    desk = Desk()
    await desk.ask()
    follower = Follower(desk, patron())
    follower.followings.follow("c1", (0, ""))
    await desk.turns.take(patron(), "c1", c.Say("dua"))
    assert follower.taken() == []
    await follower.catch_up()
    await desk.turns.take(patron(), "c1", c.Say("tiga"))
    assert follower.seqs() == [1, 2, 3, 4, 5]


async def test_next_page_waits_until_the_last_has_left() -> None:
    """Nothing is read for a reader whose way out is not free."""
    desk = Desk()
    await desk.ask()
    follower = Follower(desk, patron())
    follower.followings.follow("c1", (0, ""))
    follower.tray.drained = False
    assert not await follower.followings.work()
    follower.tray.drained = True
    assert await follower.followings.work()


async def test_missed_news_are_read_from_the_log() -> None:
    """A reader who was not told of an event gets it with the next one, in order."""
    desk = Desk()
    await desk.ask()
    follower = Follower(desk, librarian("sari"))
    follower.followings.follow("c1", (0, ""))
    await follower.catch_up()
    follower.taken()
    desk.hub.unfollow("c1", follower.followings)
    await desk.turns.take(patron(), "c1", c.Say("verpasst"))
    desk.hub.follow("c1", follower.followings)
    await desk.turns.take(patron(), "c1", c.Say("gehört"))
    assert follower.taken() == []
    await follower.catch_up()
    assert follower.seqs() == [4, 5]
    state = await desk.turns.conversation("c1")
    repeated = desk.memory.events["c1"][-1]
    follower.followings.news(News(state, (repeated,)))
    assert follower.taken() == []


async def elsewhere(desk: Desk, actor: Actor, command: c.Command) -> None:
    """Let another node take a command: this one's followers are not told of its events."""
    other = Desk()
    other.memory.events, other.memory.states = desk.memory.events, desk.memory.states
    await other.turns.take(actor, "c1", command)
    desk.turns.forget("c1")


async def test_what_another_node_wrote_is_read_when_it_is_told() -> None:
    """A reader who is told that the log went on gets all of it, in order, then the new head."""
    desk = Desk()
    await desk.ask()
    follower = Follower(desk, patron())
    follower.followings.follow("c1", (0, ""))
    await follower.catch_up()
    follower.taken()
    await elsewhere(desk, patron(), c.Say("dua"))
    await elsewhere(desk, patron(), c.Say("tiga"))
    desk.hub.moved("c1", 5)
    await follower.catch_up()
    assert follower.tray.frames[-1]["head"] == 5
    assert follower.seqs() == [4, 5]
    assert follower.followings.heads() == {"c1": 5}


async def test_a_patron_is_sent_no_byte_for_what_staff_wrote_elsewhere() -> None:
    """A note taken by another node costs a reading and sends the patron nothing (G6)."""
    desk = Desk()
    await desk.ask()
    follower = Follower(desk, patron())
    follower.followings.follow("c1", (0, ""))
    await follower.catch_up()
    follower.taken()
    await elsewhere(desk, librarian("sari"), c.Note("tamu lama"))
    desk.hub.moved("c1", 4)
    await follower.catch_up()
    assert follower.taken() == []
    assert follower.followings.live("c1")
    await desk.turns.take(patron(), "c1", c.Say("dua"))
    assert follower.seqs() == [4]


async def test_a_move_during_a_page_is_not_missed(monkeypatch: pytest.MonkeyPatch) -> None:
    """What another node writes after a page was read, before it was sent, follows it."""
    desk = Desk()
    await desk.ask()
    follower = Follower(desk, patron())
    follower.followings.follow("c1", (0, ""))
    read = desk.log.read_since

    async def overtaken(name: str, after: int, most: int, *, public: bool, within: int) -> object:
        page = await read(name, after, most, public=public, within=within)
        if not after:
            await elsewhere(desk, patron(), c.Say("dua"))
            desk.hub.moved("c1", 4)
        return page

    monkeypatch.setattr(desk.log, "read_since", overtaken)
    await follower.catch_up()
    assert follower.seqs() == [1, 2, 3, 4]


async def test_staff_news_reveal_what_a_patron_missed() -> None:
    """An event for staff, taken here, lets a patron's reader notice that it is behind."""
    desk = Desk()
    await desk.ask()
    follower = Follower(desk, patron())
    follower.followings.follow("c1", (0, ""))
    await follower.catch_up()
    follower.taken()
    await elsewhere(desk, patron(), c.Say("dua"))
    await desk.turns.take(librarian("sari"), "c1", c.Note("tamu lama"))
    await follower.catch_up()
    assert follower.seqs() == [4]


async def test_purged_conversation_is_reset_and_left() -> None:
    """Who follows a conversation whose texts were deleted is told so, and gets nothing else."""
    desk = Desk()
    await desk.ask()
    desk.memory.states["c1"] = replace(desk.memory.states["c1"], forgotten=True)
    follower = Follower(desk, patron())
    follower.followings.follow("c1", (2, "e2"))
    await follower.catch_up()
    assert follower.taken() == [{"type": "reset", "conversation": "c1", "reason": "purged"}]
    assert "c1" not in follower.followings


async def test_unknown_conversation_and_too_many_are_refused() -> None:
    """What is not there is refused by name, and so is one conversation too many."""
    desk = Desk()
    await desk.ask()
    follower = Follower(desk, patron())
    follower.followings.follow("c9", (0, ""))
    await follower.catch_up()
    assert follower.refused == ["forbidden_or_absent c9"]
    for number in range(codes.FOLLOW_LIMIT):
        follower.followings.follow(f"d{number}", (0, ""))
    follower.followings.follow("c1", (0, ""))
    assert follower.refused[-1] == "bad_request c1"
    follower.followings.stop()
    assert desk.hub.followers("d0") == 0


async def test_store_that_is_down_is_the_connections_affair(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A page that cannot be read is not skipped: the connection hears of it."""
    desk = Desk()
    await desk.ask()
    follower = Follower(desk, patron())
    follower.followings.follow("c1", (0, ""))

    async def down(conversation: str) -> bool:
        raise Unavailable

    monkeypatch.setattr(desk.log, "purged", down)
    with pytest.raises(Unavailable):
        await follower.catch_up()


async def test_unfollowed_meanwhile_gets_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """A conversation that is unfollowed while its page is read sends nothing more."""
    desk = Desk()
    await desk.ask()
    follower = Follower(desk, patron())
    follower.followings.follow("c1", (0, ""))
    read = desk.log.read_since

    async def slow(name: str, after: int, most: int, *, public: bool, within: int) -> object:
        page = await read(name, after, most, public=public, within=within)
        follower.followings.unfollow("c1")
        return page

    monkeypatch.setattr(desk.log, "read_since", slow)
    await follower.catch_up()
    assert follower.taken() == []


async def test_suggestions_and_typing_go_to_whom_they_concern() -> None:
    """Suggestions reach the claim holder only, typing everybody but the writer."""
    desk = Desk()
    await desk.ask()
    await desk.turns.take(librarian("sari"), "c1", c.Claim())
    holder, other, asker = (
        Follower(desk, actor) for actor in (librarian("sari"), librarian("budi"), patron())
    )
    for one in (holder, other, asker):
        one.followings.follow("c1", (0, ""))
        await one.catch_up()
        one.taken()
    desk.hub.suggested("c1", 2, [])
    desk.hub.typing("c1", librarian("sari"))
    assert [frame["type"] for frame in holder.taken()] == ["suggestions"]
    assert [frame["type"] for frame in other.taken()] == ["typing"]
    assert [frame["type"] for frame in asker.taken()] == ["typing"]


async def test_own_events_name_their_command_live_and_from_the_log() -> None:
    """The sender pairs an event with what they sent, also after a reconnect; others cannot."""
    desk = Desk()
    await desk.ask()
    mine, others = Follower(desk, patron()), Follower(desk, librarian("sari"))
    for follower in (mine, others):
        follower.followings.follow("c1", (0, ""))
        await follower.catch_up()
        follower.taken()
    await desk.turns.take(patron(), "c1", c.Say("dua"), cid="a" * 32)
    again = Follower(desk, patron())
    again.followings.follow("c1", (0, ""))
    await again.catch_up()

    def cids(follower: Follower) -> list[str]:
        events = [event for frame in follower.taken() for event in frame.get("events", [])]
        return [event.get("cid", "") for event in events if event.get("body") == "dua"]

    assert (cids(mine), cids(again), cids(others)) == (["a" * 32], ["a" * 32], [""])
