"""Spelling brings a patron's chat writing back to words as a dictionary has them."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from kb import lexicon

WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
REDUPLICATED = re.compile(r"\b([^\W\d_]{2,})-\1(?=\w*)")
DOUBLED_BY_DIGIT = re.compile(r"\b([^\W\d_]{2,})2(?=(?:an|nya)?\b)")
LONG_RUN = re.compile(r"(\D)\1{2,}")
ANY_RUN = re.compile(r"(\D)\1+")
QUOTES = str.maketrans({"\u2018": "'", "\u2019": "'", "`": "'"})
RECENT = 64
"""Texts kept in mind: the steps that answer one question read it several times."""
MAXIMUM = 1_000
"""Characters of a question that are looked at; nobody asks one thing in more."""


@lru_cache(maxsize=RECENT)
def fold(text: str) -> str:
    """Give lower case without accents, doubled words ("buku2", "anak-anak") once."""
    plain = text[:MAXIMUM].replace("`", "'").lower()
    if not plain.isascii():
        plain = unicodedata.normalize("NFKD", text[:MAXIMUM]).translate(QUOTES).lower()
        plain = "".join(char for char in plain if not unicodedata.combining(char))
    if "-" in plain:
        plain = REDUPLICATED.sub(r"\1", plain)
    return DOUBLED_BY_DIGIT.sub(r"\1", plain) if "2" in plain else plain


@lru_cache(maxsize=RECENT)
def raw_words(text: str) -> tuple[str, ...]:
    """Split folded text into words, spelled as the patron wrote them."""
    return tuple(WORD.findall(fold(text)))


@lru_cache(maxsize=RECENT)
def words(text: str, lang: str) -> tuple[str, ...]:
    """Split text into standard words: repeated letters shortened, chat spellings written out."""
    return tuple(word for raw in raw_words(text) for word in standard(raw, lang))


@lru_cache(maxsize=20_000)
def standard(raw: str, lang: str) -> tuple[str, ...]:
    """Give the standard words for one written word; Indonesian chat mixes in English slang."""
    other = "en" if lang == "id" else "id"
    runs = ANY_RUN.search(raw) is not None
    shorter = LONG_RUN.sub(r"\1", raw) if runs else raw
    for spelling in (raw, shorter, ANY_RUN.sub(r"\1", raw)) if runs else (raw,):
        found = lexicon.chat_spellings(lang).get(spelling)
        if found:
            return found
    if lang == "id":
        return lexicon.chat_spellings(other).get(shorter, (shorter,)) if "'" in raw else (shorter,)
    return tuple(shorter.replace("'s", "").replace("'", "").split()) or (shorter,)
