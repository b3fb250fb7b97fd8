"""Who may reach a route: the check before every handler."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from aiohttp import web

from refdesk.errors import ForbiddenOrAbsent, Unauthorized
from refdesk.people.api_tokens import Scope
from refdesk.people.secrets import same
from refdesk.people.signing_in import Me
from refdesk.web.addresses import from_own_page
from refdesk.web.bodies import FORM, MOST_STAFF_FIELDS, read_form
from refdesk.web.parts import PARTS, Handler
from refdesk.web.scopes import scope_of

SESSION_COOKIE = "refdesk_session"
HOST_ONLY = "__Host-"  # over TLS: browsers take it from this very host only (RFC 6265bis)
ME = web.RequestKey("me", Me)
_SAFE = frozenset({"GET", "HEAD"})


class Who(StrEnum):
    """Who may come through a route."""

    PUBLIC = "public"
    PATRON = "patron"  # proves it by the token in the body, checked by the handler
    STAFF = "staff"  # signed in, or a program with a token of that scope
    SELF = "self"  # signed in, even where something has to be done before anything else
    LINK = "link"  # holds the link to set a password, checked by the handler
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
    scope = scope_of(route.method, route.path) if route.who is Who.STAFF else None

    async def admit(request: web.Request) -> web.StreamResponse:
        secret = _bearer(request) if route.who in {Who.STAFF, Who.SELF} else None
        if secret is not None:
            request[ME] = await _program(request, secret, scope)
        else:
            await check(request)
        return await route.handler(request)

    return admit


def session_cookie(origins: Collection[str]) -> str:
    """Give the name of the sign-in's cookie at these origins, the public one first."""
    secure = next(iter(origins)).startswith("https://")
    return f"{HOST_ONLY}{SESSION_COOKIE}" if secure else SESSION_COOKIE


def session_of(request: web.Request) -> str:
    """Give the token of the sign-in's cookie, "" for none."""
    return request.cookies.get(session_cookie(request.app[PARTS].desk.origins), "")


def with_token(request: web.Request, detail: str) -> str:
    """Give the detail of an audit row, with the token of a program where one came."""
    token = request[ME].token
    return f"{detail} token:{token}".lstrip() if token else detail


async def _own_page(request: web.Request) -> None:
    own = request.app[PARTS].desk.origins
    if request.method not in _SAFE and not from_own_page(request, own, required=False):
        raise ForbiddenOrAbsent("foreign_origin")


def _bearer(request: web.Request) -> str | None:
    """Give the token of a program, None for a request that brings none."""
    scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
    return secret.strip() if scheme.lower() == "bearer" else None


async def _program(request: web.Request, secret: str, scope: Scope | None) -> Me:
    """Give the owner of a token within its scopes; a browser never sends it by itself."""
    parts = request.app[PARTS]
    token, owner = await parts.people.tokens.whose(secret)
    if scope is None or scope not in token.scopes:
        raise ForbiddenOrAbsent("not_in_scope")
    return parts.signing_in.as_program(owner, token.id)


async def _works(request: web.Request) -> None:
    await _signed_in(request)
    if owed := request[ME].owes:
        raise Unauthorized(f"owes_{owed[0]}")


async def _signed_in(request: web.Request) -> None:
    parts = request.app[PARTS]
    me = await parts.signing_in.whoever(session_of(request))
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
    Who.LINK: _own_page,
    Who.STAFF: _works,
    Who.SELF: _signed_in,
}
