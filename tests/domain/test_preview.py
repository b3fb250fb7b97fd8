"""Previews: what a list shows of a conversation."""

from refdesk.domain import commands as c
from refdesk.domain.preview import given_name, preview
from tests.domain.making import ANI, claimed, give, new, opened


def test_the_newest_patron_text_is_shown_short_on_one_line() -> None:
    """Line breaks become spaces, what is long is cut."""
    state, recorded = give(opened(), c.Say("a\n\nb " + "x" * 300))
    shown = preview(recorded, state)
    assert shown is not None
    assert shown.startswith("a b xxx")
    assert len(shown) == 140


def test_a_correction_of_the_newest_text_is_shown() -> None:
    """An older text's correction changes nothing."""
    state, _ = give(opened(), c.Say("hari apa?"))
    newest = state.newest_question
    assert preview(give(state, c.Edit(newest, "hari Minggu?"))[1], state) == "hari Minggu?"
    assert preview(give(state, c.Edit(2, "jam buka!"))[1], state) is None


def test_a_librarians_text_changes_nothing() -> None:
    """The list goes on showing the question."""
    state, recorded = give(claimed(), c.Say("jam 8", 4), ANI)
    assert preview(recorded, state) is None


def test_the_given_name_comes_with_the_opening() -> None:
    """A name is there, empty when none was given, or not part of the news."""
    assert given_name(give(new(), c.Open("jam?", "web", "id", name=" Ani "))[1]) == "Ani"
    assert given_name(give(new(), c.Open("jam?", "web", "id"))[1]) == ""
    assert given_name(give(opened(), c.Say("lagi"))[1]) is None
