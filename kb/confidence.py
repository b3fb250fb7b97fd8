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
from kb.generation import ABOUT, SAID
from kb.own_status import asks_own_status
from kb.ranking import NEAR, Found
from kb.stems import stem

RIVAL = 3
"""Position of the first entry that is not among those offered."""
ASKED, ABOUT_ASKED = ("words", "keywords"), ("concepts",)
"""Fields of what an entry asks: words, concepts."""
FOREIGN_ENOUGH = 2.0
"""Foreign words from which more of them say nothing new."""


class Signs(NamedTuple):
    """What a ranking looks like from outside.

    score: the best entry's score by words, about 0 to 1; margin: its lead over the fourth, as a
    share of its whole score; amount: log(1 + weight of all the question's words); outside: how many
    of the words are of other worlds, at most 2; library: 1 if a library's own noun is among them;
    missed: share of the telling words that the entry has neither as such nor by a synonym;
    unasked: share of them, by how rare they are, that its question and keywords do not have; own:
    1 if the question asks how the patron's own matter stands; near: nearness in meaning.
    """

    score: float
    margin: float
    amount: float
    outside: float
    library: float
    missed: float
    unasked: float
    own: float
    near: float


class Model(NamedTuple):
    """A logistic model."""

    bias: float
    weights: Signs


BY_WORDS = Model(
    -6.8,
    Signs(
        score=1.1,
        margin=2.9,
        amount=4.4,
        outside=-2.8,
        library=1.0,
        missed=-2.1,
        unasked=-2.1,
        own=-4.4,
        near=0.0,
    ),
)
BY_MEANING = Model(
    -7.5,
    Signs(
        score=0.3,
        margin=4.6,
        amount=3.6,
        outside=-3.0,
        library=1.1,
        missed=-1.5,
        unasked=-1.1,
        own=-3.9,
        near=3.6,
    ),
)
"""Where the best entry was compared in meaning too."""


def confidence(text: str, lang: str, found: Sequence[Found]) -> float:
    """Give the chance, 0 to 1, by a logistic model fitted to real and unanswerable questions."""
    if not found:
        return 0.0
    model = BY_MEANING if found[0].nearness else BY_WORDS
    drawn = model.bias + sum(map(mul, model.weights, signs(text, lang, found)))
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, drawn))))


def signs(text: str, lang: str, found: Sequence[Found]) -> Signs:
    """Read the signs off a ranking of at least one entry."""
    top = found[0]
    tokens = top.terms.tokens
    behind = found[RIVAL].score if len(found) > RIVAL else 0.0
    missed, unasked = _lacking(top)
    return Signs(
        score=top.score - NEAR * top.nearness,
        margin=(top.score - behind) / top.score,
        amount=math.log1p(sum(token.weight for token in tokens.values())),
        outside=min(foreignness(text, lang, top), FOREIGN_ENOUGH),
        library=float(not library_stems(top.shelf.lang).isdisjoint(tokens)),
        missed=missed,
        unasked=unasked,
        own=float(asks_own_status(text, lang)),
        near=top.nearness,
    )


def _lacking(top: Found) -> tuple[float, float]:
    """Give the shares of telling words that the entry does not speak of, or does not ask about."""
    whole = rarity = missed = unasked = 0.0
    worth = top.shelf.impacts["answer"].worth
    for word, token in top.terms.tokens.items():
        if token.weight >= TELLING:
            rare = token.weight * worth(word)
            whole += token.weight
            rarity += rare
            if not top.speaks(word, token.concepts, ASKED, ABOUT_ASKED):
                unasked += rare
                if not top.speaks(word, token.concepts, SAID, ABOUT):
                    missed += token.weight
    return (missed / whole, unasked / rarity) if rarity else (0.0, 0.0)


@cache
def library_stems(lang: str) -> frozenset[str]:
    """Give the stems of the library's own nouns."""
    return frozenset(stem(word, lang) for word in lexicon.library_words(lang))
