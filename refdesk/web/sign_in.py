"""The console's sign-in, the first administrator's included."""

from __future__ import annotations

import msgspec
from aiohttp import web

from refdesk.people.signing_in import LASTS, Me
from refdesk.web.access import ME, SESSION_COOKIE
from refdesk.web.answers import json_answer
from refdesk.web.bodies import Body, read_json
from refdesk.web.language import language_of
from refdesk.web.parts import PARTS


class Credentials(Body, frozen=True, kw_only=True):
    """What a librarian signs in with."""

    login: str
    password: str


class FirstAdministrator(Body, frozen=True, kw_only=True):
    """The first administrator, made through the one-time link's `token`."""

    token: str
    login: str
    name: str
    password: str


class MeAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """Who is signed in, and the token that state-changing calls carry as X-CSRF."""

    id: str
    name: str
    login: str
    roles: list[str]
    csrf: str
    lang: str
    capacity: int


async def sign_in(request: web.Request) -> web.Response:
    """POST /api/sign-in: set the session cookie; 401 for any wrong pair, 429 after many."""
    given = await read_json(request, Credentials)
    parts = request.app[PARTS]
    key = parts.desk.address_key(request)
    token, me = await parts.signing_in.sign_in(given.login, given.password, key)
    return _with_cookie(request, token, json_answer(_answer(me, request)))


async def sign_out(request: web.Request) -> web.Response:
    """POST /api/sign-out: end this device's sign-in."""
    await request.app[PARTS].signing_in.sign_out(request.cookies.get(SESSION_COOKIE, ""))
    response = json_answer({})
    response.del_cookie(SESSION_COOKIE, path="/", httponly=True, samesite="Strict")
    return response


async def me(request: web.Request) -> web.Response:
    """GET /api/me: who is signed in; 401 for nobody."""
    return json_answer(_answer(request[ME], request))


async def first_run(request: web.Request) -> web.Response:
    """POST /api/first-run: make the first administrator."""
    given = await read_json(request, FirstAdministrator)
    await request.app[PARTS].accounts.first_administrator(
        given.token, given.login, given.name, given.password
    )
    return json_answer({})


def _answer(found: Me, request: web.Request) -> MeAnswer:
    return MeAnswer(
        id=found.actor.id,
        name=found.actor.name,
        login=found.login,
        roles=sorted(found.actor.roles),
        csrf=found.csrf,
        lang=language_of(request),
        capacity=found.capacity,
    )


def _with_cookie(request: web.Request, token: str, response: web.Response) -> web.Response:
    response.set_cookie(
        SESSION_COOKIE,
        token,
        max_age=int(LASTS.total_seconds()),
        path="/",
        httponly=True,
        secure=request.app[PARTS].secure,
        samesite="Strict",
    )
    return response
