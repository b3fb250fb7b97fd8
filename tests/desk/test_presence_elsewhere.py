"""Presence over several nodes: who is heard by any is present at all."""

from __future__ import annotations

from datetime import timedelta

import pytest

from refdesk.desk.neighbours import Neighbours
from refdesk.desk.presence import Presence
from refdesk.domain import commands as c
from refdesk.domain.conversation import Stage
from refdesk.errors import Unavailable
from tests.fakes.two_nodes import Node, pass_time
from tests.fakes.whole_desk import MORNING, librarian


async def test_a_librarian_heard_elsewhere_is_present_here(first: Node, second: Node) -> None:
    """Who is connected to the other node counts as connected, on duty, not vanished."""
    await first.on_duty("rina")
    await first.ask()
    await first.turns.take(librarian("rina"), "c1", c.Claim())
    await pass_time(first, second, 200, hearing=["rina"])
    assert second.presence.is_connected("rina", second.now)
    assert (await second.state()).holder == "rina"
    assert await second.roster.on_duty("main")


async def test_who_is_heard_by_no_node_vanishes(first: Node, second: Node) -> None:
    """When all nodes have heard nothing for the time to vanish, any of them returns the claims."""
    await first.on_duty("rina")
    await first.ask()
    await first.turns.take(librarian("rina"), "c1", c.Claim())
    await pass_time(first, second, 80)
    assert (await first.state()).stage is Stage.ACTIVE
    await pass_time(first, second, 20)
    assert (await first.state()).holder is None


async def test_a_dead_nodes_librarians_vanish(first: Node, second: Node) -> None:
    """A node that left no sign any more keeps nobody present."""
    await first.on_duty("rina")
    await first.ask()
    await first.turns.take(librarian("rina"), "c1", c.Claim())
    await pass_time(first, second, 10, hearing=["rina"])
    await pass_time(None, second, 20)
    assert not second.presence.is_connected("rina", second.now)
    assert (await second.state()).holder == "rina"
    await pass_time(None, second, 80)
    assert (await second.state()).holder is None


async def test_a_librarian_unknown_here_is_listened_for_first(first: Node, second: Node) -> None:
    """A node that ran for hours gives a newcomer at another node the full time."""
    second.now += timedelta(hours=3)
    first.now = second.now
    await first.on_duty("rina")
    await first.ask()
    await first.turns.take(librarian("rina"), "c1", c.Claim())
    second.presence.told_elsewhere({}, second.now)
    await second.assignment.sweep(second.now)
    assert (await second.state()).holder == "rina"
    assert await second.roster.on_duty("main")


async def test_nobody_vanishes_while_word_of_the_others_is_missing() -> None:
    """Without word of the other nodes silence proves nothing; afterwards the time begins anew."""
    presence = Presence(MORNING, neighbours=Neighbours())
    now = MORNING
    for _ in range(300):
        now += timedelta(seconds=1)
        assert not presence.vanished("rina", now)
    presence.told_elsewhere({}, now)
    for second in range(100):
        now += timedelta(seconds=1)
        presence.told_elsewhere({}, now)
        assert presence.vanished("rina", now) is (second >= 89)


async def test_clocks_of_nodes_are_not_compared(first: Node, second: Node) -> None:
    """A node whose clock is an hour off keeps its librarians present all the same."""
    first.now -= timedelta(hours=1)
    first.presence.began_to_listen(first.now)
    await first.on_duty("rina")
    await first.ask()
    await first.turns.take(librarian("rina"), "c1", c.Claim())
    await pass_time(first, second, 200, hearing=["rina"])
    assert (await second.state()).holder == "rina"


async def test_a_store_that_is_down_brings_no_word(
    first: Node, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When signs cannot be left, the exchange fails as a whole."""

    async def down(node: str, signs: object) -> None:
        raise Unavailable

    monkeypatch.setattr(first.signs, "touch", down)
    with pytest.raises(Unavailable):
        await first.sharing.exchange()
