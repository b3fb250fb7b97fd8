"""A pathfinder as one Markdown text, for channels and cards that have no fields of its own."""

from __future__ import annotations

from collections.abc import Iterator

from kb.entries import Entry, Kind, Source
from refdesk.web.words import phrase, say

_SCOPE = phrase("Cakupan")
_FOR_WHOM = phrase("Untuk siapa")
_TERMS = phrase("Kata kunci penelusuran")
_SOURCES = phrase("Sumber")
_CALL = phrase("No. panggil {number}")


def markdown_of(entry: Entry) -> str:
    """Give all that an entry tells a reader; of anything but a pathfinder that is its answer."""
    return "\n\n".join(_parts(entry)) if entry.kind is Kind.PATHFINDER else entry.answer


def _parts(entry: Entry) -> Iterator[str]:
    for label, text in ((_SCOPE, entry.scope), (_FOR_WHOM, entry.for_whom)):
        if text:
            yield f"**{say(entry.lang, label)}:** {text}"
    yield entry.answer
    sources = "\n".join(f"- {_source(source, entry.lang)}" for source in entry.sources)
    terms = ", ".join(entry.search_terms)
    for label, text in ((_SOURCES, sources), (_TERMS, terms)):
        if text:
            yield f"**{say(entry.lang, label)}**\n\n{text}"


def _source(source: Source, language: str) -> str:
    title = f"[{source.title}]({source.link})" if source.link else source.title
    call = say(language, _CALL, number=source.call_number) if source.call_number else ""
    return " · ".join(filter(None, (title, call)))
