"""Groups of questions: what is alike joins, what is not begins a group of its own."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import count

import pytest

from kb.likeness import features, likeness, unit
from refdesk.domain.lessons import Fate, Question
from refdesk.knowledge.gap_groups import ALIKE, Groups
from refdesk.knowledge.lesson_ports import GapState, Group

BIRD = "apakah boleh bawa burung beo ke ruang baca"
SAME = "boleh ga bawa burung beo ke ruang baca"
OTHER = "berapa harga tiket kereta ke bandung"


@pytest.fixture
def groups() -> Groups:
    """One group that is closed, of the question about the bird."""
    numbers = count(1)
    known = Group("g0", "id", features(BIRD, "id"), GapState.CLOSED, "burung")
    return Groups([known], lambda: f"g{next(numbers)}")


def asked(text: str, fate: Fate = Fate.OPEN, entries: tuple[str, ...] = ()) -> Question:
    """Give a question."""
    return Question(2, datetime(2026, 3, 2, tzinfo=UTC), "patron:p", text, fate, entries)


def test_a_question_joins_the_group_it_is_most_like(groups: Groups) -> None:
    """It opens a closed group again; what was offered in vain is kept there."""
    joined = groups.join(asked(SAME, Fate.REJECTED, ("denda",)), "id")
    assert (joined.id, joined.state, joined.entry) == ("g0", GapState.OPEN, "")
    assert joined.rejected == ("denda",)
    assert groups.changed == {"g0": joined}


def test_unlike_questions_begin_groups_that_others_join(groups: Groups) -> None:
    """A new group is found at once by the next question of its meaning."""
    first, second = groups.join(asked(OTHER), "id"), groups.join(asked(OTHER), "id")
    assert (first.id, second.id) == ("g1", "g1")
    assert not groups.decided("g1")
    assert groups.decided("g0")


def test_what_is_alike_is_told_by_likeness(groups: Groups) -> None:
    """The nearest group is the one that comparing with each would find."""
    for text in (BIRD, SAME, OTHER, "burung apa saja yang ada di buku", "terima kasih"):
        about = features(text, "id")
        alike = likeness(about, unit(features(BIRD, "id"))) >= ALIKE
        assert (
            Groups([Group("g0", "id", features(BIRD, "id"))], lambda: "new")
            .join(asked(text), "id")
            .id
            == "g0"
        ) is alike
