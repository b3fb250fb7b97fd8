"""Words that say that somebody may be in danger: a hint for the librarian, never an answer."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

_WORD: Final = re.compile(r"\w+")
Phrases = Mapping[str, tuple[tuple[str, ...], ...]]  # by their first word


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Phrases of danger, and those that count where children write."""

    everybody: Phrases
    children: Phrases

    def finds(self, text: str, *, child: bool = False) -> bool:
        """Tell whether a text holds one of the phrases."""
        words = _WORD.findall(text.casefold())
        if _holds(words, self.everybody):
            return True
        return child and _holds(words, self.children)


def read_lexicon(lines: Iterable[str]) -> Lexicon:
    """Read `[danger]` and `[child]` parts of one phrase a line; # begins a remark.

    Raises ValueError for a line outside of a part.
    """
    parts: dict[str, list[tuple[str, ...]]] = {"danger": [], "child": []}
    part: list[tuple[str, ...]] | None = None
    for line in (raw.strip() for raw in lines):
        if not line or line.startswith("#"):
            continue
        if line.startswith("["):
            part = parts[line.strip("[]")]
        elif part is None:
            raise ValueError(f"{line!r} stands in no part")
        else:
            part.append(tuple(_WORD.findall(line.casefold())))
    return Lexicon(_by_first(parts["danger"]), _by_first(parts["child"]))


def _by_first(phrases: Iterable[tuple[str, ...]]) -> Phrases:
    found: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    for phrase in phrases:
        found[phrase[0]].append(phrase)
    return {first: tuple(some) for first, some in found.items()}


def _holds(words: list[str], phrases: Phrases) -> bool:
    if phrases.keys().isdisjoint(words):  # most texts, told in one look
        return False
    for at, word in enumerate(words):
        for phrase in phrases.get(word, ()):
            if tuple(words[at : at + len(phrase)]) == phrase:
                return True
    return False
