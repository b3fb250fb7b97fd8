"""The page behind the link of an invitation or a recovery, which sets the password once."""

from __future__ import annotations

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
    """GET /sandi: the empty form; a small script fills in the code of the link's #fragment."""
    return _form(request, "")


async def send(request: web.Request) -> web.Response:
    """POST /sandi: set the password, or show the form again with what is wrong."""
    given = await read_form(request)
    token = given.get("token", "").strip()
    if given.get("password", "") != given.get("again", ""):
        return _form(request, token, BadRequest("passwords_differ"))
    try:
        row = await request.app[PARTS].people.links.use(token, given.get("password", ""))
    except RefdeskError as error:
        return _form(request, token, error)
    return page(request, "password_done.html", login=row.login)


def _form(request: web.Request, token: str, wrong: RefdeskError | None = None) -> web.Response:
    response = page(
        request,
        "password.html",
        status=STATUSES[wrong.code] if wrong else 200,
        token=token,
        wrong=sentence_of(wrong, language_of(request)) if wrong else "",
        shortest=SHORTEST_PASSWORD,
    )
    response.headers["Cache-Control"] = "no-store"
    response.headers["Content-Security-Policy"] = page_policy(scripts="'self'")
    return response
