"""The plain form: ask, get a code, read the answer, write again, all without scripts.

Nothing is stored in the browser. The patron's token travels in a hidden field of the page, never
in an address; whoever closes the page comes back with the code.
"""

from __future__ import annotations

import hmac
import secrets
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Final

import msgspec
from aiohttp import web

from refdesk.domain.actors import Actor
from refdesk.domain.commands import Open, Say
from refdesk.domain.rates import Rate
from refdesk.errors import BadRequest, RefdeskError
from refdesk.people.secrets import new_token
from refdesk.web.bodies import read_form
from refdesk.web.desk_api import MAIN_DESK
from refdesk.web.entry_texts import entry_url
from refdesk.web.language import language_of
from refdesk.web.limiting import Charge
from refdesk.web.parts import PARTS
from refdesk.web.patron_api import redeem_code
from refdesk.web.readable import passages
from refdesk.web.reading import own_conversation, patron, public_events
from refdesk.web.sentences import sentence_of
from refdesk.web.statuses import STATUSES
from refdesk.web.templating import in_words, page

CHANNEL = "form"
_SENDING: Final = Rate(burst=60, per_second=1 / 5)  # per address: a whole class may share one
Fields = Mapping[str, str]


async def show(request: web.Request) -> web.Response:
    """GET /tanya: the empty form, and the field for a code."""
    return await _start(request, {})


async def send(request: web.Request) -> web.Response:
    """POST /tanya: do what the pressed button says."""
    given = await read_form(request)
    act = _ACTS.get(given.get("act", ""))
    if act is None:
        raise BadRequest
    try:
        return await act(request, given)
    except RefdeskError as error:
        return await _again(request, given, error)


async def _ask(request: web.Request, given: Fields) -> web.Response:
    desk, token = request.app[PARTS].desk, given.get("token", "")
    actor = patron(token)
    _charge(request, actor, desk.rates.opening)
    command = Open(
        body=given.get("body", ""),
        channel=CHANNEL,
        language=language_of(request),
        name=given.get("name", ""),
    )
    receipt = await desk.open(
        actor, command, cid=_cid(given), fingerprint=_fingerprint(request, given)
    )
    code, until = await desk.return_code(actor, receipt.conversation)
    shelf = request.app[PARTS].shelf
    offers = await shelf.suggest(command.body, command.language, staff=False)
    found = [shelf.entry(offer.entry, offer.language) for offer in offers]
    suggested = [(one.title, entry_url(one)) for one in found if one]
    return await _thread(
        request, token, receipt.conversation, code=code, until=until, suggested=suggested
    )


async def _open(request: web.Request, given: Fields) -> web.Response:
    token = new_token()
    conversation = await redeem_code(request, given.get("code", ""), token)
    code, until = await request.app[PARTS].desk.return_code(patron(token), conversation)
    return await _thread(request, token, conversation, code=code, until=until)


async def _read(request: web.Request, given: Fields) -> web.Response:
    return await _thread(request, given.get("token", ""), given.get("conversation", ""))


async def _say(request: web.Request, given: Fields) -> web.Response:
    token, conversation = given.get("token", ""), given.get("conversation", "")
    desk, actor = request.app[PARTS].desk, patron(token)
    _charge(request, actor, desk.rates.patron)
    await own_conversation(desk, actor, conversation)
    await desk.turns.take(
        actor,
        conversation,
        Say(given.get("body", "")),
        cid=_cid(given),
        fingerprint=_fingerprint(request, given),
    )
    return await _thread(request, token, conversation)


_ACTS: Final[Mapping[str, Callable[[web.Request, Fields], Awaitable[web.Response]]]] = {
    "ask": _ask,
    "open": _open,
    "read": _read,
    "say": _say,
}


async def _again(request: web.Request, given: Fields, error: RefdeskError) -> web.Response:
    """Show the same page with what is wrong and all that was typed."""
    wrong, status = sentence_of(error, language_of(request)), STATUSES[error.code]
    if given["act"] != "say":
        return await _start(request, given, wrong=wrong, status=status)
    token, conversation = given.get("token", ""), given.get("conversation", "")
    return await _thread(
        request, token, conversation, typed=given.get("body", ""), wrong=wrong, status=status
    )


async def _start(
    request: web.Request, given: Fields, wrong: str = "", status: int = 200
) -> web.Response:
    response = page(
        request,
        "form.html",
        status=status,
        wrong=wrong,
        typed={name: given.get(name, "") for name in ("body", "name", "code")},
        token=given.get("token") or new_token(),
        cid=given.get("cid") or secrets.token_hex(16),
        desk=await request.app[PARTS].states.of(MAIN_DESK, language_of(request)),
    )
    return _private(response)


async def _thread(
    request: web.Request, token: str, conversation: str, *, status: int = 200, **values: object
) -> web.Response:
    parts, language = request.app[PARTS], language_of(request)
    state = await own_conversation(parts.desk, patron(token), conversation)
    events = await public_events(parts.desk, conversation)
    response = page(
        request,
        "form_thread.html",
        status=status,
        passages=passages(events, language, lambda moment: in_words(moment, parts, language)),
        state=state,
        token=token,
        cid=secrets.token_hex(16),
        **{"code": "", "until": None, "typed": "", "wrong": "", "suggested": (), **values},
    )
    return _private(response)


def _private(response: web.Response) -> web.Response:
    response.headers["Cache-Control"] = "no-store"
    return response


def _cid(given: Fields) -> str:
    cid = given.get("cid", "")
    if len(cid) != 32 or not set(cid) <= set("0123456789abcdef"):  # noqa: PLR2004 # 128 bits
        raise BadRequest
    return cid


def _fingerprint(request: web.Request, given: Fields) -> bytes:
    """Tell this command from another of the same cid without keeping its text (G1)."""
    content = msgspec.json.encode([given.get("act"), given.get("body"), given.get("name")])
    return hmac.digest(request.app[PARTS].desk.fingerprint_key, content, "sha256")


def _charge(request: web.Request, actor: Actor, rate: Rate) -> None:
    desk = request.app[PARTS].desk
    # The address stands for the patron here: a form makes a new token for every question.
    address = desk.address_key(request)
    charges = [Charge(f"form {address}", _SENDING), Charge(f"form {actor.sender}", rate)]
    desk.limiter.charge(charges, time.monotonic())
