"""Foreign words name things of other worlds, about which a library has no answer."""

from __future__ import annotations

from functools import cache

from kb import lexicon
from kb.analysis import OTHER, TELLING
from kb.concepts import Table, phrase_table
from kb.generation import SAID
from kb.ranking import Found
from kb.spelling import words
from kb.stems import stem

ALWAYS = "always"
"""Certainty of what no entry can answer even if it has the very words."""
CERTAINTY = {ALWAYS: 1.0, "sure": 1.0, "maybe": 0.5}
OTHER_LANGUAGE = 0.7
"""What a word of the language the patron does not write in is worth."""
LONG_ENOUGH = 4
"""Letters such a word needs; shorter ones are other words in both languages: cat, bus."""
ASKED = ("words", "keywords")
LIGHT = 0.4
"""Weight up to which a word inside a phrase is passed over: ktp *saya* hilang."""


def foreignness(text: str, lang: str, found: Found) -> float:
    """Add up how much of a question is about other worlds, as the entry found does not hold it.

    A single word counts unless the entry has it anywhere; a phrase, telling more, unless the
    entry asks about its words.
    """
    amount, other = _amount(_stems(text, lang, lang, found), lang, found), OTHER[lang]
    if lang == found.shelf.lang and not _table(other).touches(found.terms.foreign):
        return amount
    return max(amount, OTHER_LANGUAGE * _amount(_stems(text, other, lang, found), other, found))


def _stems(text: str, read: str, lang: str, found: Found) -> list[str]:
    if read == found.shelf.lang == lang:
        return list(found.terms.tokens)
    if lang == found.shelf.lang:
        read_so = zip(words(text, read), found.terms.foreign, strict=True)
        return [stemmed for word, stemmed in read_so if len(word) >= LONG_ENOUGH]
    shortest = 1 if read == lang else LONG_ENOUGH
    return [stem(word, read) for word in words(text, read) if len(word) >= shortest]


def _amount(stems: list[str], lang: str, found: Found) -> float:
    if not _table(lang).touches(stems):
        return 0.0
    light = lexicon.light_words(lang)
    heavy = [word for word in stems if light.get(word, 1.0) > LIGHT]
    amount = _count(stems, lang, found)
    return amount if len(heavy) == len(stems) else max(amount, _count(heavy, lang, found))


def _count(stems: list[str], lang: str, found: Found) -> float:
    total = 0.0
    covered: set[int] = set()
    for start, length, certainties in _table(lang).matches(stems):
        span = range(start, start + length)
        if covered.isdisjoint(span):
            covered.update(span)
            if ALWAYS in certainties or not _held(stems[start : start + length], lang, found):
                total += max(CERTAINTY[certainty] for certainty in certainties)
    return total


def _held(phrase: list[str], lang: str, found: Found) -> bool:
    """Tell whether an entry speaks of a phrase: has each word of it that says something."""
    light = lexicon.light_words(lang)
    telling = [word for word in phrase if light.get(word, 1.0) > TELLING]
    fields = SAID if len(phrase) == 1 else ASKED
    return bool(telling) and len(found.holds(fields, telling)) == len(telling)


@cache
def _table(lang: str) -> Table:
    return phrase_table(lexicon.outside_words(lang), lang)
