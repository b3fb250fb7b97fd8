"""Differences of two texts: readable, and nothing of either text is lost."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from refdesk.domain.differences import Piece, differences

WORDS = st.lists(st.sampled_from(["buka", "tutup ", "jam\n", "\n", "  ", "08.00", "–", "é"]))
TEXTS = st.one_of(st.text(max_size=60), WORDS.map("".join))


@given(before=TEXTS, after=TEXTS)
def test_both_texts_can_be_read_from_the_pieces(before: str, after: str) -> None:
    """What stayed and went is the old text, what stayed and came the new one."""
    pieces = differences(before, after)
    assert "".join(one.text for one in pieces if one.change != "added") == before
    assert "".join(one.text for one in pieces if one.change != "removed") == after
    assert all(one.text for one in pieces)


@given(text=TEXTS)
def test_a_text_does_not_differ_from_itself(text: str) -> None:
    """Equal texts are one piece that stayed."""
    assert differences(text, text) == ([Piece("same", text)] if text else [])


def test_a_changed_word_is_shown_as_a_word() -> None:
    """One word of one line changes: only it is marked, the other lines stay whole."""
    pieces = differences("Buka hari Senin.\nTutup Minggu.\n", "Buka hari Selasa.\nTutup Minggu.\n")
    assert pieces == [
        Piece("same", "Buka hari "),
        Piece("removed", "Senin.\n"),
        Piece("added", "Selasa.\n"),
        Piece("same", "Tutup Minggu.\n"),
    ]
