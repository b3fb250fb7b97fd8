"""“Did this answer it?” under each public entry: a form without scripts, and its thanks."""

from __future__ import annotations

import time
from typing import Final
from urllib.parse import urlencode

from aiohttp import web

from kb.entries import Entry
from refdesk.domain.rates import Rate
from refdesk.errors import BadRequest
from refdesk.web.bodies import read_form
from refdesk.web.entry_texts import entry_url
from refdesk.web.kb_pages import public_entry, related_to
from refdesk.web.language import language_of
from refdesk.web.limiting import Charge
from refdesk.web.parts import PARTS
from refdesk.web.templating import page

ANSWERED: Final = {"yes": True, "no": False}
_VOTING: Final = Rate(burst=30, per_second=1 / 10)  # per address: a whole class may share one


async def send(request: web.Request) -> web.Response:
    """POST /kb/<slug>/answered: keep a reader's word on an entry, lead on to the thanks.

    No cookie says who it was: the address does, as a mark that is good for a day.
    """
    found, parts = public_entry(request), request.app[PARTS]
    said = (await read_form(request)).get("answered", "")
    if said not in ANSWERED:
        raise BadRequest
    charge = Charge(f"page vote {parts.desk.address_key(request)}", _VOTING)
    parts.desk.limiter.charge([charge], time.monotonic())
    await parts.votes.vote(found.id, parts.reader(request, found.id), helped=ANSWERED[said])
    return web.Response(status=303, headers={"Location": _thanks(request, found, said)})


async def thanks(request: web.Request) -> web.Response:
    """GET /kb/<slug>/thanks: what comes next, a librarian first where it did not answer."""
    found = public_entry(request)
    return page(
        request,
        "kb_thanks.html",
        entry=found,
        about=found.title,
        answered=ANSWERED.get(request.query.get("answered", ""), True),
        related=related_to(request, found),
        url=entry_url,
    )


def _thanks(request: web.Request, found: Entry, said: str) -> str:
    query = urlencode({"lang": language_of(request), "answered": said})
    return f"/kb/{found.id}/thanks?{query}"
