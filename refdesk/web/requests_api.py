"""Patrons' requests about their data, for the coordinator: the list, the clock, the deed."""

from __future__ import annotations

from typing import Literal

import msgspec
from aiohttp import web

from refdesk.domain.records import millis, moment
from refdesk.errors import BadRequest
from refdesk.privacy.answering import Correction
from refdesk.privacy.request_ports import Kind, Request
from refdesk.web.access import ME
from refdesk.web.answers import json_answer
from refdesk.web.bodies import Body, read_json
from refdesk.web.language import language_of
from refdesk.web.parts import PARTS
from refdesk.web.patron_api import text_file
from refdesk.web.wire import stamp


class Asking(Body, frozen=True, kw_only=True):
    """A request as somebody brought it: what, whose ("" when not yet known), by what way.

    `asked_at` is when it was received, in milliseconds since 1970, 0 for now.
    """

    kind: Literal["access", "correct", "restrict", "release", "erase"]
    target: str = ""
    reason: str
    asked_at: int = 0


class Settling(Body, frozen=True, kw_only=True):
    """Say whose data it is (`name`), carry it out (`do`), close it with what became of it."""

    act: Literal["name", "do", "close"]
    target: str = ""
    outcome: str = ""
    message: int = 0  # of a correction: its number in the conversation, 1 for the name
    body: str = ""


class RequestLine(msgspec.Struct, frozen=True, kw_only=True):
    """A request; times are milliseconds since 1970, 0 for not yet."""

    receipt: str
    kind: str
    subject: str
    conversation: str
    reason: str
    asked_by: str
    asked_at: int
    due_at: int
    done_by: str
    done_at: int
    outcome: str
    conversations: int


class RequestList(msgspec.Struct, frozen=True, kw_only=True):
    """Those that wait, the oldest first, then those that are done; `now` is the server's clock."""

    now: int
    requests: list[RequestLine]


async def index(request: web.Request) -> web.Response:
    """GET /api/privacy/requests: the newest 200."""
    parts = request.app[PARTS]
    found = await parts.answering.listed(request[ME].actor)
    lines = [_line(one) for one in found]
    return json_answer(RequestList(now=millis(parts.desk.clock()), requests=lines))


async def register(request: web.Request) -> web.Response:
    """POST /api/privacy/requests: write a request down; its clock runs."""
    asked = await read_json(request, Asking)
    answering, kind = request.app[PARTS].answering, Kind(asked.kind)
    try:
        received = moment(asked.asked_at) if asked.asked_at else None
    except (ValueError, OverflowError, OSError):
        raise BadRequest("bad_date") from None
    made = await answering.register(request[ME].actor, kind, asked.target, asked.reason, received)
    return json_answer(_line(made))


async def settle(request: web.Request) -> web.Response:
    """POST /api/privacy/requests/<receipt>: name whose data it is, carry it out, or close it."""
    wanted = await read_json(request, Settling)
    me, answering = request[ME].actor, request.app[PARTS].answering
    receipt = request.match_info["receipt"]
    if wanted.act == "close":
        return json_answer(_line(await answering.close(me, receipt, wanted.outcome)))
    if wanted.act == "name":
        return json_answer(_line(await answering.name(me, receipt, wanted.target)))
    correction = Correction(wanted.message, wanted.body) if wanted.message else None
    return json_answer(_line(await answering.carry_out(me, receipt, correction)))


async def data(request: web.Request) -> web.Response:
    """POST /api/privacy/requests/<receipt>/data: what a request of access is to be given."""
    parts, language = request.app[PARTS], language_of(request)
    conversations = await parts.answering.given(request[ME].actor, request.match_info["receipt"])
    text = await parts.desk.own_data.of_conversations(conversations, language)
    return text_file(text, "data-pemustaka.txt")


def _line(one: Request) -> RequestLine:
    return RequestLine(
        receipt=one.id,
        kind=one.kind.value,
        subject=one.subject,
        conversation=one.conversation,
        reason=one.reason,
        asked_by=one.asked_by,
        asked_at=millis(one.asked_at),
        due_at=millis(one.due_at),
        done_by=one.done_by,
        done_at=stamp(one.done_at),
        outcome=one.outcome,
        conversations=one.conversations,
    )
