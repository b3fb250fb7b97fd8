"""Words that say that somebody may be in danger: a hint for the librarian, never an answer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

Phrases = Mapping[str, tuple[tuple[str, ...], ...]]  # by their first word


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Phrases of danger, and those that count where children write."""

    everybody: Phrases
    children: Phrases

    def finds(self, text: str, *, child: bool = False) -> bool:
        """Tell whether a text holds one of the phrases."""
        words = _words(text)
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
            part.append(tuple(_words(line)))
    return Lexicon(_by_first(parts["danger"]), _by_first(parts["child"]))


class _Apart(dict[int, int]):
    """Code points of letters, digits and `_` as they are, a space for all others."""

    def __missing__(self, point: int) -> int:
        letter = chr(point)
        return point if letter.isalnum() or letter == "_" else ord(" ")


_APART: Final = _Apart({point: _Apart()[point] for point in range(128)})


def _words(text: str) -> list[str]:
    # Every patron's text comes here: a regular expression takes four times as long.
    return text.casefold().translate(_APART).split()


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
