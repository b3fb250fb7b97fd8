"""Ranking orders the entries of all languages for one question."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Protocol

import numpy as np

from kb.analysis import Terms, analyse
from kb.generation import Generation, Shelf
from kb.impacts import Scores
from kb.scoring import weigh

OTHER_LANGUAGE = 0.52
"""What a match in the other language's version is worth beside one in the patron's own."""
ENOUGH = ((0, 1.0), (2, 0.6))
"""Scores of the first or the third entry in the patron's own language from which the other language
is not asked: in 900 questions it would never have had the first place."""
NEAR = 2.0
"""What full nearness in meaning is worth beside the words, which come to about 2."""
SPARE = 12
"""How many more than asked for are sorted at first: some may not be visible."""


class Meaning(Protocol):
    """Compares a question with the entries of a shelf."""

    def nearness(self, text: str, lang: str, shelf: Shelf) -> Scores:
        """Give for each entry the cosine with the question, 0 where they cannot be compared."""
        ...


Visible = Callable[[str, str], bool]
"""Tells for (entry id, language) whether the version may be found by whoever asks."""


@dataclass(frozen=True, slots=True)
class Found:
    """An entry found on a shelf, with what it was found by.

    `nearness` is the cosine of question and entry, 0 without the dense extra.
    """

    score: float
    entry_id: str
    shelf: Shelf
    position: int
    terms: Terms
    nearness: float = 0.0

    def holds(self, fields: tuple[str, ...], terms: Iterable[str]) -> list[str]:
        """List which terms any of the entry's fields has."""
        return [term for term in terms if self.shelf.holds(fields, term, self.position)]


def rank(
    text: str,
    lang: str,
    generation: Generation,
    visible: Visible,
    limit: int,
    meaning: Meaning | None = None,
) -> list[Found]:
    """Give the best entries that speak about a text, each once in its best language.

    The best `limit` of all are within the best `limit` of their own shelf.
    """
    best: dict[str, Found] = {}
    for shelf in sorted(generation.shelves.values(), key=lambda shelf: shelf.lang != lang):
        if _enough(best.values()):
            break
        for item in islice(_on_shelf(text, lang, shelf, visible, limit, meaning), limit):
            known = best.get(item.entry_id)
            if known is None or known.score < item.score:
                best[item.entry_id] = item
    return sorted(best.values(), key=lambda item: (-item.score, item.entry_id))[:limit]


def _enough(found: Iterable[Found]) -> bool:
    scores = sorted((item.score - NEAR * item.nearness for item in found), reverse=True)
    return any(len(scores) > place and scores[place] >= enough for place, enough in ENOUGH)


def _on_shelf(
    text: str, lang: str, shelf: Shelf, visible: Visible, limit: int, meaning: Meaning | None
) -> Iterator[Found]:
    terms = analyse(text, shelf.vocabulary)
    if not shelf.ids or not terms.stems:
        return
    share = 1.0 if shelf.lang == lang else OTHER_LANGUAGE
    near = np.zeros(len(shelf.ids)) if meaning is None else meaning.nearness(text, lang, shelf)
    scores = weigh(terms, shelf) + NEAR * near
    for position in _descending(scores, limit):
        score = share * float(scores[position])
        if score > 0.0 and visible(shelf.ids[position], shelf.lang):
            nearness = share * float(near[position])
            yield Found(score, shelf.ids[position], shelf, position, terms, nearness)


def _descending(scores: Scores, limit: int) -> Iterator[int]:
    """Give positions from the best to the worst; the rest is sorted only if asked for."""
    first = min(limit + SPARE, len(scores))
    best = np.argpartition(scores, -first)[-first:]
    yield from best[scores[best].argsort()[::-1]].tolist()
    rest = scores.copy()
    rest[best] = -1.0
    yield from rest.argsort()[::-1][: len(scores) - first].tolist()
