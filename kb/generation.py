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
class Posting:
    """Where one term stands: document numbers, the BM25F score in each, what it is worth (idf)."""

    numbers: Numbers
    scores: Scores
    worth: float

    @classmethod
    def of(cls, numbers: list[int], scores: list[float], worth: float) -> Posting:
        """Pack lists into arrays."""
        return cls(np.array(numbers, dtype=np.int32), np.array(scores, dtype=np.float64), worth)


@dataclass(frozen=True, slots=True)
class Impacts:
    """One field's postings by term, over `size` documents."""

    postings: Mapping[str, Posting]
    size: int

    @property
    def unseen(self) -> float:
        """What a term that nobody used is worth: as much as the rarest."""
        return math.log(max(self.size, 1)) + 1.0

    def worth(self, term: str) -> float:
        """Give what a term is worth, found or not."""
        posting = self.postings.get(term)
        return self.unseen if posting is None else posting.worth

    def score(self, weights: Mapping[str, float]) -> Scores:
        """Give each document's share of what the weighted terms could earn, about 0 to 1.

        A term that the field never holds counts in the denominator, so a question about
        something else scores low however well its common words match.
        """
        found = [
            (posting, weight)
            for term, weight in weights.items()
            if (posting := self.postings.get(term)) is not None
        ]
        if not found:
            return np.zeros(self.size)
        missing = sum(weights.values()) - sum(weight for _, weight in found)
        could = sum(posting.worth * weight for posting, weight in found) + self.unseen * missing
        lengths = [len(posting.numbers) for posting, _ in found]
        summed = np.bincount(
            np.concatenate([posting.numbers for posting, _ in found]),
            weights=np.concatenate([posting.scores for posting, _ in found])
            * np.repeat([weight / could for _, weight in found], lengths),
            minlength=self.size,
        )
        return summed.astype(np.float64)


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
                term: np.unique(owner_of[posting.numbers])
                for term, posting in field.postings.items()
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
