"""Confidence is the calibrated chance that the best entry found is one the patron wants."""

from __future__ import annotations

import math
from dataclasses import astuple, dataclass


@dataclass(frozen=True, slots=True)
class Signs:
    """What a ranking looks like from outside, each about 0 to 1.

    score: blended score of the best entry; margin: its lead over the fourth, as a share;
    words, grams, concepts: how much of the question the best entry covers; known: share of the
    question's weight carried by words that some entry uses.
    """

    score: float
    margin: float
    words: float
    concepts: float
    grams: float
    known: float


WEIGHTS = Signs(score=5.0, margin=1.5, words=1.0, concepts=0.5, grams=0.5, known=1.0)
BIAS = -4.0
SHOW = 0.5
"""Confidence from which entries are shown; below it the suggester stays silent."""
NEAR = 0.45
"""Share of the best score an entry needs to be shown beside it."""


def confidence(signs: Signs) -> float:
    """Give the chance, 0 to 1, by a logistic model fitted to real questions."""
    pairs = zip(astuple(WEIGHTS), astuple(signs), strict=True)
    drawn = BIAS + sum(weight * value for weight, value in pairs)
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, drawn))))
