"""A share is all that one word or concept earns the documents of a shelf, field by field.

Gathering one reads many lists; asking a question then only adds the shares of its words.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from kb.analysis import pieces
from kb.impacts import Impact, Impacts, Numbers, Scores
from kb.slots import Slots
from kb.vocabulary import Asked

COLUMNS = (
    "words",
    "keywords",
    "spoken",
    "meant_grams",
    "grams",
    "typed_grams",
    "answer_grams",
    "concepts",
    "answer_concepts",
)
"""What a share is made of. What is worth the same is one column: `spoken` holds what the answer and
learned wordings have of a word with what else speaks of it, `concepts` those of learned wordings
too. Pieces of a word count as meant, as typed, or (`grams`) as both."""
COLUMN = {name: number for number, name in enumerate(COLUMNS)}
NO_SLOTS: Numbers = np.zeros(0, np.int32)
NO_SCORES: Impact = np.zeros(0, np.float32)
SPEAKING = (
    (0.5, ("answer",), ("answer_concepts",)),
    (1.0, ("words", "keywords"), ("concepts",)),
)
"""How well an entry speaks of a word that only its answer has, or its question or keywords, by
fields of words and of concepts."""
MOST, MOST_POSTINGS = 4_000, 4_000_000
"""Shares of a language at hand, and their postings (32 MB); as many again are remembered."""


@dataclass(frozen=True, slots=True)
class Blend:
    """How much each signal counts."""

    words: float = 0.05
    concepts: float = 0.40
    grams: float = 0.14
    raw_grams: float = 0.06
    keywords: float = 0.25
    answer: float = 0.10
    answer_concepts: float = 0.35
    answer_grams: float = 0.28
    coverage: float = 0.80
    learned_words: float = 0.80
    learned_concepts: float = 0.40


BLEND = Blend()


class Share(NamedTuple):
    """The postings of all columns, one after the other: `lengths[c]` of them are column c's.

    A posting says what the document in a slot earns, by its part of the blend (pieces of words:
    without). `worths[c]` tells how rare the terms are that column c asks for.
    """

    slots: Numbers
    scores: Impact
    lengths: NDArray[np.int64]
    worths: Scores


class Gathering:
    """Collects the columns of one share, which come in their order."""

    def __init__(self) -> None:
        self._slots: list[Numbers] = [NO_SLOTS]
        self._scores: list[Impact] = [NO_SCORES]
        self._lengths = [0] * len(COLUMNS)
        self._worths = [0.0] * len(COLUMNS)

    def ask(self, column: int, impacts: Impacts, terms: Sequence[str], weight: float) -> float:
        """Add to a column what a field holds of some terms, give what they are worth."""
        could = 0.0
        held: list[slice] = []
        rows, span = impacts.rows, impacts.span
        for term in terms:
            row = rows.get(term)
            if row is None:
                could += impacts.worth(term)
            elif worth := impacts.worths[row]:
                could += worth
                held.append(span(row))
        if len(held) == 1:
            self.put(column, impacts.slots[held[0]], impacts.scores[held[0]] * np.float32(weight))
        elif held:
            slots = np.concatenate([impacts.slots[one] for one in held])
            scores = np.concatenate([impacts.scores[one] for one in held])
            scores *= np.float32(weight)
            self.put(column, slots, scores)
        return could

    def put(self, column: int, slots: Numbers, scores: Impact) -> None:
        """Add postings to a column."""
        self._slots.append(slots)
        self._scores.append(scores)
        self._lengths[column] += len(slots)

    def worth(self, column: int, worth: float) -> None:
        """Say what a column asks for is worth."""
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
            for field, part in (("words", BLEND.words), ("keywords", BLEND.keywords)):
                worth = found.ask(COLUMN[field], impacts[field], (asked.stem,), part * asked.weight)
                found.worth(COLUMN[field], worth * asked.weight)
            self._spoken(found, asked, concepts)
        grams = pieces(asked.word)
        meant = COLUMN["grams" if asked.typed else "meant_grams"]
        found.worth(meant, asked.light * found.ask(meant, impacts["grams"], grams, asked.light))
        answered, part = COLUMN["answer_grams"], BLEND.answer_grams * asked.light
        worth = found.ask(answered, impacts["answer_grams"], grams, part)
        found.worth(answered, worth * asked.light)
        return found.share()

    def _spoken(self, found: Gathering, asked: Asked, concepts: tuple[str, ...]) -> None:
        """Put what entries earn by speaking of a word, learned wordings by having it."""
        column, weight, answer = COLUMN["spoken"], asked.weight, self._impacts["answer"]
        worth = answer.worth(asked.stem) * weight
        found.worth(column, worth)
        earned = self._speaking(asked.stem, concepts)
        if len(earned):
            earned *= BLEND.coverage * worth
            row = answer.rows.get(asked.stem)
            if row is not None:
                span = answer.span(row)
                answering = answer.slots[span] - np.int32(self._slots.bodies)
                earned[answering] += answer.scores[span] * (BLEND.answer * weight)
            entries = earned.nonzero()[0].astype(np.int32)
            found.put(column, entries + np.int32(self._slots.bodies), earned[entries])
        learned = self._impacts["learned_words"]
        found.ask(column, learned, (asked.stem,), BLEND.learned_words * weight)

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
        found, column = Gathering(), COLUMN["typed_grams"]
        worth = found.ask(column, self._impacts["grams"], pieces(typed), weight)
        found.worth(column, worth * weight)
        return found.share()

    def _concept(self, name: str, strength: float) -> Share:
        found = Gathering()
        for field, part in (
            ("concepts", BLEND.concepts),
            ("learned_concepts", BLEND.learned_concepts),
            ("answer_concepts", BLEND.answer_concepts),
        ):
            column = COLUMN[field.removeprefix("learned_")]
            worth = found.ask(column, self._impacts[field], (name,), part * strength)
            found.worth(column, worth * strength)
        return found.share()
