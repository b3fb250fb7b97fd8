"""Confidence is the calibrated chance that the best entry found is one the patron wants."""

from __future__ import annotations

import math
from dataclasses import astuple, dataclass


@dataclass(frozen=True, slots=True)
class Signs:
    """What a ranking looks like from outside.

    score: blended score of the best entry, about 0 to 1; margin: its lead over the fourth, as a
    share of it; known: share of the question's words, by weight, that some entry uses; meant:
    share of its concepts that some entry is about; amount: log(1 + weight of all its words).
    """

    score: float
    margin: float
    known: float
    meant: float
    amount: float


WEIGHTS = Signs(score=2.5, margin=1.1, known=2.8, meant=2.4, amount=0.4)
BIAS = -5.4
SHOW = 0.72
"""Confidence from which entries are shown; below it the suggester stays silent."""
NEAR = 0.45
"""Share of the best score an entry needs to be shown beside it."""


def confidence(signs: Signs) -> float:
    """Give the chance, 0 to 1, by a logistic model fitted to real questions."""
    pairs = zip(astuple(WEIGHTS), astuple(signs), strict=True)
    drawn = BIAS + sum(weight * value for weight, value in pairs)
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, drawn))))
