"""A lexicon is a word table in `kb/lexicons/` that a librarian can read or extend."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from kb.problems import ContentErrors, Problem

HEADINGS = {
    "chat-spellings": ("lang", "written", "standard"),
    "glossary": ("id", "en"),
    "library-words": ("lang", "word"),
    "library-synonyms": ("group", "id", "en"),
    "light-words": ("lang", "word", "weight"),
    "outside-questions": ("lang", "question"),
    "outside-words": ("lang", "phrase", "world", "certainty"),
    "roots": ("root",),
    "small-talk": ("lang", "word"),
    "stem-exceptions": ("lang", "word", "stem"),
}


@dataclass(frozen=True, slots=True)
class Group:
    """Words that mean the same to a library's patron, by language; an item may be a phrase."""

    name: str
    phrases: dict[str, tuple[str, ...]]


def rows(name: str) -> Iterator[tuple[str, ...]]:
    """Give the rows of a table; raises ContentErrors naming the line that is malformed."""
    text = files("kb").joinpath("lexicons", f"{name}.tsv").read_text(encoding="utf-8")
    yield from parse(text, name)


def parse(text: str, name: str) -> list[tuple[str, ...]]:
    """Split a table's text into rows; raises ContentErrors with every malformed line."""
    expected = HEADINGS[name]
    lines = text.rstrip("\n").split("\n")
    cells = [tuple(line.split("\t")) for line in lines]
    wrong = [
        number
        for number, row in enumerate(cells, 1)
        if len(row) != len(expected) or not all(cell.strip() for cell in row)
    ]
    if cells[0] != expected:
        wrong.insert(0, 1)
    if wrong:
        raise ContentErrors([_malformed(name, line, expected) for line in dict.fromkeys(wrong)])
    return cells[1:]


def _malformed(name: str, line: int, expected: tuple[str, ...]) -> Problem:
    columns = ", ".join(expected)
    return Problem(
        f"kb/lexicons/{name}.tsv",
        line,
        f"perlu kolom {columns}, dipisah tab, tidak kosong",
        f"needs the columns {columns}, separated by tabs, none empty",
    )


@cache
def chat_spellings(lang: str) -> dict[str, tuple[str, ...]]:
    """Map a chat spelling to the standard words it stands for."""
    return {
        written: tuple(standard.split())
        for row_lang, written, standard in rows("chat-spellings")
        if row_lang == lang
    }


@cache
def glossary() -> tuple[tuple[str, str], ...]:
    """List (Indonesian word or phrase, what it is in English)."""
    return tuple((word, english) for word, english in rows("glossary"))


@cache
def library_words(lang: str) -> frozenset[str]:
    """List the nouns that hardly anybody but a library's patron asks about."""
    return frozenset(word for row_lang, word in rows("library-words") if row_lang == lang)


@cache
def light_words(lang: str) -> dict[str, float]:
    """Map a word that says little to its weight, between 0 and 1."""
    return {
        word: float(weight) for row_lang, word, weight in rows("light-words") if row_lang == lang
    }


@cache
def small_talk() -> frozenset[str]:
    """List the words a message may consist of without asking anything, in both languages."""
    return frozenset(word for _, word in rows("small-talk"))


@cache
def outside_questions() -> tuple[tuple[str, str], ...]:
    """List (language, question) pairs that a library's knowledge base has no answer to."""
    return tuple((lang, question) for lang, question in rows("outside-questions"))


@cache
def outside_words(lang: str) -> tuple[tuple[str, str], ...]:
    """List (phrase, certainty) of what belongs to other worlds than a library's."""
    return tuple(
        (phrase, certainty)
        for row_lang, phrase, _, certainty in rows("outside-words")
        if row_lang == lang
    )


@cache
def roots() -> frozenset[str]:
    """List Indonesian roots whose forms share a stem, whatever the stemmer makes of them."""
    return frozenset(root for (root,) in rows("roots"))


@cache
def stem_exceptions(lang: str) -> dict[str, str]:
    """Map a word to its stem where the stemmer goes wrong."""
    return {word: stem for row_lang, word, stem in rows("stem-exceptions") if row_lang == lang}


@cache
def synonym_groups() -> tuple[Group, ...]:
    """List the groups of words with one meaning."""
    return tuple(
        Group(name, {"id": tuple(words_id.split("|")), "en": tuple(words_en.split("|"))})
        for name, words_id, words_en in rows("library-synonyms")
    )
