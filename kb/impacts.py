"""Impacts are one field's postings in memory, each with its BM25F score."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.int32]
Counts = NDArray[np.uint16]
Impact = NDArray[np.float32]
Scores = NDArray[np.float64]


FEW = 30
"""Documents a term may always be in before it is called common."""


@dataclass(frozen=True, slots=True)
class Sharpness:
    """The two parameters of BM25: how much length counts (B), how soon repetition tires (K1).

    A term in more than the share `common` of the documents that have the field counts nothing
    (if that is more than FEW documents): pieces of letters that are everywhere cost the most time
    and tell nothing.
    """

    b: float
    k1: float
    common: float = 1.0


@dataclass(frozen=True, slots=True)
class Postings:
    """What a field holds, over `len(lengths)` documents, one stretch of two arrays per term.

    Term t of row r = `rows[t]` stands in documents `numbers[starts[r]:starts[r + 1]]`, rising,
    as many times as the same stretch of `times` says. `lengths[d]` is how many words the index
    says document d has in the field.
    """

    rows: Mapping[str, int]
    starts: Numbers
    numbers: Numbers
    times: Counts
    lengths: Counts


class Impacts:
    """A field's postings with the score of each, as Whoosh's BM25F gives them.

    Score = idf · tf · (K1 + 1) / (tf + K1 · (1 - B + B · length / average length)), and
    idf = ln(documents / (document frequency + 1)) + 1.
    """

    def __init__(
        self,
        postings: Postings,
        sharpness: Sharpness,
        slot_of: Numbers,
        like: Impacts | None = None,
    ) -> None:
        """Score every posting at once; terms are worth what they are in a field `like` it.

        `slot_of[d]` is where document d stands in what a question adds up: `slots` has it for
        each posting.
        """
        self.postings = postings
        self.rows = postings.rows
        size = max(len(postings.lengths), 1)
        counts = np.diff(postings.starts)
        worths: Scores = np.log(size / (counts + 1.0)) + 1.0
        if like is not None:
            worths = np.fromiter((like.worth(term) for term in self.rows), np.float64, len(counts))
        most = max(FEW, sharpness.common * np.count_nonzero(postings.lengths))
        worths[counts > most] = 0.0
        self.scores = _scores(postings, sharpness, np.repeat(worths, counts))
        # A memoryview gives a plain number twice as fast as an array does.
        self.worths = memoryview(worths.data)
        self.starts = memoryview(postings.starts.data)
        self._numbers = memoryview(postings.numbers.data)
        self.slots: Numbers = slot_of[postings.numbers]
        self._like = like
        self._unseen = math.log(size) + 1.0

    def find(self, term: str) -> tuple[int | None, float]:
        """Give a term's row, if the field has it, and what it is worth."""
        row = self.rows.get(term)
        if row is not None:
            return row, self.worths[row]
        return None, self._unseen if self._like is None else self._like.worth(term)

    def worth(self, term: str) -> float:
        """Give what a term is worth (idf); one that nobody used, as much as the rarest."""
        return self.find(term)[1]

    def holders(self, term: str) -> Numbers:
        """Give the documents that hold a term, rising."""
        row = self.rows.get(term)
        return self.postings.numbers[:0] if row is None else self.postings.numbers[self.span(row)]

    def holds(self, term: str, first: int, after: int) -> bool:
        """Tell whether any document from `first` to before `after` holds a term."""
        row = self.rows.get(term)
        if row is None:
            return False
        end = self.starts[row + 1]
        at = bisect_left(self._numbers, first, self.starts[row], end)
        return at < end and self._numbers[at] < after

    def span(self, row: int) -> slice:
        """Give where a row's postings stand in the arrays."""
        return slice(self.starts[row], self.starts[row + 1])


def _scores(postings: Postings, sharp: Sharpness, worths: Scores) -> Impact:
    size = len(postings.lengths)
    average = float(postings.times.sum()) / size if size else 1.0
    of_length = sharp.k1 * (1.0 - sharp.b + sharp.b * postings.lengths / (average or 1.0))
    times = postings.times
    scores = worths * times * (sharp.k1 + 1.0) / (times + of_length[postings.numbers])
    return scores.astype(np.float32)
