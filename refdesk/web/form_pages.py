"""The plain form: ask, get a code, read the answer, write again, all without scripts.

Nothing is stored in the browser. The patron's token travels in a hidden field of the page, never
in an address; whoever closes the page comes back with the code.
"""

from __future__ import annotations

import hmac
import secrets
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from typing import Final

import msgspec
from aiohttp import web

from refdesk.domain.commands import Open, Say
from refdesk.domain.events import Recorded, Said, Suggested
from refdesk.domain.rates import Rate
from refdesk.domain.returning import CODE_LENGTH
from refdesk.errors import BadRequest, RefdeskError
from refdesk.knowledge.shelf import Shelf
from refdesk.people.secrets import new_token
from refdesk.web.bodies import read_form
from refdesk.web.desk_api import MAIN_DESK
from refdesk.web.entry_texts import entry_url
from refdesk.web.inquiring import PURPOSES
from refdesk.web.language import language_of
from refdesk.web.limiting import Charge
from refdesk.web.parts import PARTS, Parts
from refdesk.web.patron_api import redeem_code, text_file
from refdesk.web.readable import passages, public_events
from refdesk.web.reading import own_conversation, patron
from refdesk.web.sentences import sentence_of
from refdesk.web.statuses import STATUSES
from refdesk.web.templating import in_words, page
from refdesk.web.words import say

CHANNEL = "form"
LONGEST_PAGE = 200  # characters of the title of the page somebody came from
_SENDING: Final = Rate(burst=60, per_second=1 / 5)  # per address: a whole class may share one
Fields = Mapping[str, str]


async def show(request: web.Request) -> web.Response:
    """GET /tanya: the empty form, and the field for a code."""
    return await _start(request, {"page": request.query.get("page", "")[:LONGEST_PAGE]})


async def send(request: web.Request) -> web.Response:
    """POST /tanya: do what the pressed button says."""
    given = await read_form(request)
    act = ACTS.get(given.get("act", ""))
    if act is None:
        raise BadRequest
    try:
        return await act(request, given)
    except RefdeskError as error:
        return await _again(request, given, error)


async def _ask(request: web.Request, given: Fields) -> web.Response:
    desk, token = request.app[PARTS].desk, given.get("token", "")
    actor = patron(token)
    _charge(request, f"asks {actor.sender}", desk.rates.opening)
    command = Open(
        body=given.get("body", ""),
        channel=CHANNEL,
        language=language_of(request),
        name=given.get("name", ""),
        page=given.get("page", "")[:LONGEST_PAGE],
    )
    receipt = await desk.open(
        actor, command, cid=_cid(given), fingerprint=_fingerprint(request, given)
    )
    code, until = await desk.return_code(actor, receipt.conversation)
    shown = {**given, "code": code, "until": until.isoformat()}
    return await _thread(request, shown, receipt.conversation)


async def _open(request: web.Request, given: Fields) -> web.Response:
    token = new_token()
    conversation = await redeem_code(request, given.get("code", ""), token)
    code, until = await request.app[PARTS].desk.return_code(patron(token), conversation)
    shown = {"token": token, "code": code, "until": until.isoformat()}
    return await _thread(request, shown, conversation)


async def _read(request: web.Request, given: Fields) -> web.Response:
    return await _thread(request, given, given.get("conversation", ""))


async def _say(request: web.Request, given: Fields) -> web.Response:
    token, conversation = given.get("token", ""), given.get("conversation", "")
    desk, actor = request.app[PARTS].desk, patron(token)
    _charge(request, f"says {actor.sender}", desk.rates.patron)
    await own_conversation(desk, actor, conversation)
    await desk.turns.take(
        actor,
        conversation,
        Say(given.get("body", "")),
        cid=_cid(given),
        fingerprint=_fingerprint(request, given),
    )
    return await _thread(request, given, conversation)


async def _forget(request: web.Request, given: Fields) -> web.Response:
    """Empty all conversations of this token; the empty form says so, with the receipt."""
    desk, actor = request.app[PARTS].desk, patron(given.get("token", ""))
    _charge(request, f"forgets {actor.sender}", desk.rates.opening)
    done = await request.app[PARTS].requests.erase(actor)
    return await _start(request, {}, receipt=done.receipt)


async def _data(request: web.Request, given: Fields) -> web.Response:
    """Give everything of this token as a file."""
    desk, actor = request.app[PARTS].desk, patron(given.get("token", ""))
    _charge(request, f"takes {actor.sender}", desk.rates.opening)
    text = await desk.own_data.of_patron(actor.id, language_of(request))
    await request.app[PARTS].requests.given(actor)
    return text_file(text, "data-saya.txt")


async def _consent(request: web.Request, given: Fields) -> web.Response:
    """Take what the patron agrees to; purposes that are not ticked are refused."""
    desk, actor = request.app[PARTS].desk, patron(given.get("token", ""))
    _charge(request, f"chooses {actor.sender}", desk.rates.opening)
    await desk.consents.say(actor.id, [one for one in PURPOSES if given.get(f"purpose.{one}")])
    return await _thread(request, given, given.get("conversation", ""))


ACTS: Final[Mapping[str, Callable[[web.Request, Fields], Awaitable[web.Response]]]] = {
    "ask": _ask,
    "open": _open,
    "read": _read,
    "say": _say,
    "forget": _forget,
    "data": _data,
    "consent": _consent,
}


async def _again(request: web.Request, given: Fields, error: RefdeskError) -> web.Response:
    """Show the same page with what is wrong and all that was typed."""
    wrong, status = sentence_of(error, language_of(request)), STATUSES[error.code]
    if given["act"] != "say":
        return await _start(request, given, wrong=wrong, status=status)
    typed = given.get("body", "")
    conversation = given.get("conversation", "")
    return await _thread(request, given, conversation, typed=typed, wrong=wrong, status=status)


async def _start(
    request: web.Request, given: Fields, wrong: str = "", status: int = 200, receipt: str = ""
) -> web.Response:
    response = page(
        request,
        "form.html",
        status=status,
        wrong=wrong,
        receipt=receipt,
        typed={name: given.get(name, "") for name in ("body", "name", "code", "page")},
        child=MAIN_DESK in request.app[PARTS].desk.child_desks,
        token=given.get("token") or new_token(),
        cid=given.get("cid") or secrets.token_hex(16),
        desk=await request.app[PARTS].states.of(MAIN_DESK, language_of(request)),
    )
    return _private(response)


async def _thread(
    request: web.Request,
    given: Fields,
    conversation: str,
    *,
    typed: str = "",
    wrong: str = "",
    status: int = 200,
) -> web.Response:
    """Show the conversation; the return code, kept nowhere else, goes along from page to page."""
    parts, language = request.app[PARTS], language_of(request)
    token = given.get("token", "")
    state = await own_conversation(parts.desk, patron(token), conversation)
    events = await public_events(parts.desk.log, conversation)
    talk = [one for one in events if not isinstance(one.event, Suggested)]
    until = _moment(given.get("until", ""))
    response = page(
        request,
        "form_thread.html",
        status=status,
        passages=passages(talk, language, lambda moment: in_words(moment, parts, language)),
        state=state,
        token=token,
        cid=secrets.token_hex(16),
        typed=typed,
        wrong=wrong,
        purposes=await _purposes(parts, token, language),
        code=given.get("code", "")[:CODE_LENGTH] if until else "",
        until=until,
        suggested=await _links(parts.shelf, events, language),
    )
    return _private(response)


async def _purposes(parts: Parts, token: str, language: str) -> list[tuple[str, str, bool]]:
    """Give name, words and standing of each purpose."""
    standing = await parts.desk.consents.of(patron(token).id)
    return [(one, say(language, PURPOSES[one]), given) for one, given in standing.purposes.items()]


async def _links(shelf: Shelf, events: Sequence[Recorded], language: str) -> list[tuple[str, str]]:
    """Give title and address of what was offered last; before the desk has, of what will be."""
    offered = [one.event.offers for one in events if isinstance(one.event, Suggested)]
    question = next((one.event.body for one in events if isinstance(one.event, Said)), "")
    offers = offered[-1] if offered else await shelf.suggest(question, language, staff=False)
    found = [shelf.entry(offer.entry, offer.language) for offer in offers]
    return [(one.title, entry_url(one)) for one in found if one]


def _moment(text: str) -> datetime | None:
    """Read a time as this form wrote it; None where there is none."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else None


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


def _charge(request: web.Request, act: str, rate: Rate) -> None:
    desk = request.app[PARTS].desk
    # The address stands for the patron here: a form makes a new token for every question.
    address = desk.address_key(request)
    charges = [Charge(f"form {address}", _SENDING), Charge(f"form {act}", rate)]
    desk.limiter.charge(charges, time.monotonic())
