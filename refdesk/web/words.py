"""The server's words in the reader's language.

Indonesian is the source: a sentence written in the code is its own key, and every other language
has a PO file in `refdesk/locale`. Slots are written `{name}`.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import resources

from babel.messages.pofile import read_po

SOURCE_LANGUAGE = "id"
LANGUAGES = (SOURCE_LANGUAGE, "en")


def known(language: str) -> str:
    """Give the language where we have words in it, Indonesian otherwise."""
    return language if language in LANGUAGES else SOURCE_LANGUAGE


def phrase(source: str) -> str:
    """Mark a sentence of a table for translation; it is translated where it is said."""
    return source


def say(language: str, source: str, **values: object) -> str:
    """Give `source` in `language`, its slots filled; an unknown language reads Indonesian."""
    text = catalogue(language).get(source, source)
    for name, value in values.items():
        text = text.replace("{" + name + "}", str(value))
    return text


@cache
def catalogue(language: str) -> Mapping[str, str]:
    """Give the translations into `language`, read once from the package."""
    if language == SOURCE_LANGUAGE or language not in LANGUAGES:
        return {}
    with (resources.files("refdesk.locale") / f"{language}.po").open("rb") as file:
        entries = read_po(file, locale=language)
    return {
        str(entry.id): str(entry.string)
        for entry in entries
        if entry.id and entry.string and not entry.fuzzy
    }
