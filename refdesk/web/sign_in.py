"""The console's sign-in, the first administrator's included."""

from __future__ import annotations

import msgspec
from aiohttp import web

from refdesk.people.devices import in_words
from refdesk.people.signing_in import Me
from refdesk.web.access import HOST_ONLY, ME, session_cookie, session_of
from refdesk.web.answers import json_answer
from refdesk.web.bodies import Body, read_json
from refdesk.web.language import language_of
from refdesk.web.parts import PARTS

DEVICE_COOKIE = "refdesk_device"  # opens nothing: it tells the owner's device from a guesser's
KNOWN_FOR = 400 * 86_400  # seconds; browsers keep nothing longer


class Credentials(Body, frozen=True, kw_only=True):
    """What a librarian signs in with; `code` of the second factor where one is asked for."""

    login: str
    password: str
    code: str = ""


class FirstAdministrator(Body, frozen=True, kw_only=True):
    """The first administrator, made through the one-time link's `token`."""

    token: str
    login: str
    name: str
    password: str


class MeAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """Who is signed in, and the token that state-changing calls carry as X-CSRF.

    `owes` is what has to be done before anything else: `password`, `second_factor`.
    """

    id: str
    name: str
    login: str
    roles: list[str]
    csrf: str
    lang: str
    capacity: int
    owes: list[str]


async def sign_in(request: web.Request) -> web.Response:
    """POST /api/sign-in: set the session cookie; 401 for any wrong pair, 429 after many."""
    given = await read_json(request, Credentials)
    signing_in = request.app[PARTS].signing_in
    known = request.cookies.get(_device_cookie(request), "")
    token, me = await signing_in.sign_in(
        given.login,
        given.password,
        request.app[PARTS].desk.address_key(request),
        code=given.code,
        known=known,
        device=in_words(request.headers.get("User-Agent", "")),
    )
    response = json_answer(_answer(me, request))
    lasts = signing_in.terms.lasts.total_seconds()
    origins = request.app[PARTS].desk.origins
    _set_cookie(request, response, session_cookie(origins), token, lasts)
    known = signing_in.known_device(me, known)
    _set_cookie(request, response, _device_cookie(request), known, KNOWN_FOR)
    return response


async def sign_out(request: web.Request) -> web.Response:
    """POST /api/sign-out: end this device's sign-in."""
    await request.app[PARTS].signing_in.sign_out(session_of(request))
    response = json_answer({})
    _set_cookie(request, response, session_cookie(request.app[PARTS].desk.origins), "", 0)
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
        owes=list(found.owes),
    )


def _device_cookie(request: web.Request) -> str:
    return f"{HOST_ONLY}{DEVICE_COOKIE}" if request.app[PARTS].secure else DEVICE_COOKIE


def _set_cookie(
    request: web.Request, response: web.Response, name: str, value: str, seconds: float
) -> None:
    response.set_cookie(
        name,
        value,
        max_age=int(seconds),
        path="/",
        httponly=True,
        secure=request.app[PARTS].secure,
        samesite="Strict",
    )
