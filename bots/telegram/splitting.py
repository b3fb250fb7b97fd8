"""Long texts in pieces that fit into a Telegram message."""

from __future__ import annotations

from typing import Final

LONGEST: Final = 4_096  # UTF-16 code units of one message
_ASTRAL: Final = 0xFFFF  # characters above it take two units


def units(text: str) -> int:
    """Give the length of a text as Telegram counts it."""
    return len(text) + sum(ord(letter) > _ASTRAL for letter in text)


def split(text: str, longest: int = LONGEST) -> list[str]:
    """Give the pieces of a text, each of at most so many units (2 or more), cut between words.

    Joined, the pieces are the text but for the white space at the cuts. No text, no pieces.
    """
    pieces = []
    rest = text.strip()
    while rest:
        piece = _fitting(rest, longest)
        pieces.append(piece.rstrip())
        rest = rest[len(piece) :].lstrip()
    return pieces


def _fitting(text: str, longest: int) -> str:
    """Give the longest beginning that fits, up to a white space where there is one."""
    end = _end(text, longest)
    if end == len(text):
        return text
    cut = max(text.rfind(space, 1, end + 1) for space in "\n ")
    return text[:cut] if cut > 0 else text[:end]


def _end(text: str, longest: int) -> int:
    """Give how many characters fit."""
    left = longest
    for place, letter in enumerate(text):
        left -= 1 + (ord(letter) > _ASTRAL)
        if left < 0:
            return place
    return len(text)
