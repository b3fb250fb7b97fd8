"""A clause is a part of a long message that may hold the question by itself."""

from __future__ import annotations

import re

from kb.spelling import MAXIMUM, raw_words

LONG = 9
"""Words from which a message is looked at in parts; shorter ones are one question."""
SHORT = 3
"""Words a part needs to be a question."""
MOST = 4
"""Parts looked at: the story comes first, the question soon after."""

_BREAK = re.compile(r"[.?!;,\n]+")


def readings(text: str) -> list[str]:
    """Give the ways to read a message: whole, then its longer clauses if it is a long one."""
    if len(raw_words(text)) < LONG:
        return [text]
    parts = [part for part in _BREAK.split(text[:MAXIMUM]) if len(raw_words(part)) >= SHORT]
    return [text, *parts[:MOST]] if len(parts) > 1 else [text]
