"""Searching the knowledge base from the panel or from the console."""

from __future__ import annotations

import msgspec
from aiohttp import web

from refdesk.domain.events import Offer
from refdesk.people.authority import authorise
from refdesk.protocol import values
from refdesk.web.access import ME
from refdesk.web.answers import json_answer
from refdesk.web.entry_texts import filled
from refdesk.web.language import language_of
from refdesk.web.parts import PARTS

MOST_OFFERS = 10


class Offers(msgspec.Struct, frozen=True, kw_only=True):
    """The entries found, best first."""

    offers: list[values.Offer]


async def search(request: web.Request) -> web.Response:
    """GET /api/kb/search?q=: public entries."""
    return await _found(request, staff=False)


async def staff_search(request: web.Request) -> web.Response:
    """GET /api/kb/staff-search?q=: entries for staff too."""
    authorise(request[ME].actor, "search_knowledge")
    return await _found(request, staff=True)


async def canned(request: web.Request) -> web.Response:
    """GET /api/kb/canned: the canned replies by title, in the language of the conversation."""
    authorise(request[ME].actor, "search_knowledge")
    shelf = request.app[PARTS].shelf
    found = [Offer(one.id, one.lang, one.title, 0.0) for one in shelf.canned(language_of(request))]
    return json_answer(Offers(offers=filled(shelf, found)))


async def _found(request: web.Request, *, staff: bool) -> web.Response:
    shelf, asked = request.app[PARTS].shelf, request.query.get("q", "").strip()
    language = language_of(request)
    found = await shelf.search(asked, language, staff=staff, limit=MOST_OFFERS) if asked else []
    return json_answer(Offers(offers=filled(shelf, found)))
