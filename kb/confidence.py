"""Confidence is the calibrated chance that the entries found first hold what the patron wants."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import astuple, dataclass

from kb.own_status import asks_own_status
from kb.ranking import Found

RIVAL = 3
"""Position of the first entry that is not among those offered."""
OUTSIDE = "outside_"
"""How the names of the groups about what libraries do not do begin."""
FOREIGN_ENOUGH = 2.0
"""Strength of foreign concepts from which more of them say nothing new."""
ABOUT = ("concepts", "answer_concepts")


@dataclass(frozen=True, slots=True)
class Signs:
    """What a ranking looks like from outside.

    score: blended score of the best entry, about 0 to 1; margin: its lead over the fourth, as a
    share of it; known: share of the question's words, by weight, that some entry uses; amount:
    log(1 + weight of all its words); topical: log(1 + strength of the question's concepts that
    the best entry holds); outside: strength of those foreign to libraries that it does not hold,
    at most 2; own: 1 if the question asks how the patron's own matter stands.
    """

    score: float
    margin: float
    known: float
    amount: float
    topical: float
    outside: float
    own: float


WEIGHTS = Signs(score=2.1, margin=4.0, known=0.6, amount=1.9, topical=2.5, outside=-2.4, own=-3.3)
BIAS = -8.1


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
    stems, meanings = top.terms.stems, top.terms.concepts
    held = set(top.holds(ABOUT, list(meanings)))
    total = sum(stems.values())
    behind = found[RIVAL].score if len(found) > RIVAL else 0.0
    topical = [meanings[name] for name in held if not name.startswith(OUTSIDE)]
    outside = [meanings[name] for name in meanings.keys() - held if name.startswith(OUTSIDE)]
    return Signs(
        score=top.score,
        margin=(top.score - behind) / top.score,
        known=sum(weight for stem, weight in stems.items() if stem in top.shelf.used) / total,
        amount=math.log1p(total),
        topical=math.log1p(sum(topical)),
        outside=min(sum(outside), FOREIGN_ENOUGH),
        own=float(asks_own_status(text, lang)),
    )
