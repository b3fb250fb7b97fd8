"""A concept is what a group of synonyms means, found in running text in either language."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache

from kb import lexicon
from kb.spelling import words
from kb.stems import stem

Match = tuple[int, int, tuple[str, ...]]
"""Where a sequence starts, how long it is, the names it stands for."""
LONGEST = 5
"""Words of the longest phrase looked for."""
INSIDE = 0.5
"""Strength of a word that is also part of a phrase found."""
SHARING = 0.3
"""How fast a word's strength falls with the number of its groups."""


class Table:
    """Sequences of stems, each with the names it stands for, found by their first stem."""

    def __init__(self) -> None:
        self._names: dict[str, dict[tuple[str, ...], tuple[str, ...]]] = {}
        self._longest: dict[str, int] = {}

    def add(self, key: tuple[str, ...], name: str) -> None:
        """Let a sequence stand for one more name."""
        named = self._names.setdefault(key[0], {})
        if name not in named.get(key, ()):
            named[key] = (*named.get(key, ()), name)
        self._longest[key[0]] = max(self._longest.get(key[0], 0), len(key))

    def matches(self, stems: Sequence[str]) -> list[Match]:
        """Give every sequence found, longest first, then from left to right."""
        found: list[Match] = []
        for start, first in enumerate(stems):
            longest = self._longest.get(first)
            if longest is not None:
                named = self._names[first]
                for length in range(1, min(longest, len(stems) - start) + 1):
                    names = named.get(tuple(stems[start : start + length]))
                    if names is not None:
                        found.append((start, length, names))
        if len(found) > 1:
            found.sort(key=_longest_first)
        return found


def _longest_first(match: Match) -> tuple[int, int]:
    return -match[1], match[0]


def phrase_table(named: Iterable[tuple[str, str]], lang: str) -> Table:
    """Map each phrase, as stems, to its names."""
    table = Table()
    for phrase, name in named:
        key = tuple(stem(word, lang) for word in words(phrase, lang))
        if 0 < len(key) <= LONGEST:
            table.add(key, name)
    return table


@cache
def synonyms(lang: str) -> Table:
    """Map a sequence of stems to the groups of synonyms it belongs to."""
    groups = lexicon.synonym_groups()
    return phrase_table(
        ((phrase, group.name) for group in groups for phrase in group.phrases[lang]), lang
    )


def find(stems: Sequence[str], lang: str) -> dict[str, float]:
    """Give the concepts in a sequence of stems with a strength between 0 and 1.

    A phrase tells more than the words in it; a word of many groups tells less about each.
    """
    light = lexicon.light_words(lang)
    found: dict[str, float] = {}
    covered: set[int] = set()
    for start, length, groups in synonyms(lang).matches(stems):
        if length > 1:
            strength = 1.0
            covered.update(range(start, start + length))
        else:
            strength = light.get(stems[start], 1.0) * (INSIDE if start in covered else 1.0)
        for group in groups:
            found[group] = max(found.get(group, 0.0), strength / len(groups) ** SHARING)
    return found
