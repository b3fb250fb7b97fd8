"""Small talk is a message that asks nothing: a greeting, thanks, a laugh."""

from __future__ import annotations

from functools import lru_cache

from kb import lexicon
from kb.spelling import ANY_RUN, raw_words, standard


def is_small_talk(text: str) -> bool:
    """Tell whether every word of a message is one that asks nothing."""
    return all(_says_little(word) for word in raw_words(text))


@lru_cache(maxsize=20_000)
def _says_little(word: str) -> bool:
    talk = lexicon.small_talk()
    if word in talk or ANY_RUN.sub(r"\1", word) in talk or word.isdigit():
        return True
    return any(all(part in talk for part in standard(word, lang)) for lang in ("id", "en"))
