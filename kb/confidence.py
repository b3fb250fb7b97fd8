"""Confidence is the calibrated chance that the entries found first hold what the patron wants."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import astuple, dataclass

from kb.own_status import asks_own_status
from kb.ranking import Found

RIVAL = 3
"""Position of the first entry that is not among those offered."""


@dataclass(frozen=True, slots=True)
class Signs:
    """What a ranking looks like from outside.

    score: blended score of the best entry, about 0 to 1; margin: its lead over the fourth, as a
    share of it; known: share of the question's words, by weight, that some entry uses; meant:
    share of its concepts that some entry is about; amount: log(1 + weight of all its words);
    covered: share of it that the best entry speaks about; own: 1 if it asks how
    the patron's own matter stands.
    """

    score: float
    margin: float
    known: float
    meant: float
    amount: float
    covered: float
    own: float


WEIGHTS = Signs(score=2.2, margin=1.4, known=2.5, meant=0.6, amount=2.1, covered=3.6, own=-3.9)
BIAS = -9.6


def confidence(text: str, lang: str, found: Sequence[Found]) -> float:
    """Give the chance, 0 to 1, by a logistic model fitted to real and unanswerable questions."""
    if not found:
        return 0.0
    pairs = zip(astuple(WEIGHTS), astuple(signs(text, lang, found)), strict=True)
    drawn = BIAS + sum(weight * value for weight, value in pairs)
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, drawn))))


def signs(text: str, lang: str, found: Sequence[Found]) -> Signs:
    """Read the signs off a ranking of at least one entry."""
    top = found[0]
    behind = found[RIVAL].score if len(found) > RIVAL else 0.0
    stems, meanings = top.terms.stems, top.terms.concepts
    about = top.shelf.impacts["concepts"].postings
    total = sum(stems.values())
    return Signs(
        score=top.score,
        margin=(top.score - behind) / top.score,
        known=sum(weight for stem, weight in stems.items() if stem in top.shelf.used) / total,
        meant=sum(name in about for name in meanings) / max(len(meanings), 1),
        amount=math.log1p(total),
        covered=float(top.evidence.coverage[top.position]),
        own=float(asks_own_status(text, lang)),
    )
