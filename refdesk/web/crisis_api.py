"""The crisis text: shown before it is sent, sent once, told to the coordinators."""

from __future__ import annotations

import msgspec
from aiohttp import web

from refdesk.domain.commands import Alarm
from refdesk.domain.conversation import Conversation
from refdesk.people.authority import authorise
from refdesk.people.ports import AuditRow
from refdesk.web.access import ME
from refdesk.web.answers import json_answer
from refdesk.web.bodies import Body, read_json
from refdesk.web.parts import PARTS


class Alarming(Body, frozen=True, kw_only=True):
    """The claim under which the crisis text is sent."""

    fence: int


class CrisisHelp(msgspec.Struct, frozen=True, kw_only=True):
    """What the patron is given, and whom the librarian calls ("" where nobody is named)."""

    text: str
    contact: str
    phone: str


async def show(request: web.Request) -> web.Response:
    """GET /api/conversations/<id>/crisis: what would be sent, in the patron's language."""
    state = await _state(request)
    return json_answer(_help(request, state))


async def send(request: web.Request) -> web.Response:
    """POST /api/conversations/<id>/crisis: send it; again within ten minutes it is sent already."""
    wanted = await read_json(request, Alarming)
    state, me, parts = await _state(request), request[ME].actor, request.app[PARTS]
    given = _help(request, state)
    command = Alarm(given.text, f"{given.contact} {given.phone}".strip(), wanted.fence)
    await parts.desk.turns.take(me, state.id, command)
    # The head moves also where the patron wrote meanwhile.
    if (await parts.desk.turns.newest(state.id)).alarmed_at != state.alarmed_at:
        await parts.audit(AuditRow(parts.desk.clock(), me.id, "alarmed", state.id, given.contact))
    return json_answer(given)


async def _state(request: web.Request) -> Conversation:
    turns = request.app[PARTS].desk.turns
    state = await turns.newest(request.match_info["conversation"])
    authorise(request[ME].actor, "alarm", state)
    return state


def _help(request: web.Request, state: Conversation) -> CrisisHelp:
    found = request.app[PARTS].desk.crisis(state.desk, state.language)
    return CrisisHelp(text=found.text, contact=found.contact, phone=found.phone)
