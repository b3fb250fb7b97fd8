"""Likeness of questions: near where they mean the same, whatever the words or the language."""

from __future__ import annotations

import pytest

from kb.likeness import features, likeness, unit

SAME = [
    ("cara memperpanjang pinjaman buku", "id", "gmn perpanjang buku pinjaman", "id"),
    ("dendanya berapa per hari", "id", "denda telat berapa", "id"),
    ("how do I renew my books", "en", "cara memperpanjang buku", "id"),
]


@pytest.mark.parametrize(("one", "lang", "other", "other_lang"), SAME)
def test_the_same_question_is_near(one: str, lang: str, other: str, other_lang: str) -> None:
    """Two wordings of one question are nearer to each other than to another question."""
    strange = features("apakah boleh bawa burung beo", "id")
    found = features(one, lang)
    assert likeness(found, features(other, other_lang)) > 0.4 > likeness(found, strange)


def test_likeness_is_a_cosine() -> None:
    """A question is as near to itself as can be; one that says nothing is near to none."""
    found = features(SAME[0][0], "id")
    assert likeness(found, found) == pytest.approx(1.0)
    assert features("?!", "id") == {}
    assert likeness(found, {}) == 0.0
    assert unit({}) == {}
