"""Confidence is the calibrated chance that the entries found first hold what the patron wants."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cache
from operator import mul
from typing import NamedTuple

from kb import lexicon
from kb.analysis import TELLING
from kb.foreign import foreignness
from kb.generation import ABOUT
from kb.own_status import asks_own_status
from kb.ranking import NEAR, Found
from kb.stems import stem

RIVAL = 3
"""Position of the first entry that is not among those offered."""
FOREIGN_ENOUGH = 2.0
"""Foreign words from which more of them say nothing new."""


class Signs(NamedTuple):
    """What a ranking looks like from outside.

    score: blended score of the best entry, about 0 to 1; margin: its lead over the fourth, as a
    share of it; amount: log(1 + weight of all the question's words); topical: log(1 + strength of
    the concepts the best entry holds); outside: how many of the words are of other worlds, at
    most 2; library: 1 if a library's own noun is among them; missed: share of the telling words
    that the entry has neither as such nor by a synonym; own: 1 if the question asks how the
    patron's own matter stands.
    """

    score: float
    margin: float
    amount: float
    topical: float
    outside: float
    library: float
    missed: float
    own: float


WEIGHTS = Signs(
    score=1.6,
    margin=2.0,
    amount=3.0,
    topical=1.1,
    outside=-4.4,
    library=1.2,
    missed=-2.6,
    own=-3.0,
)
BIAS = -5.4
NEAR_WEIGHT, NEAR_BIAS = 8.0, -2.8
"""What nearness in meaning adds where there is any: nothing at a cosine of 0.35."""


def confidence(text: str, lang: str, found: Sequence[Found]) -> float:
    """Give the chance, 0 to 1, by a logistic model fitted to real and unanswerable questions."""
    if not found:
        return 0.0
    seen = signs(text, lang, found)
    drawn = BIAS + sum(map(mul, WEIGHTS, seen))
    if found[0].nearness:
        drawn += NEAR_BIAS + NEAR_WEIGHT * found[0].nearness
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, drawn))))


def signs(text: str, lang: str, found: Sequence[Found]) -> Signs:
    """Read the signs off a ranking of at least one entry."""
    top = found[0]
    tokens, meanings = top.terms.tokens, top.terms.concepts
    held = top.holds(ABOUT, meanings)
    behind = found[RIVAL].score if len(found) > RIVAL else 0.0
    return Signs(
        score=top.score - NEAR * top.nearness,
        margin=(top.score - behind) / top.score,
        amount=math.log1p(sum(token.weight for token in tokens.values())),
        topical=math.log1p(sum(meanings[name] for name in held)),
        outside=min(foreignness(text, lang, top), FOREIGN_ENOUGH),
        library=float(not library_stems(top.shelf.lang).isdisjoint(tokens)),
        missed=_missed(top),
        own=float(asks_own_status(text, lang)),
    )


def _missed(top: Found) -> float:
    total = missed = 0.0
    for word, token in top.terms.tokens.items():
        if token.weight >= TELLING:
            total += token.weight
            if not top.speaks(word, token.concepts):
                missed += token.weight
    return missed / total if total else 0.0


@cache
def library_stems(lang: str) -> frozenset[str]:
    """Give the stems of the library's own nouns."""
    return frozenset(stem(word, lang) for word in lexicon.library_words(lang))
