"""Two nodes on one database: what one writes the other notices, decides rightly, tells on."""

from __future__ import annotations

from datetime import timedelta

import pytest

from refdesk.desk.node_ports import EVERYTHING
from refdesk.domain import commands as c
from refdesk.errors import LostClaim
from tests.fakes.two_nodes import Node
from tests.fakes.whole_desk import librarian, patron


async def both_know(first: Node, second: Node) -> None:
    """Let rina and budi be on duty, c1 be kept in memory by both nodes."""
    await first.on_duty("rina")
    await second.on_duty("budi")
    await first.ask()
    await second.turns.conversation("c1")


async def test_a_sweep_tells_the_followers_of_another_nodes_events(
    first: Node, second: Node
) -> None:
    """Without any ring a follower is told to read on, once; the state is read anew."""
    await both_know(first, second)
    follower = second.follow()
    await second.catching_up.sweep()
    follower.told.clear()
    await first.turns.take(patron(), "c1", c.Say("masih ada?"))
    await second.catching_up.sweep()
    await second.catching_up.sweep()
    assert follower.told == ["moved"]
    assert (await second.turns.conversation("c1")).head == 4


async def test_own_events_are_not_told_twice(first: Node, second: Node) -> None:
    """After the hub told of an event a sweep finds nothing new."""
    await both_know(first, second)
    follower = first.follow()
    await first.catching_up.sweep()
    follower.told.clear()
    await first.turns.take(patron(), "c1", c.Say("masih ada?"))
    await first.catching_up.sweep()
    assert follower.told == ["news 4"]


async def test_a_ring_is_answered_by_one_reading(first: Node, second: Node) -> None:
    """What the first node rings lets the second look at that conversation, that desk."""
    await both_know(first, second)
    follower = second.follow()
    streams: list[str] = []
    second.hub.listen(streams.append)
    await second.catching_up.sweep()
    follower.told.clear()
    streams.clear()
    first.rung.clear()
    await first.turns.take(patron(), "c1", c.Say("masih ada?"))
    assert first.rung == [("conversation:c1", 4), ("desk:main", 0)]
    for ring in first.rung:
        second.catching_up.rung(*ring)
    second.rung.clear()
    await second.catching_up.answer()
    assert (follower.told, streams) == (["moved"], ["desk:main"])
    assert second.rung == []  # what was heard is not rung on


async def test_rings_that_bring_nothing_cost_nothing(first: Node, second: Node) -> None:
    """A ring for what nobody keeps here, or for what is known, is not looked at."""
    await both_know(first, second)
    second.catching_up.rung("conversation:c1", 3)
    second.catching_up.rung("conversation:unknown", 9)
    second.catching_up.rung("marks:unknown", 0)
    assert second.catching_up._rung == set()
    second.catching_up.rung(EVERYTHING, 0)
    assert second.catching_up._sweep_due


async def test_marks_of_another_node_are_told(first: Node, second: Node) -> None:
    """A mark that moved elsewhere is told once, by a ring or by a sweep."""
    await both_know(first, second)
    follower = second.follow()
    await second.catching_up.sweep()
    follower.told.clear()
    await first.marks.advance("c1", "patron", 2, 2)
    second.catching_up.rung("marks:c1", 0)
    await second.catching_up.answer()
    await second.catching_up.sweep()
    assert follower.told == ["marked"]


async def test_a_changed_stream_is_told_once(first: Node, second: Node) -> None:
    """A sweep tells the lists of a desk whose counter another node raised."""
    streams: list[str] = []
    second.hub.listen(streams.append)
    await second.catching_up.sweep()
    await first.on_duty("rina")
    await second.catching_up.sweep()
    await second.catching_up.sweep()
    assert streams == ["desk:main"]


async def test_nobody_is_refused_for_an_old_state(first: Node, second: Node) -> None:
    """What is refused by a state that another node has moved on is decided again."""
    await both_know(first, second)
    rina, budi = librarian("rina"), librarian("budi")
    fence = (await second.turns.take(budi, "c1", c.Claim())).seq
    assert (await first.turns.newest("c1")).holder == "budi"
    await second.turns.take(budi, "c1", c.Return(fence=fence))
    assert first.turns.head("c1") < second.turns.head("c1")
    assert (await first.turns.take(rina, "c1", c.Claim())).seq > fence


async def test_nobody_is_told_yes_by_an_old_state(first: Node, second: Node) -> None:
    """A claim that another node has ended is not acknowledged as still there."""
    await both_know(first, second)
    rina, budi = librarian("rina"), librarian("budi")
    fence = (await first.turns.take(rina, "c1", c.Claim())).seq
    await second.turns.take(rina, "c1", c.Return(fence=fence))
    await second.turns.take(budi, "c1", c.Claim())
    assert first.turns.head("c1") == fence
    with pytest.raises(LostClaim):
        await first.turns.take(rina, "c1", c.Claim())


async def test_a_state_reaches_as_far_as_asked(first: Node, second: Node) -> None:
    """Who has read an event of the log gets no state from before it."""
    await both_know(first, second)
    await first.turns.take(patron(), "c1", c.Say("masih ada?"))
    assert (await second.turns.conversation("c1")).head == 3
    assert (await second.turns.conversation("c1", 4)).head == 4


async def test_the_claim_holder_gets_suggestions_for_texts_from_elsewhere(
    first: Node, second: Node
) -> None:
    """A patron's text taken by one node becomes a suggestion at the holder's, once."""
    await both_know(first, second)
    second.answers.entries["jam"] = "jam-buka"
    follower = second.follow()
    await second.turns.take(librarian("budi"), "c1", c.Claim())
    await second.suggesting.work()
    await first.turns.take(patron(), "c1", c.Say("jam berapa tutup?"))
    follower.told.clear()
    await second.catching_up.sweep()
    await second.suggesting.work()
    second.hub.moved("c1", second.turns.head("c1"))
    await second.suggesting.work()
    assert follower.told == ["moved", "suggested 5 1", "moved"]


async def test_two_sweepers_do_everything_once(first: Node, second: Node) -> None:
    """Offers lapse and are renewed by both nodes' sweeps as by one."""
    await both_know(first, second)
    for _ in range(100):
        for node in (first, second):
            node.now += timedelta(seconds=1)
            for staff in ("rina", "budi"):
                node.presence.heard(staff, node.now)
            await node.assignment.sweep(node.now)
    kinds = first.kinds()
    assert kinds.count("lapsed") == 2
    assert kinds.count("offered") == 3
