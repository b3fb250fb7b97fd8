"""Chat writing is read as the words a dictionary has."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.spelling import fold, words


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("gmn cara perpanjang", "bagaimana cara perpanjang"),
        ("tolooong dooong", "tolong dong"),
        ("buku2 anak-anak", "buku anak"),
        ("brp lama bs pinjem", "berapa lama bisa pinjam"),
        ("gabisa balikin", "tidak bisa mengembalikan"),
        ("JAM BUKA???", "jam buka"),
        ("kartuKu", "kartuku"),
        ("Perpus", "perpustakaan"),
    ],
)
def test_indonesian_chat_is_written_out(written: str, read: str) -> None:
    """Abbreviations, slang, drawn-out letters, doubled words: all become plain words."""
    assert words(written, "id") == tuple(read.split())


@pytest.mark.parametrize(
    ("written", "read"),
    [("r u open", "are you open"), ("what's ur adress", "what your address"), ("thx", "thanks")],
)
def test_english_chat_is_written_out(written: str, read: str) -> None:
    """The same for English."""
    assert set(read.split()) <= {*words(written, "en"), "what"}


@given(st.text(), st.sampled_from(["id", "en"]))
def test_any_text_gives_words_without_spaces(text: str, lang: str) -> None:
    """No text fails, no word holds a space or an upper-case letter."""
    assert all(word and " " not in word and word == word.lower() for word in words(text, lang))


@given(st.text())
def test_folding_is_bounded(text: str) -> None:
    """A very long text is cut before it costs anything."""
    assert len(fold(text * 50)) <= 20_000
