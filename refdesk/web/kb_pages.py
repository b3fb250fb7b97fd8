"""The public pages of the knowledge base, which work without scripts."""

from __future__ import annotations

from aiohttp import web

from kb.addresses import safe_address
from kb.entries import Entry, Kind
from kb.rendering import to_html, to_text
from refdesk.web.entry_texts import PAGED, SHORT, entry_url
from refdesk.web.headers import hash_source, page_policy
from refdesk.web.language import language_of
from refdesk.web.parts import PARTS
from refdesk.web.readers import is_reader
from refdesk.web.structured_data import sitemap_text, structured
from refdesk.web.templating import page
from refdesk.web.topics import OTHERS, by_topic, topic_name
from refdesk.web.words import LANGUAGES, say

MOST_RESULTS = 10
_EXCERPT = 180  # characters


async def index(request: web.Request) -> web.Response:
    """GET /kb: all questions by topic, all pathfinders."""
    shelf, language = request.app[PARTS].shelf, language_of(request)
    faqs = by_topic(shelf.public(language, SHORT))
    topics = [(slug or "lain", _topic(slug, language), found) for slug, found in faqs.items()]
    pathfinders = shelf.public(language, (Kind.PATHFINDER,))
    return page(request, "kb.html", topics=topics, pathfinders=pathfinders, url=entry_url)


async def entry(request: web.Request) -> web.Response:
    """GET /kb/<slug>: one entry; in its other language when this one is missing."""
    found, language = public_entry(request), language_of(request)
    if is_reader(request):
        request.app[PARTS].uses.viewed(found.id)
    data = structured(found)
    response = page(
        request,
        "kb_entry.html",
        entry=found,
        answer=to_html(found.answer),
        topics=[_topic(slug, language) for slug in found.topics],
        related=related_to(request, found),
        versions=_versions(request, found.id),
        about=found.title,
        data=data,
        url=entry_url,
        address=safe_address,
    )
    response.headers["Content-Security-Policy"] = page_policy(scripts=hash_source(data))
    return response


def public_entry(request: web.Request) -> Entry:
    """Give the entry that the address names, in the reader's language where it has that.

    Raises HTTPNotFound where there is none for the public.
    """
    found = request.app[PARTS].shelf.entry(request.match_info["slug"], language_of(request))
    if found is None or found.kind not in PAGED:
        raise web.HTTPNotFound
    return found


def _versions(request: web.Request, entry: str) -> list[Entry]:
    """Give the public versions of an entry, each in its own language."""
    shelf = request.app[PARTS].shelf
    found = [shelf.entry(entry, language) for language in LANGUAGES]
    return list({one.lang: one for one in found if one is not None}.values())


async def search(request: web.Request) -> web.Response:
    """GET /kb/search?q=: the entries that fit, best first."""
    shelf, language = request.app[PARTS].shelf, language_of(request)
    asked = request.query.get("q", "").strip()
    offers = await shelf.search(asked, language, staff=False, limit=MOST_RESULTS) if asked else []
    entries = (shelf.entry(found.entry, found.language) for found in offers)
    found = [(one, _excerpt(one)) for one in entries if one and one.kind in PAGED]
    return page(
        request,
        "kb_search.html",
        asked=asked,
        found=found,
        sure=bool(found) and bool(await shelf.suggest(asked, language, staff=False)),
        about=say(language, "Cari: {asked}", asked=asked) if asked else "",
        url=entry_url,
    )


async def sitemap(request: web.Request) -> web.Response:
    """GET /sitemap.xml: every public entry with its languages."""
    parts = request.app[PARTS]
    entries = [found for language in LANGUAGES for found in parts.shelf.public(language, PAGED)]
    text = sitemap_text(parts.desk.origins[0], entries)
    return web.Response(text=text, content_type="application/xml")


def _topic(slug: str, language: str) -> str:
    return topic_name(slug, language) if slug else say(language, OTHERS)


def related_to(request: web.Request, entry: Entry) -> list[Entry]:
    """Give the public entries that an entry leads on to."""
    shelf, language = request.app[PARTS].shelf, language_of(request)
    found = (shelf.entry(slug, language) for slug in entry.related)
    return [one for one in found if one is not None and one.kind in PAGED]


def _excerpt(found: Entry) -> str:
    text = " ".join(to_text(found.scope or found.answer).split())
    return text if len(text) <= _EXCERPT else text[:_EXCERPT].rsplit(" ", 1)[0] + " …"
