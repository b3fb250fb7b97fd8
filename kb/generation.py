"""A generation is one index held in memory as lists of impacts; it never changes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from kb.impacts import Impacts, Numbers, Postings, Sharpness
from kb.shares import Shares
from kb.slots import Slots
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


class Shelf:
    """The entries of one language: documents are phrasings, learned wordings, a body, per entry."""

    def __init__(
        self, lang: str, ids: Sequence[str], owners: Numbers, fields: Mapping[str, Postings]
    ) -> None:
        """Keep postings by field; `owners[d]` is the position in `ids` of document d's entry."""
        self.lang = lang
        self.ids = tuple(ids)
        self.owners = owners
        self.starts = np.searchsorted(owners, np.arange(len(ids) + 1)).tolist()
        learned = np.logical_or(*(fields[name].lengths > 0 for name in LIKE))
        self.slots = Slots(owners, learned, len(ids))
        self.impacts: dict[str, Impacts] = {}
        for name, sharp in FIELDS.items():
            like = self.impacts[LIKE[name]] if name in LIKE else None
            self.impacts[name] = Impacts(fields[name], sharp, self.slots.of_document, like)
        self.shares = Shares(self.impacts, self.slots)
        self.used = frozenset(term for name in SAID for term in self.impacts[name].rows)
        self.vocabulary = Vocabulary(self.used, lang)

    def holds(self, fields: Iterable[str], term: str, position: int) -> bool:
        """Tell whether any of the fields of the entry at `position` holds a term."""
        first, after = self.starts[position], self.starts[position + 1]
        for field in fields:  # noqa: SIM110 - twice as fast as any()
            if self.impacts[field].holds(term, first, after):
                return True
        return False


@dataclass(frozen=True, slots=True)
class Generation:
    """A whole index: its name, the source version it was built from, a shelf per language."""

    name: str
    version: str
    shelves: Mapping[str, Shelf]
