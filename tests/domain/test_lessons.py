"""What conversations teach: votes by person, questions with their fate."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from refdesk.domain import events as e
from refdesk.domain.actors import SYSTEM, Actor, Party
from refdesk.domain.conversation import Conversation, replay
from refdesk.domain.lessons import Fate, Lessons, lessons, standing
from refdesk.domain.placing import place

NOON = datetime(2026, 3, 2, 5, 0, tzinfo=UTC)
ANI = Actor(Party.PATRON, "ani")
SARI = Actor(Party.STAFF, "sari", "Sari")
OPENED = (ANI, e.Opened("main", "web", "id"))
ASKED = (ANI, e.Said("cara perpanjang?"))
OFFERED = (SYSTEM, e.Suggested(2, (e.Offer("a", "id", "A", 1.0), e.Offer("b", "id", "B", 0.9))))
CLAIMED = (SARI, e.Claimed("sari", "Sari"))


def learned(*acts: tuple[Actor, e.Event]) -> Lessons:
    """Give the lessons of a history."""
    state = Conversation("c", "main", "ani")
    history: list[e.Recorded] = []
    for by, event in (OPENED, ASKED, *acts):
        placed = place(state, [event], by, NOON, lambda: "x")
        state = replay(state, placed)
        history += placed
    return lessons(history)


def fates(found: Lessons) -> list[tuple[int, Fate, tuple[str, ...]]]:
    """Give number, fate and entries of each question."""
    return [(one.seq, one.fate, one.entries) for one in found.questions]


def test_what_a_conversation_is_opened_with_is_a_question() -> None:
    """The first text asks, later ones only where they were suggested for or judged."""
    found = learned((ANI, e.Said("halo?")), CLAIMED, (ANI, e.Said("terima kasih")))
    assert fates(found) == [(2, Fate.OPEN, ())]
    assert found.votes == ()


def test_a_patron_was_helped() -> None:
    """The entry has the patron's vote, the question is answered by it."""
    found = learned(OFFERED, (ANI, e.Judged("b", e.Verdict.HELPED)))
    assert fates(found) == [(2, Fate.ANSWERED, ("b",))]
    assert [(v.entry, v.voter, v.verdict) for v in found.votes] == [
        ("b", "patron:ani", e.Verdict.HELPED)
    ]


def test_a_patron_waves_all_away() -> None:
    """Every entry offered is rejected by the patron."""
    found = learned(OFFERED, (ANI, e.Judged("", e.Verdict.UNHELPED)))
    assert fates(found) == [(2, Fate.REJECTED, ("a", "b"))]
    assert {v.entry for v in found.votes} == {"a", "b"}


def test_a_librarian_inserts_for_the_newest_text() -> None:
    """An insert answers what the patron wrote last; what was rejected before it stays rejected."""
    found = learned(
        CLAIMED,
        (SARI, e.StaffJudged("a", e.Verdict.REJECTED)),
        (ANI, e.Said("maksud saya kartu")),
        (SARI, e.Said("Begini.", "k")),
        (SARI, e.StaffJudged("k", e.Verdict.EDITED)),
        (SARI, e.StaffJudged("b", e.Verdict.REJECTED)),
    )
    assert fates(found) == [(2, Fate.REJECTED, ("a",)), (5, Fate.ANSWERED, ("k",))]
    assert found.questions[1].by_staff


def test_the_last_word_of_a_person_counts_once() -> None:
    """Judging again replaces what the same person said of the same entry."""
    found = learned(
        OFFERED,
        *[(ANI, e.Judged("a", e.Verdict.UNHELPED))] * 100,
        (ANI, e.Judged("a", e.Verdict.HELPED)),
    )
    assert [(v.entry, v.verdict) for v in found.votes] == [("a", e.Verdict.HELPED)]


def test_what_was_emptied_teaches_nothing() -> None:
    """A question whose text was erased is left out."""
    placed = place(
        Conversation("c", "main", "ani"), [OPENED[1], e.Said("")], ANI, NOON, lambda: "x"
    )
    assert lessons(placed).questions == ()


@pytest.mark.parametrize("helped", [0, 1, 50])
def test_one_person_moves_no_entry_down(helped: int) -> None:
    """Rejections count from three people on, and are bounded."""
    assert standing(helped, 1) == standing(helped, 2) == standing(helped, 0)
    assert -0.5 < standing(helped, 1000) < standing(helped, 3) < standing(helped, 0) < 0.5
