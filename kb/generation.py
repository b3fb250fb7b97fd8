"""A generation is one index held in memory as lists of impacts; it never changes."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kb.vocabulary import Vocabulary

Numbers = NDArray[np.int32]
Impact = NDArray[np.float32]
Scores = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Impacts:
    """One field's postings over `size` documents, those of a term in one stretch of two arrays.

    Term t of row r = `rows[t]` stands in documents `numbers[starts[r]:starts[r + 1]]`, with the
    BM25F scores in the same stretch of `scores`; it is worth `worths[r]` (idf).
    """

    rows: Mapping[str, int]
    starts: Numbers
    numbers: Numbers
    scores: Impact
    worths: Impact
    size: int

    @property
    def unseen(self) -> float:
        """What a term that nobody used is worth: as much as the rarest."""
        return math.log(max(self.size, 1)) + 1.0

    def worth(self, term: str) -> float:
        """Give what a term is worth, found or not."""
        row = self.rows.get(term)
        return self.unseen if row is None else float(self.worths[row])

    def stretch(self, term: str) -> slice:
        """Give where a term's postings stand in the arrays; an empty stretch if nowhere."""
        row = self.rows.get(term)
        return slice(0, 0) if row is None else slice(self.starts[row], self.starts[row + 1])

    def score(self, weights: Mapping[str, float]) -> Scores:
        """Give each document's share of what the weighted terms could earn, about 0 to 1.

        A term that the field never holds counts in the denominator, so a question about
        something else scores low however well its common words match.
        """
        found = [(term, weight) for term, weight in weights.items() if term in self.rows]
        if not found:
            return np.zeros(self.size)
        could = sum(self.worth(term) * weight for term, weight in weights.items())
        stretches = [self.stretch(term) for term, _ in found]
        earned = np.concatenate([self.scores[stretch] for stretch in stretches])
        shares = [weight / could for _, weight in found]
        lengths = [stretch.stop - stretch.start for stretch in stretches]
        summed = np.bincount(
            np.concatenate([self.numbers[stretch] for stretch in stretches]),
            weights=earned * np.repeat(shares, lengths),
            minlength=self.size,
        )
        return summed.astype(np.float64)


SAID = ("words", "keywords", "answer")
"""Fields of words."""


class Shelf:
    """The entries of one language: documents are phrasings, then one body, per entry."""

    def __init__(
        self, lang: str, ids: Sequence[str], owners: Numbers, impacts: Mapping[str, Impacts]
    ) -> None:
        """Keep impacts by field; `owners[d]` is the position in `ids` of document d's entry."""
        self.lang = lang
        self.ids = tuple(ids)
        self.impacts = dict(impacts)
        self.starts = np.searchsorted(owners, np.arange(len(ids) + 1))
        self.used = frozenset(term for name in SAID for term in impacts[name].rows)
        self.vocabulary = Vocabulary(self.used, lang)
        self._owners = owners
        self._holders: dict[tuple[str, str], Numbers] = {}

    def best(self, scores: Scores) -> Scores:
        """Reduce document scores to entry scores: an entry is as good as its best document."""
        if not self.ids:
            return np.zeros(0)
        best: Scores = np.maximum.reduceat(scores, self.starts[:-1])
        return best

    def entries_with(self, field: str, term: str) -> Numbers:
        """Give the positions of the entries whose field holds a term."""
        known = self._holders.get((field, term))
        if known is None:
            impacts = self.impacts[field]
            known = np.unique(self._owners[impacts.numbers[impacts.stretch(term)]])
            if term in impacts.rows:  # what patrons make up is not remembered
                self._holders[field, term] = known
        return known

    def holders(self, field: str, terms: Iterable[str], position: int) -> list[str]:
        """List which of the terms a field of the entry at `position` holds."""
        return [term for term in terms if position in self.entries_with(field, term)]


@dataclass(frozen=True, slots=True)
class Generation:
    """A whole index: its name, the source version it was built from, a shelf per language."""

    name: str
    version: str
    shelves: Mapping[str, Shelf]
