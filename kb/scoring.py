"""Scoring weighs what each field says about an entry into one number."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from kb.analysis import Terms
from kb.generation import Scores, Shelf

HINTED = 0.5
"""What a word is worth that only the answer has, beside one in the question or a keyword."""


@dataclass(frozen=True, slots=True)
class Blend:
    """How much each signal counts."""

    words: float = 0.05
    concepts: float = 0.40
    grams: float = 0.14
    raw_grams: float = 0.06
    keywords: float = 0.25
    answer: float = 0.10
    answer_concepts: float = 0.35
    answer_grams: float = 0.28
    coverage: float = 0.80


BLEND = Blend()


def weigh(terms: Terms, shelf: Shelf, blend: Blend = BLEND) -> Scores:
    """Score every entry of a shelf against a question's terms."""
    field = shelf.impacts
    asked = (
        blend.words * field["words"].score(terms.stems)
        + blend.concepts * field["concepts"].score(terms.concepts)
        + blend.grams * field["grams"].score(terms.grams)
        + blend.raw_grams * field["grams"].score(terms.raw_grams)
    )
    said = (
        blend.keywords * field["keywords"].score(terms.stems)
        + blend.answer * field["answer"].score(terms.stems)
        + blend.answer_concepts * field["answer_concepts"].score(terms.concepts)
        + blend.answer_grams * field["answer_grams"].score(terms.grams)
    )
    return shelf.best(asked) + shelf.best(said) + blend.coverage * coverage(terms, shelf)


def coverage(terms: Terms, shelf: Shelf) -> Scores:
    """Give the share of the question, by worth of its words, that each entry speaks about.

    A word counts if the entry has it or a synonym; half if only the answer does.
    """
    total = np.zeros(len(shelf.ids))
    held = np.zeros(len(shelf.ids))
    worth = 0.0
    for stem, token in terms.tokens.items():
        held.fill(0.0)
        _mark(held, HINTED, shelf, ("answer",), stem)
        for name in token.concepts:
            _mark(held, HINTED, shelf, ("answer_concepts",), name)
        _mark(held, 1.0, shelf, ("words", "keywords"), stem)
        for name in token.concepts:
            _mark(held, 1.0, shelf, ("concepts",), name)
        weight = shelf.impacts["answer"].worth(stem) * token.weight
        worth += weight
        total += weight * held
    return total / max(worth, 1e-9)


def _mark(held: Scores, share: float, shelf: Shelf, fields: tuple[str, ...], term: str) -> None:
    for field in fields:
        held[shelf.entries_with(field, term)] = share
