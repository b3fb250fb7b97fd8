"""The page of how the service is: all staff see its parts, who leads what the doctor finds.

It works without scripts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from aiohttp import web

from refdesk.domain.actors import Actor
from refdesk.errors import ForbiddenOrAbsent
from refdesk.people.authority import authorise
from refdesk.web.access import ME
from refdesk.web.condition import Found
from refdesk.web.health import state_of
from refdesk.web.language import language_of
from refdesk.web.parts import PARTS
from refdesk.web.templating import page
from refdesk.web.words import phrase, say

NAMES: Mapping[str, str] = MappingProxyType(
    {
        "store": phrase("Basis data"),
        "index": phrase("Pencarian pengetahuan"),
        "disk": phrase("Ruang disk"),
        "channel": phrase("Telegram"),
        "messages": phrase("Pesan Telegram"),
    }
)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the page; `sign` is good, hint or fault."""

    sign: str
    name: str
    says: str
    remedy: str = ""


async def show(request: web.Request) -> web.Response:
    """GET /keadaan: how the service is, in words, with the remedy beside each fault."""
    me, language = request[ME].actor, language_of(request)
    authorise(me, "see_condition")
    state = await state_of(request)
    parts = [
        Line(
            "good" if part.ok else "fault" if part.needed else "hint",
            say(language, NAMES.get(name, name)),
            part.text,
        )
        for name, part in state.parts.items()
    ]
    found = await request.app[PARTS].examine() if _may_examine(me) else ()
    response = page(
        request,
        "condition.html",
        text=state.text,
        parts=parts,
        findings=[_line(one, 1 if language == "en" else 0) for one in found],
        build=state.build,
        now=request.app[PARTS].desk.clock(),
    )
    response.headers["Cache-Control"] = "no-store"
    return response


def _line(found: Found, which: int) -> Line:
    sign = "good" if found.good else "fault" if found.serious else "hint"
    remedy = "" if found.good else found.remedy[which]
    return Line(sign, found.name[which], found.says[which], remedy)


def _may_examine(me: Actor) -> bool:
    try:
        authorise(me, "examine_server")
    except ForbiddenOrAbsent:
        return False
    return True
