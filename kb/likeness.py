"""Likeness: how near two questions are in meaning, by the words and concepts they share."""

from __future__ import annotations

import math
from collections.abc import Mapping

from kb import concepts, lexicon
from kb.spelling import words
from kb.stems import stem

CONCEPT = 1.5
"""What a concept that both speak about is worth, beside a word that both have."""
LANGS = ("id", "en")

Features = dict[str, float]


def features(text: str, lang: str) -> Features:
    """Give what a question is about, as a vector of length 1; empty when it says nothing.

    Concepts are read in both languages, so that they bring together what is asked in either.
    """
    light = lexicon.light_words(lang)
    found: Features = {}
    for word in words(text, lang):
        found[stem(word, lang)] = max(found.get(stem(word, lang), 0.0), light.get(word, 1.0))
    for read in LANGS:
        sequence = [stem(word, read) for word in words(text, read)]
        for name, strength in concepts.find(sequence, read).items():
            known = found.get(f"#{name}", 0.0)
            found[f"#{name}"] = max(known, CONCEPT * strength)
    return unit(found)


def likeness(left: Mapping[str, float], right: Mapping[str, float]) -> float:
    """Give the cosine of two vectors of length 1: 1 for the same, 0 for nothing in common."""
    small, large = sorted((left, right), key=len)
    return sum(value * large.get(name, 0.0) for name, value in small.items())


def unit(vector: Mapping[str, float]) -> Features:
    """Give a vector the length 1."""
    length = math.sqrt(sum(value * value for value in vector.values()))
    return {name: value / length for name, value in vector.items()} if length else {}
