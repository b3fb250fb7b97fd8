"""What every store must do for nodes that share it."""

from __future__ import annotations

from refdesk.desk.node_ports import Tip
from refdesk.store.opening import Store
from tests.contracts.conftest import Ports
from tests.contracts.writing import NOON, Story

HOUR = 3_600_000  # milliseconds


async def test_tips_tell_what_has_moved(ports: Ports) -> None:
    """The tip of a conversation grows with each event and each mark; what is not there has none."""
    stories = [Story(ports.log, name) for name in ("c1", "c2", "c3")]
    for story in stories:
        await story.open()
    await stories[0].claim()
    await ports.marks.advance("c2", "patron", 2, 1)
    await ports.marks.advance("c2", "staff", 1, 0)
    assert await ports.tips.of(["c1", "c2", "nobody"]) == {"c1": Tip(3, 0), "c2": Tip(2, 4)}
    await ports.marks.advance("c2", "patron", 2, 2)
    assert await ports.tips.of(["c2"]) == {"c2": Tip(2, 5)}
    assert await ports.tips.of([]) == {}


async def test_versions_of_many_streams(ports: Ports) -> None:
    """Counters are given for the streams that were ever raised."""
    await Story(ports.log, "c1").open()
    await ports.duty.set_duty("sari", "main", NOON, on=True)
    expected = {"desk:main": await ports.lists.version("desk:main")}
    assert await ports.tips.versions(["desk:main", "desk:elsewhere", "kb"]) == expected


async def test_signs_are_the_newest_of_each_node(ports: Ports) -> None:
    """A node's sign of a librarian is replaced by its next one, another node's stays."""
    await ports.signs.touch("a", {"sari": (1, HOUR, HOUR, HOUR), "budi": (2, 1, 2, HOUR)})
    await ports.signs.touch("b", {"sari": (1, HOUR + 7, HOUR, HOUR + 9)})
    await ports.signs.touch("a", {"sari": (0, HOUR + 2, HOUR, HOUR + 3)})
    await ports.signs.touch("c", {})
    assert await ports.signs.present() == {
        ("a", "sari"): (0, HOUR + 2, HOUR, HOUR + 3),
        ("a", "budi"): (2, 1, 2, HOUR),
        ("b", "sari"): (1, HOUR + 7, HOUR, HOUR + 9),
    }


async def test_signs_of_long_dead_nodes_go(ports: Ports) -> None:
    """A sign that was not renewed for more than an hour is gone with the next touch."""
    await ports.signs.touch("dead", {"sari": (1, 1, 1, 1)})
    await ports.signs.touch("late", {"sari": (1, 2, 2, 2)})
    await ports.signs.touch("a", {"budi": (1, 1, 1, HOUR + 2)})
    assert set(await ports.signs.present()) == {("late", "sari"), ("a", "budi")}


async def test_the_first_word_on_a_fact_holds(store: Store) -> None:
    """A fact that was said stays; who says another value is told what holds."""
    assert await store.installation.agree("keys", "first") == "first"
    assert await store.installation.agree("keys", "second") == "first"
    assert await store.installation.agree("other", "second") == "second"
