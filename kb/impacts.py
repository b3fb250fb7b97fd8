"""Impacts are one field's postings in memory, each with its BM25F score."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby

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
        self, postings: Postings, sharpness: Sharpness, like: Impacts | None = None
    ) -> None:
        """Score every posting at once; terms are worth what they are in a field `like` it."""
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
        self._worths = memoryview(worths.data)
        self.starts = memoryview(postings.starts.data)
        self._like = like
        self._unseen = math.log(size) + 1.0

    def worth(self, term: str) -> float:
        """Give what a term is worth (idf); one that nobody used, as much as the rarest."""
        row = self.rows.get(term)
        if row is not None:
            return self._worths[row]
        return self._unseen if self._like is None else self._like.worth(term)

    def holders(self, term: str) -> Numbers:
        """Give the documents that hold a term, rising."""
        row = self.rows.get(term)
        return self.postings.numbers[:0] if row is None else self.postings.numbers[self.span(row)]

    def span(self, row: int) -> slice:
        """Give where a row's postings stand in the arrays."""
        return slice(self.starts[row], self.starts[row + 1])

    def shares(self, weights: Mapping[str, float], factor: float) -> list[tuple[int, float]]:
        """Give (row, amount): a document earns amount x score for each row it is in.

        A document with all the terms earns about `factor`. A term that the field never holds
        counts in the whole, so a question about something else earns little however well its
        common words match.
        """
        could = 0.0
        found: list[tuple[int, float]] = []
        row_of, worths, like = self.rows.get, self._worths, self._like
        for term, weight in weights.items():
            row = row_of(term)
            if row is None:
                could += (self._unseen if like is None else like.worth(term)) * weight
            elif worth := worths[row]:
                could += worth * weight
                found.append((row, weight))
        return [(row, weight * factor / could) for row, weight in found]


Part = tuple[Impacts, Mapping[str, float], float]
"""A field, the weighted terms asked of it, what all of them together are worth."""


def total(parts: Iterable[Part], size: int) -> Scores:
    """Add up what each of `size` documents earns in all parts; a field's parts stand together."""
    numbers: list[Numbers] = []
    scores: list[Impact] = []
    amounts: list[float] = []
    lengths: list[int] = []
    for impacts, asked in groupby(parts, key=lambda part: part[0]):
        shares: dict[int, float] = {}
        for _, weights, factor in asked:
            for row, amount in impacts.shares(weights, factor):
                shares[row] = shares.get(row, 0.0) + amount
        starts, held, scored = impacts.starts, impacts.postings.numbers, impacts.scores
        for row in shares:
            first, after = starts[row], starts[row + 1]
            numbers.append(held[first:after])
            scores.append(scored[first:after])
            lengths.append(after - first)
        amounts.extend(shares.values())
    if not amounts:
        return np.zeros(size)
    earned = np.concatenate(scores) * np.repeat(np.array(amounts, np.float32), lengths)
    return np.bincount(np.concatenate(numbers), earned, minlength=size)  # type: ignore[return-value]


def _scores(postings: Postings, sharp: Sharpness, worths: Scores) -> Impact:
    size = len(postings.lengths)
    average = float(postings.times.sum()) / size if size else 1.0
    of_length = sharp.k1 * (1.0 - sharp.b + sharp.b * postings.lengths / (average or 1.0))
    times = postings.times
    scores = worths * times * (sharp.k1 + 1.0) / (times + of_length[postings.numbers])
    return scores.astype(np.float32)
