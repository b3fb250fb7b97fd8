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
from refdesk.web.readable import Passage, passages
from refdesk.web.reading import own_conversation, patron, public_events
from refdesk.web.templating import in_words
from refdesk.web.words import say

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
    desk = request.app[PARTS].desk
    charge = Charge(f"forget {desk.address_key(request)}", _FORGETTING)
    desk.limiter.charge([charge], time.monotonic())
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
    events = await public_events(parts.desk, given.conversation)
    found = passages(events, language, lambda moment: in_words(moment, parts, language))
    lines = [parts.library_name, "", *(_line(one, request, language) for one in found)]
    return web.Response(
        text="\r\n".join(lines) + "\r\n",
        content_type="text/plain",
        headers={
            "Content-Disposition": 'attachment; filename="percakapan.txt"',
            "Cache-Control": "no-store",
        },
    )


def _line(one: Passage, request: web.Request, language: str) -> str:
    when = in_words(one.at, request.app[PARTS], language)
    edited = say(language, " (diubah)") if one.edited else ""
    who = f"{one.who}{edited}: " if one.who else "— "
    return f"[{when}] {who}{one.text}"
