"""A stem is what the forms of one word have in common."""

from __future__ import annotations

from functools import lru_cache

import Stemmer

from kb import lexicon
from kb.affixes import root_of

_STEMMERS = {"id": Stemmer.Stemmer("indonesian"), "en": Stemmer.Stemmer("english")}
CHAT_PREFIXES = (
    ("nge", ("",)),
    ("ny", ("c", "s")),
    ("ng", ("", "k", "g", "h")),
    ("n", ("t",)),
    ("m", ("p", "b")),
    ("ke", ("",)),
    ("di", ("",)),
    ("se", ("",)),
    ("ku", ("",)),
)
CHAT_ENDINGS = ("in", "an", "nya", "ku", "mu")
SHORTEST = 3
VOWELS = ("a", "e", "i", "o", "u")


@lru_cache(maxsize=50_000)
def stem(word: str, lang: str) -> str:
    """Give the stem of a standard word."""
    exceptions = lexicon.stem_exceptions(lang)
    exception = exceptions.get(word)
    if exception:
        return exception
    root = root_of(word, lexicon.roots()) if lang == "id" else None
    if root:
        return exceptions.get(root, root)
    return str(_STEMMERS[lang].stemWord(word))


def chat_forms(word: str) -> list[str]:
    """List the standard words a colloquial Indonesian form may come from.

    Jakarta chat drops "me-" ("nyari", "minjem"), ends verbs in "-in" ("daftarin"), lets "a"
    sound as "e" ("malem"), drops a first "h" ("ancur"). The caller keeps the first form that is
    a word it knows.
    """
    bare = [
        word[: -len(ending)]
        for ending in CHAT_ENDINGS
        if word.endswith(ending) and len(word) - len(ending) >= SHORTEST
    ]
    forms = [form for ended in (word, *bare) for form in _without_prefix(ended)]
    return list(dict.fromkeys(forms + [sound for form in forms for sound in _sounded(form)]))


def _without_prefix(word: str) -> list[str]:
    forms = [word]
    for prefix, starts in CHAT_PREFIXES:
        if word.startswith(prefix) and len(word) - len(prefix) >= SHORTEST:
            forms.extend(start + word[len(prefix) :] for start in starts)
    return forms


def _sounded(word: str) -> list[str]:
    """Give how a word may be written that is heard otherwise: malem, jatoh, ancur."""
    sounds = [
        f"{word[:at]}{written}{word[at + 1 :]}"
        for heard, written in (("e", "a"), ("o", "u"))
        if (at := word.rfind(heard)) >= 0
    ]
    return [*sounds, f"h{word}"] if word[:1] in VOWELS else sounds
