"""A concept is what a group of synonyms means, found in running text in either language."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache

from kb import lexicon
from kb.spelling import words
from kb.stems import stem

LONGEST = 5
"""Words of the longest phrase looked for."""
INSIDE = 0.5
"""Strength of a word that is also part of a phrase found."""
SHARING = 0.3
"""How fast a word's strength falls with the number of its groups."""


Table = dict[tuple[str, ...], tuple[str, ...]]
"""Sequences of stems, each with the names it stands for."""


def phrase_table(named: Iterable[tuple[str, str]], lang: str) -> Table:
    """Map each phrase, as stems, to its names."""
    table: Table = {}
    for phrase, name in named:
        key = tuple(stem(word, lang) for word in words(phrase, lang))
        if key and name not in table.get(key, ()):
            table[key] = (*table.get(key, ()), name)
    return table


@cache
def synonyms(lang: str) -> Table:
    """Map a sequence of stems to the groups of synonyms it belongs to."""
    groups = lexicon.synonym_groups()
    return phrase_table(
        ((phrase, group.name) for group in groups for phrase in group.phrases[lang]), lang
    )


def find(stems: list[str], lang: str) -> dict[str, float]:
    """Give the concepts in a sequence of stems with a strength between 0 and 1.

    A phrase tells more than the words in it; a word of many groups tells less about each.
    """
    light = lexicon.light_words(lang)
    found: dict[str, float] = {}
    covered: set[int] = set()
    for start, length, groups in matches(stems, synonyms(lang)):
        if length > 1:
            strength = 1.0
            covered.update(range(start, start + length))
        else:
            strength = light.get(stems[start], 1.0) * (INSIDE if start in covered else 1.0)
        for group in groups:
            found[group] = max(found.get(group, 0.0), strength / len(groups) ** SHARING)
    return found


def matches(stems: list[str], table: Table) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    """Give (start, length, names) of every phrase found, longest first."""
    for length in range(min(LONGEST, len(stems)), 0, -1):
        for start in range(len(stems) - length + 1):
            names = table.get(tuple(stems[start : start + length]))
            if names:
                yield start, length, names
