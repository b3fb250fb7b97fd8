"""How a library numbers its members, written as a pattern that a librarian can read.

`#` stands for a digit, `?` for a letter, everything else for itself: `BTG-####-#####`. Hyphens,
dots, slashes and spaces of the pattern may be written in any of these ways, or left out. A pattern
without a letter of its own (`########`) counts only near a word such as "anggota" or "member".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_BETWEEN = set(" -./_")
_GAP = r"[\s\-./_\u2010-\u2015]{0,3}"
_LEAST_DIGITS = 3
_WORD = re.compile(r"anggota|member|kartu\s+perpus|no\.?\s?kta\b|library\s+card", re.IGNORECASE)
_NEAR = 40  # characters


@dataclass(frozen=True, slots=True)
class MemberNumbers:
    """The patterns of a library, made ready by `reading`."""

    patterns: tuple[tuple[re.Pattern[str], bool], ...]  # and whether it needs a word beside it

    def spans(self, text: str) -> Iterator[tuple[int, int]]:
        """Give start and end of each member number of a text."""
        for pattern, needs_word in self.patterns:
            for match in pattern.finditer(text):
                if not needs_word or _word_beside(text, match):
                    yield match.span()


def reading(patterns: tuple[str, ...]) -> MemberNumbers:
    """Read patterns; raises ValueError naming one with under three digits."""
    return MemberNumbers(tuple(_compiled(pattern.strip()) for pattern in patterns))


def _compiled(pattern: str) -> tuple[re.Pattern[str], bool]:
    if sum(sign == "#" or sign.isdigit() for sign in pattern) < _LEAST_DIGITS:
        raise ValueError(pattern)
    parts = [_part(sign) for sign in pattern]
    between = _GAP.join(part for part in parts if part) if _spaced(pattern) else "".join(parts)
    own_letters = any(sign.isalpha() for sign in pattern)
    return re.compile(rf"(?<!\w){between}(?!\w)", re.IGNORECASE), not own_letters


def _spaced(pattern: str) -> bool:
    return bool(_BETWEEN & set(pattern))


def _part(sign: str) -> str:
    if sign == "#":
        return r"\d"
    if sign == "?":
        return r"[^\W\d_]"
    return "" if sign in _BETWEEN else re.escape(sign)


def _word_beside(text: str, match: re.Match[str]) -> bool:
    before = text[max(0, match.start() - _NEAR) : match.start()]
    return _WORD.search(before) is not None
