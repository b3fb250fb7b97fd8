"""Sentences that are Indonesian first, with their English beside them."""

from __future__ import annotations

from collections.abc import Mapping


def worded(english: Mapping[str, str], language: str, sentence: str, **slots: object) -> str:
    """Give a sentence in `en` or, in any other case, in Indonesian; `{name}` is filled by slots."""
    text = english[sentence] if language == "en" else sentence
    for name, value in slots.items():
        text = text.replace("{" + name + "}", str(value))
    return text
