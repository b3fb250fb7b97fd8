"""A generation is one index held in memory as lists of impacts; it never changes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from kb.impacts import Impacts, Numbers, Postings, Scores, Sharpness
from kb.vocabulary import Vocabulary

PLAIN = Sharpness(b=0.6, k1=1.0)
OF_PIECES = Sharpness(b=0.5, k1=0.6, common=0.1)
IN_ANSWERS = Sharpness(b=0.5, k1=0.6)
OF_LEARNED = Sharpness(b=0.8, k1=1.2)
OF_CONCEPTS = Sharpness(b=1.0, k1=1.2)
FIELDS = {
    "words": PLAIN,
    "concepts": OF_CONCEPTS,
    "grams": OF_PIECES,
    "keywords": PLAIN,
    "answer": PLAIN,
    "answer_concepts": IN_ANSWERS,
    "answer_grams": OF_PIECES,
    "learned_words": OF_LEARNED,
    "learned_concepts": OF_LEARNED,
}
"""Of a phrasing, of the body, of a wording learned from a patron, with what suits each."""
LIKE = {"learned_words": "answer", "learned_concepts": "concepts"}
"""Learned wordings are few: what a term is worth is told by the field of this name."""
SAID = ("words", "keywords", "answer", "learned_words")
"""Fields of words."""
ABOUT = ("concepts", "answer_concepts", "learned_concepts")
"""Fields of concepts."""
HINTED = 0.5
"""What a word is worth that only the answer has, beside one in the question or a keyword."""
REMEMBERED = 4_000
"""Words whose entries are kept at hand."""

Held = tuple[Numbers, Scores]
"""Positions of entries, with how well each holds a word: 1, or HINTED."""


class Shelf:
    """The entries of one language: documents are phrasings, learned wordings, a body, per entry."""

    def __init__(
        self, lang: str, ids: Sequence[str], owners: Numbers, fields: Mapping[str, Postings]
    ) -> None:
        """Keep postings by field; `owners[d]` is the position in `ids` of document d's entry."""
        self.lang = lang
        self.ids = tuple(ids)
        self.owners = owners
        self.impacts: dict[str, Impacts] = {}
        for name, sharp in FIELDS.items():
            like = self.impacts[LIKE[name]] if name in LIKE else None
            self.impacts[name] = Impacts(fields[name], sharp, like)
        self.starts = np.searchsorted(owners, np.arange(len(ids) + 1))
        self.bodies = self.starts[1:] - 1
        self.used = frozenset(term for name in SAID for term in self.impacts[name].rows)
        self.vocabulary = Vocabulary(self.used, lang)
        self._held: dict[tuple[str, tuple[str, ...]], Held] = {}

    def best(self, scores: Scores) -> Scores:
        """Reduce document scores to entry scores: an entry is as good as its best document."""
        if not self.ids:
            return np.zeros(0)
        best: Scores = np.maximum.reduceat(scores, self.starts[:-1])
        return best

    def speaking(self, stem: str, concepts: tuple[str, ...]) -> Held:
        """Give the entries that speak of a word, by itself or by one of its concepts."""
        known = self._held.get((stem, concepts))
        if known is None:
            known = self._speaking(stem, concepts)
            if len(self._held) >= REMEMBERED:
                self._held.clear()
            self._held[stem, concepts] = known
        return known

    def _speaking(self, stem: str, concepts: tuple[str, ...]) -> Held:
        held = np.zeros(len(self.ids))
        for terms, amount, fields, about in (
            ((stem,), HINTED, ("answer",), ("answer_concepts",)),
            ((stem,), 1.0, ("words", "keywords"), ("concepts",)),
        ):
            named = [(field, term) for field in fields for term in terms]
            for field, term in [*named, *((field, c) for field in about for c in concepts)]:
                held[self.owners[self.impacts[field].holders(term)]] = amount
        positions = held.nonzero()[0].astype(np.int32)
        return positions, held[positions]

    def holds(self, fields: Iterable[str], term: str, position: int) -> bool:
        """Tell whether any of the fields of the entry at `position` holds a term."""
        first, after = self.starts[position], self.starts[position + 1]
        for field in fields:
            numbers = self.impacts[field].holders(term)
            at = numbers.searchsorted(first)
            if at < len(numbers) and numbers[at] < after:
                return True
        return False


@dataclass(frozen=True, slots=True)
class Generation:
    """A whole index: its name, the source version it was built from, a shelf per language."""

    name: str
    version: str
    shelves: Mapping[str, Shelf]
