"""Full text: any inflection finds any other, phrases stand in a row, either language is read."""

from __future__ import annotations

import pytest

from kb import full_text


@pytest.mark.parametrize(
    ("written", "asked"),
    [
        ("pinjaman saya", "meminjam"),
        ("Buku-buku RESEP", "bukunya resep"),
        ("gmn caranya", "bagaimana cara"),
        ("dikembalikan kapan?", "pengembalian"),
        ("rak 641.5", "641.5"),
        ("hari Jum\u2019at", "jum'at"),
    ],
)
def test_a_word_is_found_in_any_form(written: str, asked: str) -> None:
    """Every clause of what is asked has an alternative among the terms of what was written."""
    terms = full_text.terms(written, "id")
    for clause in full_text.clauses(asked):
        assert any(set(row) <= set(terms) for row in clause), (terms, clause)


def test_a_word_is_read_in_both_languages() -> None:
    """English texts are stemmed as English: the alternatives hold what either makes of a word."""
    assert full_text.terms("borrowing books", "en") == ["borrow", "book"]
    assert full_text.clauses("borrowed") == ((("borrowed",), ("borrow",)),)


def test_words_in_quotation_marks_are_one_clause() -> None:
    """Typographic marks count too; what holds no word asks for nothing."""
    (clause,) = full_text.clauses("\u201cjam buka\u201d")
    assert clause == (("jam", "buka"),)
    assert full_text.clauses('?? "" \u2026') == ()


def test_long_words_are_cut_alike() -> None:
    """A pasted key is found by itself, and does no harm to an index."""
    key = "x1y2" * 400
    (term,) = full_text.terms(key, "id")
    assert len(term) == full_text.LONGEST_TERM
    assert full_text.clauses(key)[0][0] == (term,)


def test_a_text_of_any_length_is_read_whole() -> None:
    """The last word of a long message counts as the first does."""
    assert full_text.terms("kata " * 790 + "pinjaman", "id")[-1] == "pinjam"
