"""A concept is what a group of synonyms means, found in running text in either language."""

from __future__ import annotations

from functools import cache

from kb import lexicon
from kb.spelling import words
from kb.stems import stem

LONGEST = 5


@cache
def _phrases(lang: str) -> dict[tuple[str, ...], tuple[str, ...]]:
    """Map a sequence of stems to the groups it belongs to."""
    table: dict[tuple[str, ...], tuple[str, ...]] = {}
    for group in lexicon.synonym_groups():
        for phrase in group.phrases[lang]:
            key = tuple(stem(word, lang) for word in words(phrase, lang))
            if key and group.name not in table.get(key, ()):
                table[key] = (*table.get(key, ()), group.name)
    return table


def find(stems: list[str], lang: str) -> dict[str, float]:
    """Give the concepts in a sequence of stems with a strength: a phrase tells more than a word."""
    table = _phrases(lang)
    light = lexicon.light_words(lang)
    found: dict[str, float] = {}
    for length in range(min(LONGEST, len(stems)), 0, -1):
        for start in range(len(stems) - length + 1):
            key = tuple(stems[start : start + length])
            groups = table.get(key)
            if groups:
                strength = 1.0 if length > 1 else light.get(key[0], 1.0)
                for group in groups:
                    found[group] = max(found.get(group, 0.0), strength)
    return found
