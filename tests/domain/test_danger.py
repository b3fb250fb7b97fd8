"""Words of danger, the crisis text: what is found, what is given."""

from __future__ import annotations

import pytest

from refdesk.domain.crisis import TEXTS, help_at
from refdesk.domain.danger import read_lexicon
from refdesk.web.danger import lexicon


@pytest.mark.parametrize(
    "text",
    [
        "saya capek hidup kak",
        "Aku INGIN MATI.",
        "teman saya dilecehkan gurunya",
        "i want to die",
        "he hits me every day",
        "takut pulang, tidak aman di rumah",
        "\N{LEFT DOUBLE QUOTATION MARK}ingin\N{NO-BREAK SPACE}mati\N{HORIZONTAL ELLIPSIS}",
    ],
)
def test_words_of_danger_are_found(text: str) -> None:
    """In both languages, whatever the case and the punctuation."""
    assert lexicon().finds(text)


@pytest.mark.parametrize(
    "text",
    [
        "jam buka hari minggu?",
        "buku tentang kematian bintang",
        "lampu baca mati di lantai 2",
        "how do I renew my card",
        "mau matikan notifikasi",
    ],
)
def test_ordinary_questions_give_no_hint(text: str) -> None:
    """A word that only looks like one is none."""
    assert not lexicon().finds(text)


def test_at_a_desk_of_children_more_words_weigh() -> None:
    """What an adult may say without danger is a hint there."""
    text = "ada orang asing minta foto"
    assert (lexicon().finds(text), lexicon().finds(text, child=True)) == (False, True)


def test_a_lexicon_says_which_line_is_wrong() -> None:
    """A phrase outside of a part is refused."""
    with pytest.raises(ValueError, match="tanpa bagian"):
        read_lexicon(["tanpa bagian"])


@pytest.mark.parametrize("language", sorted(TEXTS))
def test_without_settings_the_national_numbers_are_given(language: str) -> None:
    """In every language, followed by the library's contact where one is named."""
    plain = help_at({}, "main", language)
    assert "112" in plain.text
    named = help_at({"contact": "Bu Sari", "anak:phone": "0812"}, "anak", language)
    assert named.text.startswith(plain.text)
    assert "Bu Sari" in named.text
    assert named.phone == "0812"


def test_a_library_may_write_its_own_text_for_each_desk() -> None:
    """It stands as it is; an unknown language is given the Indonesian one."""
    said = {"id": "Telepon kami.", "anak:id": "Panggil kakak pustakawan."}
    assert help_at(said, "anak", "fr").text == "Panggil kakak pustakawan."
    assert help_at(said, "main", "id").text == "Telepon kami."
