"""Impacts are one field's postings in memory, each with its BM25F score."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.int32]
Counts = NDArray[np.uint16]
Impact = NDArray[np.float32]
Scores = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Sharpness:
    """The two parameters of BM25: how much length counts (B), how soon repetition tires (K1)."""

    b: float
    k1: float


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
        self.scores = _scores(postings, sharpness, np.repeat(worths, counts))
        # A memoryview gives a plain number twice as fast as an array does.
        self._worths = memoryview(worths.data)
        self._starts = memoryview(postings.starts.data)
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
        return slice(self._starts[row], self._starts[row + 1])

    def shares(self, weights: Mapping[str, float], factor: float) -> Iterable[tuple[int, float]]:
        """Give (row, amount): a document earns amount x score for each row it is in.

        A document with all the terms earns about `factor`. A term that the field never holds
        counts in the whole, so a question about something else earns little however well its
        common words match.
        """
        could = 0.0
        found: list[tuple[int, float]] = []
        row_of, worths = self.rows.get, self._worths
        for term, weight in weights.items():
            row = row_of(term)
            if row is None:
                could += self.worth(term) * weight
            else:
                could += worths[row] * weight
                found.append((row, weight))
        return [(row, weight * factor / could) for row, weight in found]


Part = tuple[Impacts, Mapping[str, float], float]
"""A field, the weighted terms asked of it, what all of them together are worth."""


def total(parts: Iterable[Part], size: int) -> Scores:
    """Add up what each of `size` documents earns in all parts."""
    amounts: dict[tuple[int, int], float] = {}
    fields: dict[int, Impacts] = {}
    for impacts, weights, factor in parts:
        fields[id(impacts)] = impacts
        for row, amount in impacts.shares(weights, factor):
            key = id(impacts), row
            amounts[key] = amounts.get(key, 0.0) + amount
    if not amounts:
        return np.zeros(size)
    spans = [(fields[field], fields[field].span(row)) for field, row in amounts]
    numbers = np.concatenate([field.postings.numbers[span] for field, span in spans])
    scores = np.concatenate([field.scores[span] for field, span in spans])
    lengths = [span.stop - span.start for _, span in spans]
    earned = scores * np.repeat([*amounts.values()], lengths)
    return np.bincount(numbers, earned, minlength=size).astype(np.float64, copy=False)


def _scores(postings: Postings, sharp: Sharpness, worths: Scores) -> Impact:
    size = len(postings.lengths)
    average = float(postings.times.sum()) / size if size else 1.0
    of_length = sharp.k1 * (1.0 - sharp.b + sharp.b * postings.lengths / (average or 1.0))
    times = postings.times
    scores = worths * times * (sharp.k1 + 1.0) / (times + of_length[postings.numbers])
    return scores.astype(np.float32)
