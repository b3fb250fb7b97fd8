"""A gloss is an Indonesian text word by word in English, for an encoder that reads English only."""

from __future__ import annotations

from functools import cache

from kb import lexicon
from kb.concepts import Table, phrase_table
from kb.spelling import words
from kb.stems import stem


def gloss(text: str) -> str:
    """Write out chat, then put phrases and words into English; what is in no table stays."""
    standard = words(text, "id")
    stems = [stem(word, "id") for word in standard]
    said: dict[int, str] = {}
    taken: set[int] = set()
    for start, length, names in _table().matches(stems):
        span = range(start, start + length)
        if taken.isdisjoint(span):
            taken.update(span)
            said[start] = _of_words().get(standard[start], names[0]) if length == 1 else names[0]
    return " ".join(
        said.get(at, word) for at, word in enumerate(standard) if at in said or at not in taken
    )


@cache
def _table() -> Table:
    """Give the glossary, then what the groups of library synonyms call a thing."""
    groups = lexicon.synonym_groups()
    named = [(phrase, group.phrases["en"][0]) for group in groups for phrase in group.phrases["id"]]
    return phrase_table([*lexicon.glossary(), *named], "id")


@cache
def _of_words() -> dict[str, str]:
    """Map a form of a word to its English where the glossary has that very form."""
    return {phrase: english for phrase, english in lexicon.glossary() if " " not in phrase}
