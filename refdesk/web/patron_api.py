"""What a patron's browser asks for beside the socket: return codes, transcript, erasure."""

from __future__ import annotations

import time
from typing import Final

import msgspec
from aiohttp import web

from refdesk.domain.rates import Rate
from refdesk.domain.records import millis
from refdesk.web.answers import json_answer
from refdesk.web.bodies import Body, read_json
from refdesk.web.greeting import patron_key
from refdesk.web.language import negotiate
from refdesk.web.limiting import Charge
from refdesk.web.parts import PARTS
from refdesk.web.readable import passages, public_events
from refdesk.web.reading import own_conversation, patron

_FORGETTING: Final = Rate(burst=20, per_second=1 / 10)  # per address


class Redeeming(Body, frozen=True, kw_only=True):
    """A return code and the token that gets access by it."""

    code: str
    token: str


class Redeemed(msgspec.Struct, frozen=True, kw_only=True):
    """The conversation the code was for."""

    conversation: str


class TranscriptWanted(Body, frozen=True, kw_only=True):
    """Which transcript, by whom, in which language."""

    token: str
    conversation: str
    lang: str = "id"


class DataWanted(Body, frozen=True, kw_only=True):
    """Whose data, in which language."""

    token: str
    lang: str = "id"


class Consenting(Body, frozen=True, kw_only=True):
    """Who agrees to which purposes; the others are refused. Without `given` they are only told."""

    token: str
    given: list[str] | None = None


class Consented(msgspec.Struct, frozen=True, kw_only=True):
    """What the patron agrees to; `asked` says that this version of the notice asks them anew."""

    version: str
    asked: bool
    purposes: dict[str, bool]


class Forgetting(Body, frozen=True, kw_only=True):
    """Whose conversations are to be emptied."""

    token: str


class Forgotten(msgspec.Struct, frozen=True, kw_only=True):
    """The receipt: a number to quote, when (milliseconds), how many conversations."""

    receipt: str
    at: int
    conversations: int


async def redeem(request: web.Request) -> web.Response:
    """POST /api/patron/redeem: exchange a return code for access by a new token."""
    given = await read_json(request, Redeeming)
    conversation = await redeem_code(request, given.code, given.token)
    return json_answer(Redeemed(conversation=conversation))


async def redeem_code(request: web.Request, code: str, token: str) -> str:
    """Give the conversation of a code as a person typed it; few tries per address."""
    parts = request.app[PARTS]
    return await parts.redeem(code, patron_key(token), parts.desk.address_key(request))


async def forget(request: web.Request) -> web.Response:
    """POST /api/patron/forget: empty all of the patron's conversations for ever."""
    given = await read_json(request, Forgetting)
    actor = patron(given.token)
    charge_address(request, "forget")
    done = await request.app[PARTS].requests.erase(actor)
    return json_answer(
        Forgotten(receipt=done.receipt, at=millis(done.at), conversations=done.conversations)
    )


async def transcript(request: web.Request) -> web.Response:
    """POST /api/patron/transcript: the conversation as a text file."""
    given = await read_json(request, TranscriptWanted)
    parts = request.app[PARTS]
    actor = patron(given.token)
    await own_conversation(parts.desk, actor, given.conversation)
    language = negotiate(given.lang, "")
    own = parts.desk.own_data
    events = await public_events(parts.desk.log, given.conversation)
    found = passages(events, language, lambda moment: own.when(moment, language))
    lines = [parts.library_name, "", *(own.passage_line(one, language) for one in found)]
    return text_file("\r\n".join(lines) + "\r\n", "percakapan.txt")


async def own_data(request: web.Request) -> web.Response:
    """POST /api/patron/data: everything of the patron's as a text file; notes are not theirs."""
    given = await read_json(request, DataWanted)
    actor = patron(given.token)
    charge_address(request, "data")
    parts = request.app[PARTS]
    text = await parts.desk.own_data.of_patron(actor.id, negotiate(given.lang, ""))
    await parts.requests.given(actor)
    return text_file(text, "data-saya.txt")


async def consents(request: web.Request) -> web.Response:
    """POST /api/patron/consents: what the patron agrees to; with `given` they say it anew."""
    wanted = await read_json(request, Consenting)
    actor = patron(wanted.token)
    known = request.app[PARTS].desk.consents
    if wanted.given is None:
        found = await known.of(actor.id)
    else:
        charge_address(request, "consents")
        found = await known.say(actor.id, wanted.given)
    purposes = {str(name): given for name, given in found.purposes.items()}
    return json_answer(Consented(version=found.version, asked=found.asked, purposes=purposes))


def charge_address(request: web.Request, what: str) -> None:
    """Count what is not done often against the address it comes from; raises RateLimited."""
    desk = request.app[PARTS].desk
    charge = Charge(f"{what} {desk.address_key(request)}", _FORGETTING)
    desk.limiter.charge([charge], time.monotonic())


def text_file(text: str, name: str) -> web.Response:
    """Give a text as a file to keep."""
    return web.Response(
        text=text,
        content_type="text/plain",
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "Cache-Control": "no-store",
        },
    )
