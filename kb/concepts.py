"""A concept is what a group of synonyms means, found in running text in either language."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from itertools import pairwise

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
    """Sequences of stems, each with the names it stands for, found by their first two."""

    def __init__(self) -> None:
        self._single: dict[str, tuple[str, ...]] = {}
        self._longer: dict[str, dict[str, dict[tuple[str, ...], tuple[str, ...]]]] = {}
        self._longest: dict[str, int] = {}

    def add(self, key: tuple[str, ...], name: str) -> None:
        """Let a sequence stand for one more name."""
        first = key[0]
        if len(key) == 1:
            self._single[first] = _with(self._single.get(first, ()), name)
        else:
            named = self._longer.setdefault(first, {}).setdefault(key[1], {})
            named[key] = _with(named.get(key, ()), name)
        self._longest[first] = max(self._longest.get(first, 0), len(key))

    def touches(self, stems: Iterable[str]) -> bool:
        """Tell whether any sequence begins with one of some stems."""
        return not self._longest.keys().isdisjoint(stems)

    def matches(self, stems: Sequence[str]) -> list[Match]:
        """Give every sequence found, longest first, then from left to right."""
        single, longer = self._single, self._longer
        found = [(start, 1, single[first]) for start, first in enumerate(stems) if first in single]
        phrases: list[Match] = []
        for start, (first, second) in enumerate(pairwise(stems)):
            seconds = longer.get(first)
            if seconds is not None and (named := seconds.get(second)) is not None:
                for length in range(2, min(self._longest[first], len(stems) - start) + 1):
                    names = named.get(tuple(stems[start : start + length]))
                    if names is not None:
                        phrases.append((start, length, names))
        if len(phrases) > 1:
            phrases.sort(key=_longest_first)
        return phrases + found


def _with(names: tuple[str, ...], name: str) -> tuple[str, ...]:
    return names if name in names else (*names, name)


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
    return strengths(stems, synonyms(lang).matches(stems), lang)


def strengths(stems: Sequence[str], matches: Iterable[Match], lang: str) -> dict[str, float]:
    """Give the concepts of sequences found, the longest of which come first."""
    light = lexicon.light_words(lang)
    found: dict[str, float] = {}
    covered: set[int] = set()
    for start, length, groups in matches:
        if length > 1:
            strength = 1.0
            covered.update(range(start, start + length))
        else:
            strength = light.get(stems[start], 1.0) * (INSIDE if start in covered else 1.0)
        for group in groups:
            found[group] = max(found.get(group, 0.0), strength / len(groups) ** SHARING)
    return found
