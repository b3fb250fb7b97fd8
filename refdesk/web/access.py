"""Who may reach a route: the check before every handler."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from aiohttp import web

from refdesk.errors import ForbiddenOrAbsent, Unauthorized
from refdesk.people.secrets import same
from refdesk.people.signing_in import Me
from refdesk.web.addresses import from_own_page
from refdesk.web.bodies import FORM, MOST_STAFF_FIELDS, read_form
from refdesk.web.parts import PARTS, Handler

SESSION_COOKIE = "refdesk_session"
ME = web.RequestKey("me", Me)
_SAFE = frozenset({"GET", "HEAD"})


class Who(StrEnum):
    """Who may come through a route."""

    PUBLIC = "public"
    PATRON = "patron"  # proves it by the token in the body, checked by the handler
    STAFF = "staff"  # signed in
    FIRST_RUN = "first-run"  # holds the one-time link, checked by the handler
    CHANNEL = "channel"  # the channel itself checks its webhook's secret
    SOCKET = "socket"  # the socket's own hello says who it is


@dataclass(frozen=True, slots=True)
class Route:
    """One line of the route table."""

    method: str
    path: str
    handler: Handler
    who: Who


def guarded(route: Route) -> Handler:
    """Give the route's handler behind its check."""
    check = _CHECKS.get(route.who)
    if check is None:
        return route.handler

    async def admit(request: web.Request) -> web.StreamResponse:
        await check(request)
        return await route.handler(request)

    return admit


async def _own_page(request: web.Request) -> None:
    own = request.app[PARTS].desk.origins
    if request.method not in _SAFE and not from_own_page(request, own, required=False):
        raise ForbiddenOrAbsent("foreign_origin")


async def _signed_in(request: web.Request) -> None:
    parts = request.app[PARTS]
    me = await parts.signing_in.whoever(request.cookies.get(SESSION_COOKIE, ""))
    if request.method not in _SAFE:
        if not from_own_page(request, parts.desk.origins, required=True):
            raise ForbiddenOrAbsent("foreign_origin")
        if not same(await _csrf(request), me.csrf):
            raise Unauthorized("stale_page")
    request[ME] = me


async def _csrf(request: web.Request) -> str:
    """Give the token of a call's header, or of a form that was sent without scripts."""
    if request.content_type != FORM:
        return request.headers.get("X-CSRF", "")
    return (await read_form(request, MOST_STAFF_FIELDS)).get("csrf", "")


_CHECKS = {
    Who.PUBLIC: _own_page,
    Who.PATRON: _own_page,
    Who.FIRST_RUN: _own_page,
    Who.STAFF: _signed_in,
}
