"""Scoring weighs what each field says about an entry into one number."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from kb.analysis import Terms
from kb.generation import Scores, Shelf


@dataclass(frozen=True, slots=True)
class Blend:
    """How much each signal counts; the phrasing signals are summed per phrasing."""

    words: float = 0.05
    concepts: float = 0.42
    grams: float = 0.20
    raw_grams: float = 0.03
    keywords: float = 0.10
    answer: float = 0.12
    answer_concepts: float = 0.38
    answer_grams: float = 0.25


@dataclass(frozen=True, slots=True)
class Evidence:
    """Per entry of a shelf: the blended score, with the signals it was blended from."""

    score: Scores
    signals: dict[str, Scores]


BLEND = Blend()


def weigh(terms: Terms, shelf: Shelf, blend: Blend = BLEND) -> Evidence:
    """Score every entry of a shelf against a question's terms."""
    field = shelf.impacts
    phrasing = {
        "words": field["words"].score(terms.stems),
        "concepts": field["concepts"].score(terms.concepts),
        "grams": field["grams"].score(terms.grams),
        "raw_grams": field["grams"].score(terms.raw_grams),
    }
    body = {
        "keywords": field["keywords"].score(terms.stems),
        "answer": field["answer"].score(terms.stems),
        "answer_concepts": field["answer_concepts"].score(terms.concepts),
        "answer_grams": field["answer_grams"].score(terms.grams),
    }
    asked = sum((getattr(blend, name) * value for name, value in phrasing.items()), np.zeros(1))
    said = sum((getattr(blend, name) * value for name, value in body.items()), np.zeros(1))
    signals = {name: shelf.best(value) for name, value in (phrasing | body).items()}
    return Evidence(shelf.best(asked) + shelf.best(said), signals)
