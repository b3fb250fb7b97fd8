"""Scoring weighs what each field says about an entry into one number."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from kb.analysis import Terms
from kb.generation import Shelf
from kb.impacts import Scores, total


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
    learned_words: float = 0.80
    learned_concepts: float = 0.40


BLEND = Blend()


def weigh(terms: Terms, shelf: Shelf, blend: Blend = BLEND) -> Scores:
    """Score every entry of a shelf against a question's terms.

    The best phrasing counts, the body, the best of the wordings learned from patrons, and how
    much of the question the entry speaks about at all.
    """
    field = shelf.impacts
    asked = (
        (field["words"], terms.stems, blend.words),
        (field["concepts"], terms.concepts, blend.concepts),
        (field["grams"], terms.grams, blend.grams),
        (field["grams"], terms.raw_grams, blend.raw_grams),
    )
    said = (
        (field["keywords"], terms.stems, blend.keywords),
        (field["answer"], terms.stems, blend.answer),
        (field["answer_concepts"], terms.concepts, blend.answer_concepts),
        (field["answer_grams"], terms.grams, blend.answer_grams),
    )
    learned = (
        (field["learned_words"], terms.stems, blend.learned_words),
        (field["learned_concepts"], terms.concepts, blend.learned_concepts),
    )
    size = len(shelf.owners)
    scores = shelf.best(total(asked, size)) + total(said, size)[shelf.bodies]
    if field["learned_words"].rows:
        scores += shelf.best(total(learned, size))
    return scores + blend.coverage * coverage(terms, shelf)


def coverage(terms: Terms, shelf: Shelf) -> Scores:
    """Give the share of the question, by worth of its words, that each entry speaks about.

    A word counts if the entry has it or a synonym; half if only the answer does.
    """
    worth = shelf.impacts["answer"].worth
    weights = [worth(stem) * token.weight for stem, token in terms.tokens.items()]
    held = [shelf.speaking(stem, token.concepts) for stem, token in terms.tokens.items()]
    lengths = [len(positions) for positions, _ in held]
    positions = np.concatenate([positions for positions, _ in held])
    amounts = np.concatenate([amounts for _, amounts in held])
    earned = amounts * np.repeat(weights, lengths) / max(sum(weights), 1e-9)
    return np.bincount(positions, earned, minlength=len(shelf.ids)).astype(np.float64, copy=False)
