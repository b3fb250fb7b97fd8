"""The suggester finds, ranks, explains or keeps silent."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.entries import Audience
from kb.index import build
from kb.suggest import Suggester
from tests.kb.shelf_of_five import FIVE


@pytest.fixture(scope="module")
def five(tmp_path_factory: pytest.TempPathFactory) -> Suggester:
    """Give a suggester of five entries."""
    return Suggester(build(FIVE, tmp_path_factory.mktemp("five"), "v1"), FIVE)


def first(suggester: Suggester, text: str, lang: str = "id") -> tuple[str, str] | None:
    """Give id and version of the best entry."""
    found = suggester.search(text, lang, 1)
    return (found[0].entry_id, found[0].lang) if found else None


@pytest.mark.parametrize(
    ("text", "lang", "wanted"),
    [
        ("kena brp kl telat balikin", "id", ("denda", "id")),
        ("late fee", "en", ("denda", "en")),
        ("pasword wifi", "id", ("wifi", "id")),
        ("where to park my bike", "en", ("parkir", "id")),
    ],
)
def test_an_entry_is_found_by_meaning(
    five: Suggester, text: str, lang: str, wanted: tuple[str, str]
) -> None:
    """Slang, synonyms, typos, the other language: each leads to the entry."""
    assert first(five, text, lang) == wanted


def test_staff_entries_are_for_staff(five: Suggester) -> None:
    """A patron never sees what is written for librarians."""
    asked = "di mana kunci brankas"
    assert five.search(asked, "id", 1, Audience.STAFF)[0].entry_id == "kas"
    assert "kas" not in [item.entry_id for item in five.search(asked, "id")]
    assert "kas" not in [item.entry_id for item in five.suggest(asked, "id").ranked]


def test_retired_entries_are_not_found(five: Suggester) -> None:
    """What was taken out of service is not suggested."""
    found = five.search("iuran tahun lalu", "id", 10, Audience.STAFF)
    assert "lama" not in [item.entry_id for item in found]


def test_each_entry_is_offered_once(five: Suggester) -> None:
    """Two language versions of an entry are one suggestion."""
    ids = [item.entry_id for item in five.search("denda fine", "id")]
    assert len(ids) == len(set(ids))


def test_at_most_three_are_shown_and_never_more_than_asked_for(five: Suggester) -> None:
    """`shown` counts suggestions that are really in the list."""
    found = five.suggest("berapa denda terlambat mengembalikan buku", "id", limit=1)
    assert found.shown <= len(found.ranked) <= 1


def test_a_learned_wording_finds_its_entry(tmp_path: Path) -> None:
    """What patrons called an entry in earlier chats is searched like its title."""
    taught = [
        replace(entry, aliases=("kandang kuda besi",)) if entry.id == "parkir" else entry
        for entry in FIVE
    ]
    suggester = Suggester(build(taught, tmp_path, "v2"), taught)
    assert first(suggester, "kandang kuda besi") == ("parkir", "id")


def test_scores_and_confidences_fall_down_the_list(five: Suggester) -> None:
    """The order of the list is the order of its numbers."""
    found = five.search("berapa denda parkir motor", "id")
    assert [item.score for item in found] == sorted((i.score for i in found), reverse=True)
    assert all(0 <= item.confidence <= 1 for item in found)


@given(st.text(max_size=300), st.sampled_from(["id", "en"]))
def test_any_text_can_be_asked(five: Suggester, text: str, lang: str) -> None:
    """No text makes the suggester fail."""
    found = five.suggest(text, lang)
    assert 0 <= found.shown <= 3


def test_what_was_asked_before_is_answered_from_memory(
    five: Suggester, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same question, otherwise spelled, is worked out once, also after many others."""
    monkeypatch.setattr("kb.suggest.REMEMBERED", 2)
    asked = five.suggest("Jam buka hari Minggu?", "id")
    five.suggest("denda telat", "id")
    five.suggest("parkir motor", "id")
    assert five.suggest("jam buka hari MINGGU?", "id") is asked
