"""The page behind the one-time link, which makes the first administrator."""

from __future__ import annotations

from collections.abc import Mapping

from aiohttp import web

from refdesk.errors import BadRequest, RefdeskError
from refdesk.people.secrets import SHORTEST_PASSWORD
from refdesk.web.bodies import read_form
from refdesk.web.headers import page_policy
from refdesk.web.language import language_of
from refdesk.web.parts import PARTS
from refdesk.web.sentences import sentence_of
from refdesk.web.statuses import STATUSES
from refdesk.web.templating import page


async def show(request: web.Request) -> web.Response:
    """GET /first-run: the empty form; a small script fills in the code of the link's #fragment."""
    return _form(request, {})


async def send(request: web.Request) -> web.Response:
    """POST /first-run: make the administrator, or show the form again with what is wrong."""
    given = await read_form(request)
    if given.get("password", "") != given.get("again", ""):
        return _wrong(request, given, BadRequest("passwords_differ"))
    try:
        await request.app[PARTS].accounts.first_administrator(
            given.get("token", "").strip(),
            given.get("login", ""),
            given.get("name", ""),
            given.get("password", ""),
        )
    except RefdeskError as error:
        return _wrong(request, given, error)
    return page(request, "first_run_done.html", login=given.get("login", "").strip().lower())


def _wrong(request: web.Request, given: Mapping[str, str], error: RefdeskError) -> web.Response:
    said = sentence_of(error, language_of(request))
    return _form(request, given, said, STATUSES[error.code])


def _form(
    request: web.Request, given: Mapping[str, str], wrong: str = "", status: int = 200
) -> web.Response:
    shown = {name: given.get(name, "") for name in ("token", "login", "name")}
    response = page(
        request,
        "first_run.html",
        status=status,
        given=shown,
        wrong=wrong,
        shortest=SHORTEST_PASSWORD,
    )
    response.headers["Cache-Control"] = "no-store"
    response.headers["Content-Security-Policy"] = page_policy(scripts="'self'")
    return response
