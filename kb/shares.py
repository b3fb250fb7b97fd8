"""A share is all that one word or concept earns the documents of a shelf, field by field.

Gathering one reads many lists; asking a question then only adds the shares of its words.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from kb.analysis import Asked, pieces
from kb.impacts import Impact, Impacts, Numbers, Scores
from kb.slots import Slots

COLUMNS = (
    "words",
    "keywords",
    "answer",
    "learned_words",
    "meant_grams",
    "grams",
    "typed_grams",
    "answer_grams",
    "coverage",
    "concepts",
    "answer_concepts",
    "learned_concepts",
)
"""What a share is made of. Pieces of a word count as meant, as typed, or (`grams`) as both."""
COLUMN = {name: number for number, name in enumerate(COLUMNS)}
OF_STEMS = COLUMNS[:4]
OF_CONCEPTS = COLUMNS[-3:]
NO_SLOTS: Numbers = np.zeros(0, np.int32)
NO_SCORES: Impact = np.zeros(0, np.float32)
SPEAKING = (
    (0.5, ("answer",), ("answer_concepts",)),
    (1.0, ("words", "keywords"), ("concepts",)),
)
"""How well an entry speaks of a word that only its answer has, or its question or keywords, by
fields of words and of concepts."""
MOST, MOST_POSTINGS = 2_500, 2_000_000
"""Shares of a language at hand, and their postings (16 MB); as many again are remembered."""


class Share(NamedTuple):
    """The postings of all columns, one after the other: `lengths[c]` of them are column c's.

    A posting says what the document in a slot earns. `worths[c]` tells how rare the terms are
    that column c asks for.
    """

    slots: Numbers
    scores: Impact
    lengths: NDArray[np.int64]
    worths: Scores


class Gathering:
    """Collects the columns of one share."""

    def __init__(self) -> None:
        self._slots: list[Numbers] = [NO_SLOTS]
        self._scores: list[Impact] = [NO_SCORES]
        self._lengths = [0] * len(COLUMNS)
        self._worths = [0.0] * len(COLUMNS)

    def ask(self, column: int, impacts: Impacts, terms: Sequence[str], weight: float) -> None:
        """Add to a column what a field holds of some terms; columns come in their order."""
        could, held = 0.0, 0
        starts, slots, scores = impacts.starts, impacts.slots, impacts.scores
        for term in terms:
            row, worth = impacts.find(term)
            could += worth
            if row is not None and worth:
                first, after = starts[row], starts[row + 1]
                held += after - first
                self._slots.append(slots[first:after])
                self._scores.append(
                    scores[first:after] * weight if weight != 1.0 else scores[first:after]
                )
        self._lengths[column] = held
        self._worths[column] = could * weight

    def put(self, column: int, slots: Numbers, scores: Impact, worth: float) -> None:
        """Add a column of postings."""
        self._slots.append(slots)
        self._scores.append(scores)
        self._lengths[column] = len(slots)
        self._worths[column] = worth

    def share(self) -> Share:
        """Give the share."""
        return Share(
            np.concatenate(self._slots, dtype=np.int32, casting="same_kind"),
            np.concatenate(self._scores, dtype=np.float32, casting="same_kind"),
            np.array(self._lengths),
            np.array(self._worths),
        )


class Shares:
    """Gathers shares and remembers them."""

    def __init__(self, impacts: Mapping[str, Impacts], slots: Slots) -> None:
        self._impacts = impacts
        self._slots = slots
        self._known: dict[object, Share] = {}
        self._older: dict[object, Share] = {}
        self._postings = 0

    def of_word(self, asked: Asked, concepts: tuple[str, ...]) -> Share:
        """Give a word's share: by its stem, if any, by its pieces, by what speaks of it."""
        key = asked.word, asked.stem, asked.typed, concepts
        return self._known.get(key) or self._kept(key, lambda: self._word(asked, concepts))

    def of_typing(self, typed: str, weight: float) -> Share:
        """Give the share of a word's pieces as typed, where a dictionary has it otherwise."""
        return self._known.get(typed) or self._kept(typed, lambda: self._typing(typed, weight))

    def of_concept(self, name: str, strength: float) -> Share:
        """Give a concept's share, at a strength between 0 and 1."""
        key = name, strength
        return self._known.get(key) or self._kept(key, lambda: self._concept(name, strength))

    def _kept(self, key: object, gather: Callable[[], Share]) -> Share:
        """Give a share, remembered or gathered; what was not asked for of late is forgotten."""
        share = self._known.get(key)
        if share is None:
            share = self._older.pop(key, None) or gather()
            self._known[key] = share
            self._postings += len(share.slots)
            if len(self._known) > MOST or self._postings > MOST_POSTINGS:
                self._older, self._known, self._postings = self._known, {}, 0
        return share

    def _word(self, asked: Asked, concepts: tuple[str, ...]) -> Share:
        found, impacts = Gathering(), self._impacts
        if asked.stem:
            for field in OF_STEMS:
                found.ask(COLUMN[field], impacts[field], (asked.stem,), asked.weight)
        grams = pieces(asked.word)
        meant = COLUMN["grams" if asked.typed else "meant_grams"]
        found.ask(meant, impacts["grams"], grams, asked.light)
        found.ask(COLUMN["answer_grams"], impacts["answer_grams"], grams, asked.light)
        if not asked.stem:
            return found.share()
        worth = impacts["answer"].worth(asked.stem) * asked.weight
        held = self._speaking(asked.stem, concepts)
        entries = held.nonzero()[0].astype(np.int32)
        earned = held[entries] * np.float32(worth)
        found.put(COLUMN["coverage"], entries + np.int32(self._slots.bodies), earned, worth)
        return found.share()

    def _speaking(self, stem: str, concepts: tuple[str, ...]) -> Impact:
        """Give for each entry how well it speaks of a word, by itself or by its concepts.

        Nothing at all where no entry does.
        """
        spoken = [
            (amount, impacts.slots[impacts.span(row)])
            for amount, fields, about in SPEAKING
            for names, terms in ((fields, (stem,)), (about, concepts))
            for impacts in map(self._impacts.__getitem__, names)
            for term in terms
            if (row := impacts.rows.get(term)) is not None
        ]
        held: Impact = np.zeros(self._slots.entries if spoken else 0, np.float32)
        for amount, slots in spoken:
            held[self._slots.owners[slots]] = amount
        return held

    def _typing(self, typed: str, weight: float) -> Share:
        found = Gathering()
        found.ask(COLUMN["typed_grams"], self._impacts["grams"], pieces(typed), weight)
        return found.share()

    def _concept(self, name: str, strength: float) -> Share:
        found = Gathering()
        for field in OF_CONCEPTS:
            found.ask(COLUMN[field], self._impacts[field], (name,), strength)
        return found.share()
