"""Full text: the terms by which a whole conversation is found again, in any inflection."""

from __future__ import annotations

import hashlib
import re
from functools import cache, lru_cache
from importlib.resources import files

from kb.entries import Lang
from kb.spelling import words
from kb.stems import stem

LANGS = tuple(lang.value for lang in Lang)
LONGEST_TERM = 64
"""Characters of a word that count: no word has more, a pasted key or address may."""
READERS = ("full_text", "spelling", "stems", "lexicon")
"""Modules that decide what the terms of a text are."""
_PIECE = re.compile(r'"([^"]*)"?|([^\s"]+)')
_QUOTES = str.maketrans("\u201c\u201d\u201e\u00ab\u00bb", '"""""')

Clause = tuple[tuple[str, ...], ...]


def terms(text: str, lang: str) -> list[str]:
    """Give the terms of a text in their order: standard words, stemmed as `lang` is."""
    known = lang if lang in LANGS else LANGS[0]
    return [term for written in text.split() for term in _terms(written, known)]


def clauses(asked: str) -> tuple[Clause, ...]:
    """Take apart what is looked for; empty when it holds no word.

    Every clause must be found; one is found by any of its alternatives, which is what the words
    are in each language, in a row. A word is a clause, and so is a phrase in quotation marks.
    """
    pieces = (quoted or word for quoted, word in _PIECE.findall(asked.translate(_QUOTES)))
    found = (
        tuple(dict.fromkeys(row for lang in LANGS if (row := tuple(terms(piece, lang)))))
        for piece in pieces
    )
    return tuple(dict.fromkeys(clause for clause in found if clause))


@cache
def reading() -> str:
    """Give the fingerprint of how texts are read: what was read otherwise is read again."""
    home = files("kb")
    tables = sorted(home.joinpath("lexicons").iterdir(), key=lambda table: table.name)
    digest = hashlib.blake2b(digest_size=16)
    for part in (*(home.joinpath(f"{name}.py") for name in READERS), *tables):
        digest.update(part.read_bytes())
    return digest.hexdigest()


@lru_cache(maxsize=20_000)
def _terms(written: str, lang: str) -> tuple[str, ...]:
    return tuple(stem(word, lang)[:LONGEST_TERM] for word in words(written, lang))
