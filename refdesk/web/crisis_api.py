"""The crisis text: shown before it is sent, sent once, told to who is to help."""

from __future__ import annotations

import msgspec
import structlog
from aiohttp import web

from refdesk.desk.escalating import Call, Reached
from refdesk.domain.actors import Actor, Party
from refdesk.domain.commands import Alarm
from refdesk.domain.conversation import Conversation
from refdesk.domain.crisis import Help
from refdesk.errors import RefdeskError
from refdesk.people.authority import authorise, may
from refdesk.people.ports import AuditRow
from refdesk.web.access import ME
from refdesk.web.answers import json_answer
from refdesk.web.bodies import Body, read_json
from refdesk.web.parts import PARTS

_log = structlog.get_logger(__name__)


class Alarming(Body, frozen=True, kw_only=True):
    """The claim under which the crisis text is sent."""

    fence: int


class CrisisHelp(msgspec.Struct, frozen=True, kw_only=True):
    """What the patron is given, and whom the librarian calls ("" where nobody is named)."""

    text: str
    contact: str
    phone: str


class CrisisSent(CrisisHelp, frozen=True, kw_only=True):
    """What the patron was given, and who knows of it now.

    `consoles` counts coordinators who sit at an open console, forgotten log-ins not; `reached` and
    `failed` are the ways (mail, telegram) by which the named person was told, and was not.
    """

    consoles: int
    reached: list[str]
    failed: list[str]


async def show(request: web.Request) -> web.Response:
    """GET /api/conversations/<id>/crisis: what would be sent, in the patron's language."""
    state = await _state(request)
    return json_answer(CrisisHelp(**_said(_help(request, state))))


async def send(request: web.Request) -> web.Response:
    """POST /api/conversations/<id>/crisis: send it, and call whom the library names.

    Again within ten minutes the patron is sent nothing; the named person is called again. Each
    call is audited with who was reached.
    """
    wanted = await read_json(request, Alarming)
    state, me, parts = await _state(request), request[ME].actor, request.app[PARTS]
    given = _help(request, state)
    command = Alarm(given.text, f"{given.contact} {given.phone}".strip(), wanted.fence)
    await parts.desk.turns.take(me, state.id, command)
    # The head moves also where the patron wrote meanwhile.
    if (await parts.desk.turns.newest(state.id)).alarmed_at != state.alarmed_at:
        await parts.audit(AuditRow(parts.desk.clock(), me.id, "alarmed", state.id, given.contact))
    reached = await parts.desk.escalation.reach(given, Call(parts.desk.clock(), me.name))
    consoles = await _consoles(request)
    detail = _outcome(given.contact, reached, consoles)
    try:
        await parts.audit(AuditRow(parts.desk.clock(), me.id, "help_called", state.id, detail))
    except RefdeskError as problem:
        # The call is out: who was reached is told even where it cannot be written down.
        _log.error("help_called_unaudited", error=problem.code)
    return json_answer(
        CrisisSent(
            **_said(given),
            consoles=consoles,
            reached=list(reached.by),
            failed=list(reached.failed),
        )
    )


def _outcome(contact: str, reached: Reached, consoles: int) -> str:
    """Give the detail of a call's row in the audit: who, by which ways, and by which not."""
    ways = {"reached": reached.by, "failed": reached.failed}
    told = [f"{how}:{','.join(names)}" for how, names in ways.items() if names]
    return " ".join(filter(None, [contact, *told, f"consoles:{consoles}"]))


async def _consoles(request: web.Request) -> int:
    """Count the other coordinators who did something in their open console just now."""
    parts, me = request.app[PARTS], request[ME].actor
    desk, now = parts.desk, parts.desk.clock()
    return sum(
        desk.presence.is_attended(one.id, now)
        for one in await parts.people.everyone()
        if one.id != me.id
        and not one.disabled
        and may(Actor(Party.STAFF, one.id, roles=one.roles), "read_audit")
    )


async def _state(request: web.Request) -> Conversation:
    turns = request.app[PARTS].desk.turns
    state = await turns.newest(request.match_info["conversation"])
    authorise(request[ME].actor, "alarm", state)
    return state


def _help(request: web.Request, state: Conversation) -> Help:
    return request.app[PARTS].desk.crisis(state.desk, state.language)


def _said(given: Help) -> dict[str, str]:
    return {"text": given.text, "contact": given.contact, "phone": given.phone}
