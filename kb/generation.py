"""A generation is one index held in memory as lists of impacts; it never changes."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kb.vocabulary import Vocabulary

Numbers = NDArray[np.int32]
Scores = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Impacts:
    """One field's postings: term -> document numbers with Whoosh's BM25F score of each.

    `ceilings` holds what a term is worth (its idf); `unseen` is the worth of a term nobody used.
    """

    postings: Mapping[str, tuple[Numbers, Scores]]
    ceilings: Mapping[str, float]
    unseen: float
    size: int

    @classmethod
    def of(
        cls,
        postings: Mapping[str, tuple[list[int], list[float]]],
        ceilings: Mapping[str, float],
        size: int,
    ) -> Impacts:
        """Pack lists into arrays; `size` is the number of documents."""
        packed = {
            term: (np.array(numbers, dtype=np.int32), np.array(scores, dtype=np.float64))
            for term, (numbers, scores) in postings.items()
        }
        return cls(packed, dict(ceilings), math.log(max(size, 1)) + 1.0, size)

    def score(self, weights: Mapping[str, float]) -> Scores:
        """Give each document's share of what the weighted terms could earn, about 0 to 1.

        A term that the field never holds counts in the denominator, so a question about
        something else scores low however well its common words match.
        """
        return self.total(weights) / max(self.worth(weights), 1e-9)

    def total(self, weights: Mapping[str, float]) -> Scores:
        """Sum the impacts of the terms per document."""
        numbers: list[Numbers] = []
        scores: list[Scores] = []
        for term, weight in weights.items():
            posting = self.postings.get(term)
            if posting is not None:
                numbers.append(posting[0])
                scores.append(posting[1] * weight)
        if not numbers:
            return np.zeros(self.size)
        summed: Scores = np.bincount(
            np.concatenate(numbers), weights=np.concatenate(scores), minlength=self.size
        ).astype(np.float64)
        return summed

    def worth(self, weights: Mapping[str, float]) -> float:
        """Sum what the terms are worth, found or not."""
        return sum(self.ceilings.get(term, self.unseen) * w for term, w in weights.items())


PRESENT = ("words", "keywords", "answer", "concepts", "answer_concepts")
NOBODY: Numbers = np.zeros(0, dtype=np.int32)


class Shelf:
    """The entries of one language: documents are phrasings, then one body, per entry."""

    def __init__(
        self, lang: str, ids: Sequence[str], owners: Sequence[int], impacts: Mapping[str, Impacts]
    ) -> None:
        """Keep impacts by field; `owners[d]` is the position in `ids` of document d's entry."""
        self.lang = lang
        self.ids = tuple(ids)
        self.impacts = dict(impacts)
        self.starts = np.searchsorted(np.array(owners, dtype=np.int32), np.arange(len(ids) + 1))
        self.used = frozenset(term for name in PRESENT[:3] for term in impacts[name].postings)
        self.vocabulary = Vocabulary(self.used, lang)
        owner_of = np.array(owners, dtype=np.int32)
        self._holders = {
            name: {
                term: np.unique(owner_of[numbers]) for term, (numbers, _) in field.postings.items()
            }
            for name, field in impacts.items()
            if name in PRESENT
        }

    def best(self, scores: Scores) -> Scores:
        """Reduce document scores to entry scores: an entry is as good as its best document."""
        if not self.ids:
            return np.zeros(0)
        best: Scores = np.maximum.reduceat(scores, self.starts[:-1])
        return best

    def entries_with(self, field: str, term: str) -> Numbers:
        """Give the positions of the entries whose field holds a term."""
        return self._holders[field].get(term, NOBODY)

    def holders(self, field: str, terms: Iterable[str], position: int) -> list[str]:
        """List which of the terms a field of the entry at `position` holds."""
        return [term for term in terms if position in self.entries_with(field, term)]


@dataclass(frozen=True, slots=True)
class Generation:
    """A whole index: its name, the source version it was built from, a shelf per language."""

    name: str
    version: str
    shelves: Mapping[str, Shelf]
