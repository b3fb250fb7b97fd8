"""Scoring adds up what the terms of a question earn each entry."""

from __future__ import annotations

import numpy as np

from kb.analysis import Terms
from kb.generation import Shelf
from kb.impacts import Impact, Scores
from kb.shares import BLEND, COLUMNS, Share

TINY = 1e-9
MEANT, BOTH, TYPED = (COLUMNS.index(name) for name in ("meant_grams", "grams", "typed_grams"))


def weigh(terms: Terms, shelf: Shelf) -> Scores:
    """Score every entry of a shelf against a question's terms, of which there is at least one.

    The best phrasing counts, the body, the best of the wordings learned from patrons, and how
    much of the question the entry speaks about at all.
    """
    shares = shares_of(terms, shelf)
    slots, scores, lengths, worths = map(np.concatenate, zip(*shares, strict=True))
    counts = np.tile(_amounts(worths), len(shares)).repeat(lengths)
    earned = np.bincount(slots, scores * counts, minlength=len(shelf.slots))
    return shelf.slots.of_entries(earned.astype(np.float64, copy=False))


def shares_of(terms: Terms, shelf: Shelf) -> list[Share]:
    """Give the shares of a question's words, then those of its concepts."""
    shares, tokens = shelf.shares, terms.tokens
    return [
        *(
            shares.of_word(one, tokens[one.stem].concepts if one.stem else ())
            for one in terms.asked
        ),
        *(shares.of_typing(typed, weight) for typed, weight in terms.typed.items()),
        *(shares.of_concept(name, strength) for name, strength in terms.concepts.items()),
    ]


def _amounts(worths: Scores) -> Impact:
    """Give for each column what its postings count: one over what could be earned.

    A document with all that is asked of a column earns about the column's part. A term that the
    field never holds counts in the whole, so a question about something else earns little
    however well its common words match.
    """
    worths = worths.reshape(-1, len(COLUMNS)).sum(0)
    amounts: Scores = 1.0 / np.maximum(worths, TINY)
    meant = BLEND.grams / max(worths[MEANT] + worths[BOTH], TINY)
    typed = BLEND.raw_grams / max(worths[TYPED] + worths[BOTH], TINY)
    amounts[MEANT], amounts[TYPED], amounts[BOTH] = meant, typed, meant + typed
    return amounts.astype(np.float32)
