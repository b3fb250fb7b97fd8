"""Analysis takes a text apart into the terms it is indexed or searched by."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from kb import concepts, lexicon
from kb.spelling import raw_words, standard, words
from kb.stems import stem
from kb.vocabulary import Asked, Vocabulary

LANGS = ("id", "en")
OTHER = {"id": "en", "en": "id"}
GRAM_SIZE = 4
"""Letters of a piece: 3, 4, 5 and their mixtures find equally well, 4 alone costs a third."""
FOREIGN = 0.7
"""Strength of a concept found by reading the words in the other language."""

TELLING = 0.45
"""Strength from which a concept is worth indexing."""

Weights = dict[str, float]


class Token(NamedTuple):
    """A word asked for: its weight, with the concepts it stands for alone or in a phrase."""

    weight: float
    concepts: tuple[str, ...]


class Terms(NamedTuple):
    """A question as terms with weights.

    `tokens` holds each stem with its concepts, `asked` the standard words, `typed` the words that
    are spelled otherwise there, each with the weight of its pieces, `foreign` the stems of the
    text read in the other language.
    """

    tokens: dict[str, Token]
    concepts: Weights
    asked: tuple[Asked, ...]
    typed: Weights
    foreign: list[str]

    @property
    def shown(self) -> dict[str, str]:
        """Give the word behind each stem."""
        return {asked.stem: asked.word for asked in self.asked if asked.stem}


def analyse(text: str, vocabulary: Vocabulary) -> Terms:
    """Take apart what a patron wrote, reading unknown words as known ones where that is safe."""
    lang = vocabulary.lang
    light = lexicon.light_words(lang)
    typed = dict.fromkeys(raw_words(text))
    sequence: list[str] = []
    stems: Weights = {}
    asked: dict[str, Asked] = {}
    for word in words(text, lang):
        read = vocabulary.asked(word, word in typed)
        found = read.stem
        sequence.append(found)
        if word not in asked:
            before = stems.get(found)
            asked[word] = read if before is None else read._replace(stem="")
            stems[found] = read.weight if before is None else max(before, read.weight)
    matches = concepts.synonyms(lang).matches(sequence)
    foreign = [one for raw in raw_words(text) for one in _stems(raw, OTHER[lang])]
    return Terms(
        tokens=_tokens(sequence, stems, matches),
        concepts=_concepts(sequence, matches, foreign, lang),
        asked=tuple(asked.values()),
        typed={raw: light.get(raw, 1.0) for raw in typed if raw not in asked},
        foreign=foreign,
    )


@lru_cache(maxsize=20_000)
def _stems(raw: str, lang: str) -> tuple[str, ...]:
    """Give the stems of a word as it was typed."""
    return tuple(stem(word, lang) for word in standard(raw, lang))


def _tokens(
    sequence: list[str], stems: Weights, matches: Iterable[concepts.Match]
) -> dict[str, Token]:
    meanings: dict[str, dict[str, None]] = {}
    for start, length, groups in matches:
        for found in sequence[start : start + length]:
            meanings.setdefault(found, {}).update(dict.fromkeys(groups))
    return {found: Token(weight, tuple(meanings.get(found, ()))) for found, weight in stems.items()}


def index_terms(text: str, lang: str) -> dict[str, list[str]]:
    """Take apart a text for the index: lists of `words`, `concepts` and `grams`."""
    standard = words(text, lang)
    sequence = [stem(word, lang) for word in standard]
    foreign = [stem(word, OTHER[lang]) for word in words(text, OTHER[lang])]
    found = _concepts(sequence, concepts.synonyms(lang).matches(sequence), foreign, lang)
    return {
        "words": sequence,
        "concepts": [name for name, strength in found.items() if strength >= TELLING],
        "grams": grams(standard),
    }


def _concepts(
    sequence: list[str], matches: Iterable[concepts.Match], foreign: list[str], lang: str
) -> Weights:
    found = concepts.strengths(sequence, matches, lang)
    for name, strength in concepts.find(foreign, OTHER[lang]).items():
        found[name] = max(found.get(name, 0.0), FOREIGN * strength)
    return found


def grams(sequence: Iterable[str]) -> list[str]:
    """Give the pieces of all words, each once."""
    return list(dict.fromkeys(piece for word in sequence for piece in pieces(word)))


@lru_cache(maxsize=20_000)
def pieces(word: str) -> tuple[str, ...]:
    """Give the pieces of 4 characters of a word, edges marked with "_", each once."""
    edged = f"_{word}_"
    starts = range(max(1, len(edged) - GRAM_SIZE + 1))
    return tuple(dict.fromkeys(edged[start : start + GRAM_SIZE] for start in starts))
