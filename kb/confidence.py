"""Confidence is the calibrated chance that the entries found first hold what the patron wants."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import astuple, dataclass

from kb import concepts
from kb.own_status import asks_own_status
from kb.ranking import Found

RIVAL = 3
"""Position of the first entry that is not among those offered."""
WORD_FIELDS = ("words", "keywords", "answer")
CONCEPT_FIELDS = ("concepts", "answer_concepts")


@dataclass(frozen=True, slots=True)
class Signs:
    """What a ranking looks like from outside.

    score: blended score of the best entry, about 0 to 1; margin: its lead over the fourth, as a
    share of it; known: share of the question's words, by weight, that some entry uses; meant:
    share of its concepts that some entry is about; amount: log(1 + weight of all its words);
    covered: share of its words that the best entry has, or a synonym of; own: 1 if it asks how
    the patron's own matter stands.
    """

    score: float
    margin: float
    known: float
    meant: float
    amount: float
    covered: float
    own: float


WEIGHTS = Signs(score=2.8, margin=1.25, known=2.3, meant=1.4, amount=1.3, covered=2.7, own=-4.0)
BIAS = -7.5


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
        covered=_covered(top),
        own=float(asks_own_status(text, lang)),
    )


def _covered(top: Found) -> float:
    stems = top.terms.stems
    worth = {stem: top.shelf.impacts["answer"].worth({stem: stems[stem]}) for stem in stems}
    held = set(top.holds(WORD_FIELDS, list(stems)))
    meanings = {stem: concepts.find([stem], top.shelf.lang) for stem in stems if stem not in held}
    wanted = list({name for names in meanings.values() for name in names})
    has = set(top.holds(CONCEPT_FIELDS, wanted))
    held |= {stem for stem, names in meanings.items() if not has.isdisjoint(names)}
    return sum(worth[stem] for stem in held) / sum(worth.values())
