"""The public pages of the knowledge base, which work without scripts."""

from __future__ import annotations

from collections.abc import Iterable

from aiohttp import web

from kb.entries import Entry, Kind
from kb.rendering import to_html, to_text
from refdesk.web.entry_texts import entry_url
from refdesk.web.headers import hash_source, page_policy
from refdesk.web.language import language_of
from refdesk.web.parts import PARTS
from refdesk.web.structured_data import faq_data, sitemap_text
from refdesk.web.templating import page
from refdesk.web.topics import OTHERS, by_topic, topic_name
from refdesk.web.words import LANGUAGES, say

MOST_RESULTS = 10
_EXCERPT = 180  # characters
_PUBLIC = (Kind.FAQ, Kind.PATHFINDER)


async def index(request: web.Request) -> web.Response:
    """GET /kb: all questions by topic, all pathfinders."""
    shelf, language = request.app[PARTS].shelf, language_of(request)
    faqs = by_topic(shelf.public(language, (Kind.FAQ,)))
    topics = [(slug or "lain", _topic(slug, language), found) for slug, found in faqs.items()]
    pathfinders = shelf.public(language, (Kind.PATHFINDER,))
    return page(request, "kb.html", topics=topics, pathfinders=pathfinders, url=entry_url)


async def entry(request: web.Request) -> web.Response:
    """GET /kb/<slug>: one entry; in its other language when this one is missing."""
    shelf, language = request.app[PARTS].shelf, language_of(request)
    found = shelf.entry(request.match_info["slug"], language)
    if found is None or found.kind not in _PUBLIC:
        raise web.HTTPNotFound
    data = faq_data([found]) if found.kind is Kind.FAQ else ""
    response = page(
        request,
        "kb_entry.html",
        entry=found,
        answer=to_html(found.answer),
        topics=[_topic(slug, language) for slug in found.topics],
        related=_related(request, found.related, language),
        data=data,
        url=entry_url,
    )
    if data:
        response.headers["Content-Security-Policy"] = page_policy(scripts=hash_source(data))
    return response


async def search(request: web.Request) -> web.Response:
    """GET /kb/search?q=: the entries that fit, best first."""
    shelf, language = request.app[PARTS].shelf, language_of(request)
    asked = request.query.get("q", "").strip()
    offers = shelf.search(asked, language, staff=False, limit=MOST_RESULTS) if asked else []
    entries = (shelf.entry(found.entry, found.language) for found in offers)
    found = [(one, _excerpt(one)) for one in entries if one and one.kind in _PUBLIC]
    return page(request, "kb_search.html", asked=asked, found=found, url=entry_url)


async def sitemap(request: web.Request) -> web.Response:
    """GET /sitemap.xml: every public entry with its languages."""
    parts = request.app[PARTS]
    entries = [found for language in LANGUAGES for found in parts.shelf.public(language, _PUBLIC)]
    text = sitemap_text(parts.desk.origins[0], entries)
    return web.Response(text=text, content_type="application/xml")


def _topic(slug: str, language: str) -> str:
    return topic_name(slug, language) if slug else say(language, OTHERS)


def _related(request: web.Request, slugs: Iterable[str], language: str) -> list[Entry]:
    shelf = request.app[PARTS].shelf
    found = (shelf.entry(slug, language) for slug in slugs)
    return [one for one in found if one is not None and one.kind in _PUBLIC]


def _excerpt(found: Entry) -> str:
    text = " ".join(to_text(found.scope or found.answer).split())
    return text if len(text) <= _EXCERPT else text[:_EXCERPT].rsplit(" ", 1)[0] + " …"
