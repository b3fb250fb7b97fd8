"""Confidence is the calibrated chance that the entries found first hold what the patron wants."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import astuple, dataclass

from kb.analysis import TELLING, Terms
from kb.generation import SAID
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
    share of it; amount: log(1 + weight of all the question's words); unread: the same of those no
    entry or lexicon has; topical: log(1 + strength of the concepts the best entry holds); outside:
    strength of those foreign to libraries, unless the entry has their very words, at most 2;
    own: 1 if the question asks how the patron's own matter stands.
    """

    score: float
    margin: float
    amount: float
    unread: float
    topical: float
    outside: float
    own: float


WEIGHTS = Signs(
    score=2.6, margin=3.8, amount=2.4, unread=-1.0, topical=1.8, outside=-2.75, own=-3.3
)
BIAS = -7.7


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
    strange = _strange(top.terms, set(top.holds(SAID, list(stems))))
    behind = found[RIVAL].score if len(found) > RIVAL else 0.0
    known = top.shelf.vocabulary.stems
    topical = [meanings[name] for name in held if not name.startswith(OUTSIDE)]
    outside = [
        strength
        for name, strength in meanings.items()
        if name.startswith(OUTSIDE) and (name in strange or name not in held)
    ]
    return Signs(
        score=top.score,
        margin=(top.score - behind) / top.score,
        amount=math.log1p(sum(stems.values())),
        unread=math.log1p(sum(weight for stem, weight in stems.items() if stem not in known)),
        topical=math.log1p(sum(topical)),
        outside=min(sum(outside), FOREIGN_ENOUGH),
        own=float(asks_own_status(text, lang)),
    )


def _strange(terms: Terms, said: set[str]) -> set[str]:
    """Give the concepts that come from a word an entry does not have.

    A concept held by chance, through another word of its group, does not make it less foreign.
    """
    return {
        name
        for stem, token in terms.tokens.items()
        if stem not in said and token.weight >= TELLING
        for name in token.concepts
    }
