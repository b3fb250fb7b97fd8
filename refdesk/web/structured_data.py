"""What search engines read: entries as schema.org data, the sitemap."""

from __future__ import annotations

import json
from collections.abc import Iterable
from xml.sax.saxutils import escape, quoteattr

from kb.entries import Entry, Kind
from kb.rendering import to_html
from refdesk.web.entry_texts import entry_url


def structured(entry: Entry) -> str:
    """Give a schema.org FAQPage, or Article, as JSON that is safe inside a script element."""
    data: dict[str, object] = {"@context": "https://schema.org", "inLanguage": entry.lang}
    if entry.reviewed:
        data["dateModified"] = entry.reviewed.isoformat()
    data |= _faq(entry) if entry.kind is Kind.FAQ else _article(entry)
    return json.dumps(data, ensure_ascii=False).replace("<", "\\u003c").replace("&", "\\u0026")


def _faq(entry: Entry) -> dict[str, object]:
    answer = {"@type": "Answer", "text": to_html(entry.answer)}
    question = {"@type": "Question", "name": entry.title, "acceptedAnswer": answer}
    return {"@type": "FAQPage", "mainEntity": [question]}


def _article(entry: Entry) -> dict[str, object]:
    cited = [{"@type": "CreativeWork", "name": source.title} for source in entry.sources]
    return {
        "@type": "Article",
        "headline": entry.title,
        "description": entry.scope,
        "keywords": list(entry.search_terms),
        "citation": cited,
    }


def sitemap_text(origin: str, entries: Iterable[Entry]) -> str:
    """Give the sitemap; each page names its versions in other languages."""
    versions: dict[str, list[Entry]] = {}
    for entry in entries:
        versions.setdefault(entry.id, []).append(entry)
    pages = [_page(origin, entry, versions[entry.id]) for es in versions.values() for entry in es]
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
        ' xmlns:xhtml="http://www.w3.org/1999/xhtml">\n' + "".join(pages) + "</urlset>\n"
    )


def _page(origin: str, entry: Entry, versions: Iterable[Entry]) -> str:
    links = "".join(
        f'<xhtml:link rel="alternate" hreflang="{other.lang}"'
        f" href={quoteattr(origin + entry_url(other))}/>"
        for other in versions
    )
    modified = f"<lastmod>{entry.reviewed.isoformat()}</lastmod>" if entry.reviewed else ""
    return f"<url><loc>{escape(origin + entry_url(entry))}</loc>{modified}{links}</url>\n"
