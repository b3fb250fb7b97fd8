"""Analysis takes a text apart into the terms it is indexed or searched by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from kb import concepts, lexicon
from kb.spelling import raw_words, words
from kb.stems import stem
from kb.vocabulary import Vocabulary

LANGS = ("id", "en")
GRAM_SIZE = 4
"""Letters of a piece: 3, 4, 5 and their mixtures find equally well, 4 alone costs a third."""
GUESSED = 0.8
FOREIGN = 0.7
"""Strength of a concept found by reading the words in the other language."""

TELLING = 0.45
"""Strength from which a concept is worth indexing."""

Weights = dict[str, float]


@dataclass(frozen=True, slots=True)
class Token:
    """A word asked for: its weight, with the concepts it stands for alone or in a phrase."""

    weight: float
    concepts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Terms:
    """A question as terms with weights.

    `tokens` holds each stem with its concepts, `raw_grams` the character pieces of the text as it
    was typed, `shown` the word behind each stem.
    """

    tokens: dict[str, Token]
    stems: Weights
    concepts: Weights
    grams: Weights
    raw_grams: Weights
    shown: dict[str, str]


def analyse(text: str, vocabulary: Vocabulary) -> Terms:
    """Take apart what a patron wrote, reading unknown words as known ones where that is safe."""
    lang = vocabulary.lang
    light = lexicon.light_words(lang)
    standard = words(text, lang)
    sequence: list[str] = []
    stems: Weights = {}
    shown: dict[str, str] = {}
    for word in standard:
        found, sure = vocabulary.read(word)
        sequence.append(found)
        weight = light.get(word, 1.0) * (1.0 if sure else GUESSED)
        stems[found] = max(stems.get(found, 0.0), weight)
        shown.setdefault(found, word)
    return Terms(
        tokens=_tokens(sequence, stems, lang),
        stems=stems,
        concepts=_concepts(sequence, text, lang),
        grams=grams(standard, light),
        raw_grams=grams(raw_words(text), light),
        shown=shown,
    )


def _tokens(sequence: list[str], stems: Weights, lang: str) -> dict[str, Token]:
    meanings: dict[str, dict[str, None]] = {found: {} for found in stems}
    for start, length, groups in concepts.synonyms(lang).matches(sequence):
        for found in sequence[start : start + length]:
            meanings[found].update(dict.fromkeys(groups))
    return {found: Token(stems[found], tuple(names)) for found, names in meanings.items()}


def index_terms(text: str, lang: str) -> dict[str, list[str]]:
    """Take apart a text for the index: lists of `words`, `concepts` and `grams`."""
    standard = words(text, lang)
    sequence = [stem(word, lang) for word in standard]
    found = _concepts(sequence, text, lang)
    return {
        "words": sequence,
        "concepts": [name for name, strength in found.items() if strength >= TELLING],
        "grams": list(grams(standard, {})) if standard else [],
    }


def _concepts(sequence: list[str], text: str, lang: str) -> Weights:
    found = concepts.find(sequence, lang)
    for other in LANGS:
        if other != lang:
            foreign = [stem(word, other) for word in words(text, other)]
            for name, strength in concepts.find(foreign, other).items():
                found[name] = max(found.get(name, 0.0), FOREIGN * strength)
    return found


def grams(sequence: Sequence[str], light: dict[str, float]) -> Weights:
    """Give the pieces of 4 characters of each word, edges marked with "_"."""
    found: Weights = {}
    for word in sorted(sequence, key=lambda word: light.get(word, 1.0)):
        found.update(dict.fromkeys(_pieces(word), light.get(word, 1.0)))
    return found


@lru_cache(maxsize=20_000)
def _pieces(word: str) -> tuple[str, ...]:
    edged = f"_{word}_"
    return tuple(
        edged[start : start + GRAM_SIZE] for start in range(max(1, len(edged) - GRAM_SIZE + 1))
    )
