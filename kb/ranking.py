"""Ranking orders the entries of all languages for one question."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import islice
from typing import NamedTuple, Protocol

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
GOOD = 0.6
"""Share of the best score from which entries are sorted at first."""


class Meaning(Protocol):
    """Compares a question with the entries of a shelf."""

    def nearness(self, text: str, lang: str, shelf: Shelf) -> Scores:
        """Give for each entry the cosine with the question, 0 where they cannot be compared."""
        ...


Visible = Callable[[str, str], bool]
"""Tells for (entry id, language) whether the version may be found by whoever asks."""


class Found(NamedTuple):
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

    def speaks(
        self, stem: str, concepts: Iterable[str], said: tuple[str, ...], about: tuple[str, ...]
    ) -> bool:
        """Tell whether fields of words have a word, or fields of concepts any it stands for."""
        holds, at = self.shelf.holds, self.position
        if holds(said, stem, at):
            return True
        for name in concepts:  # noqa: SIM110 - twice as fast as any()
            if holds(about, name, at):
                return True
        return False


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
        found = _on_shelf(text, lang, shelf, visible, limit, meaning)
        if not best and _enough(found, near=meaning is not None):
            return found
        for item in found:
            known = best.get(item.entry_id)
            if known is None or known.score < item.score:
                best[item.entry_id] = item
    return sorted(best.values(), key=lambda item: (-item.score, item.entry_id))[:limit]


def _enough(found: Sequence[Found], *, near: bool) -> bool:
    scores = [item.score for item in found]
    if near:
        scores = sorted((item.score - NEAR * item.nearness for item in found), reverse=True)
    return any(len(scores) > place and scores[place] >= enough for place, enough in ENOUGH)


def _on_shelf(
    text: str, lang: str, shelf: Shelf, visible: Visible, limit: int, meaning: Meaning | None
) -> list[Found]:
    terms = analyse(text, shelf.vocabulary)
    if not shelf.ids or not terms.tokens:
        return []
    share = 1.0 if shelf.lang == lang else OTHER_LANGUAGE
    scores = weigh(terms, shelf)
    near = None if meaning is None else meaning.nearness(text, lang, shelf)
    if near is not None:
        scores += NEAR * near
    found: list[Found] = []
    for position in _descending(scores, limit, lambda at: visible(shelf.ids[at], shelf.lang)):
        score = share * float(scores[position])
        nearness = 0.0 if near is None else share * float(near[position])
        found.append(Found(score, shelf.ids[position], shelf, position, terms, nearness))
    return found


def _descending(scores: Scores, limit: int, visible: Callable[[int], bool]) -> list[int]:
    """Give the positions of the best visible entries of any score, the best first.

    Only the good ones are sorted, if that is enough.
    """
    best = GOOD * float(scores.max())
    found = _above(best, scores, limit, visible)
    return found if len(found) == limit else _above(0.0, scores, limit, visible)


def _above(least: float, scores: Scores, limit: int, visible: Callable[[int], bool]) -> list[int]:
    good = (scores > least).nonzero()[0]
    order = good[(-scores[good]).argsort(kind="stable")]
    return list(islice(filter(visible, order.tolist()), limit))
