"""Words of other worlds make a question foreign, unless the entry found is about them."""

from dataclasses import replace
from pathlib import Path

import pytest

from kb import lexicon
from kb.foreign import CERTAINTY, foreignness
from kb.generation import Generation
from kb.index import build
from kb.ranking import rank
from tests.kb.shelf_of_five import FIVE


@pytest.fixture(scope="module")
def five(tmp_path_factory: pytest.TempPathFactory) -> Generation:
    """Give an index of five entries."""
    return build(FIVE, tmp_path_factory.mktemp("foreign"), "v1")


def measured(generation: Generation, text: str, lang: str = "id") -> float:
    """Give the foreignness of a question beside the best entry of any audience."""
    return foreignness(text, lang, rank(text, lang, generation, lambda _id, _lang: True, 1)[0])


@pytest.mark.parametrize(
    "text", ["denda listrik berapa", "telat bayar BPJS kena denda", "dendanya tilang brp"]
)
def test_a_foreign_object_counts_though_the_verb_is_the_librarys(
    five: Generation, text: str
) -> None:
    """The object of the request says what world it is from."""
    assert measured(five, text) >= 0.5


def test_a_question_about_the_library_is_not_foreign(five: Generation) -> None:
    """Plain library words are of no other world."""
    assert measured(five, "telat balikin buku kena denda berapa") == 0.0


def test_words_left_between_a_phrase_do_not_hide_it(five: Generation) -> None:
    """`ktp saya hilang` is `ktp hilang`."""
    assert measured(five, "denda ktp saya hilang") == 1.0


def test_a_word_that_the_entry_has_is_not_foreign_to_it(tmp_path: Path) -> None:
    """A library that answers about electricity is asked about it in earnest."""
    taught = [
        replace(entry, title="Berapa denda listrik?") if entry.id == "denda" else entry
        for entry in FIVE
    ]
    assert measured(build(taught, tmp_path, "v1"), "denda listrik berapa") == 0.0


def test_a_word_of_the_other_language_counts_less(five: Generation) -> None:
    """Chat mixes languages, but what looks English may be another word."""
    assert 0 < measured(five, "denda dentist") < 1


def test_the_table_is_large_with_known_certainties() -> None:
    """At least 1,200 Indonesian and 400 English entries, each with a certainty that counts."""
    for lang, least in (("id", 1_200), ("en", 400)):
        words = lexicon.outside_words(lang)
        assert len(words) >= least
        assert {certainty for _, certainty in words} <= CERTAINTY.keys()
