"""Long texts in pieces that Telegram takes."""

from hypothesis import given
from hypothesis import strategies as st

from bots.telegram.splitting import LONGEST, split, units

TEXTS = st.text(st.sampled_from("ab é😀\n"), max_size=80)


@given(text=TEXTS, longest=st.integers(2, 12))
def test_pieces_fit_and_nothing_is_lost(text: str, longest: int) -> None:
    """Each piece fits; together they are the text but for white space."""
    pieces = split(text, longest)
    assert all(0 < units(piece) <= longest for piece in pieces)
    assert "".join("".join(pieces).split()) == "".join(text.split())


def test_words_stay_whole() -> None:
    """A cut is made between words where there is a place for it."""
    assert split("satu dua tiga", 8) == ["satu dua", "tiga"]
    assert split("perpustakaan", 5) == ["perpu", "staka", "an"]


def test_length_counts_as_telegram_counts() -> None:
    """A character outside the basic plane takes two units."""
    assert units("a😀") == 3
    assert len(split("😀" * LONGEST)) == 2


def test_a_short_text_is_one_piece() -> None:
    """What fits is not cut; nothing gives nothing."""
    assert split(" halo ") == ["halo"]
    assert split(" \n ") == []
