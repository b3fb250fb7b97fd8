"""Who may open a transcript, and whether they have to say why."""

from __future__ import annotations

from typing import Final
from urllib.parse import unquote

from aiohttp import web

from refdesk.desk.ports import Line
from refdesk.domain.actors import Actor
from refdesk.domain.given_names import without_names
from refdesk.domain.texts import short
from refdesk.errors import BadRequest, ForbiddenOrAbsent
from refdesk.people.authority import authorise
from refdesk.people.ports import AuditRow
from refdesk.web.access import ME, with_token
from refdesk.web.parts import PARTS

REASON: Final = "X-Reason"  # percent-encoded UTF-8, as header fields need it
LONGEST_REASON: Final = 300  # characters


async def admit(request: web.Request, line: Line) -> None:
    """Let in who may read this conversation, and write it down with the reason.

    No personal data stays in the reason, nor the name that the patron gave: nobody can take it out
    of the audit again.

    Raises ForbiddenOrAbsent, and BadRequest `reason_needed_here` where it is no own desk's and no
    reason was given.
    """
    me, parts = request[ME].actor, request.app[PARTS]
    if line.library != me.library:
        raise ForbiddenOrAbsent
    authorise(me, "read_transcripts", await parts.desk.turns.conversation(line.conversation))
    if line.restricted:
        authorise(me, "read_restricted")
    given = parts.answering.clean(unquote(request.headers.get(REASON, "")))
    reason = short(without_names(given, [line.name]), LONGEST_REASON)
    if not reason and not await _own(request, me, line):
        raise BadRequest("reason_needed_here")
    detail = with_token(request, reason)
    row = AuditRow(parts.desk.clock(), me.id, "transcript_read", line.conversation, detail)
    await parts.audit(row)


async def _own(request: web.Request, me: Actor, line: Line) -> bool:
    desks = await request.app[PARTS].own_desks.of(me.id)
    return not desks or line.desk in desks or line.holder == me.id
