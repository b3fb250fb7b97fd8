"""What an entry of the knowledge base says on the wire, in JSON answers, on pages."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Final
from urllib.parse import quote, urlencode

from kb.entries import Audience, Entry, Kind
from kb.rendering import to_html, to_text
from refdesk.domain.events import Offer
from refdesk.knowledge.shelf import Shelf
from refdesk.protocol import values
from refdesk.web.pathfinder_text import markdown_of
from refdesk.web.wire import EntryText, Lookup, offer

SHORT: Final = (Kind.FAQ, Kind.FACT)
PAGED: Final = (*SHORT, Kind.PATHFINDER)


def entry_url(entry: Entry) -> str:
    """Give the address of an entry's public page, relative to the server."""
    return f"/kb/{quote(entry.id)}?{urlencode({'lang': entry.lang})}"


def has_page(entry: Entry) -> bool:
    """Tell whether the public may read an entry on a page of its own: canned replies have none."""
    return entry.audience is Audience.PUBLIC and entry.kind in PAGED


def text_of(entry: Entry) -> EntryText:
    """Give an entry as safe HTML, as plain text, and where the public reads it ("" nowhere)."""
    html, text = _rendered(markdown_of(entry))
    return EntryText(
        html=html,
        text=text,
        url=entry_url(entry) if has_page(entry) else "",
        kind=entry.kind,
    )


@lru_cache(maxsize=1_024)  # a millisecond each, asked for with every event that shows an entry
def _rendered(markdown: str) -> tuple[str, str]:
    return to_html(markdown), to_text(markdown)


def lookup_in(shelf: Shelf) -> Lookup:
    """Give the lookup that fills offers on the wire."""

    def lookup(entry: str, language: str) -> EntryText | None:
        found = shelf.entry(entry, language, staff=True)
        return text_of(found) if found else None

    return lookup


def filled(shelf: Shelf, offers: Iterable[Offer]) -> list[values.Offer]:
    """Give found entries with what they say."""
    lookup = lookup_in(shelf)
    return [offer(found, lookup(found.entry, found.language)) for found in offers]
