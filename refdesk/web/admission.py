"""Who may follow a conversation; what staff read of others' is written down as transcripts are."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Final

from refdesk.domain.actors import Actor, Party
from refdesk.domain.conversation import Conversation, Stage
from refdesk.errors import BadRequest, ForbiddenOrAbsent
from refdesk.people.ports import AuditRow
from refdesk.web.desk_parts import DeskParts

_TO_TAKE: Final = frozenset({Stage.WAITING, Stage.OFFERED, Stage.ASKED})


def may_follow(parts: DeskParts) -> Callable[[Actor, Conversation], Awaitable[None]]:
    """Give the check that lets an actor read a conversation or raises ForbiddenOrAbsent.

    Make one for each connection: what has to be in the audit is there once for it. Raises
    BadRequest `reason_needed_here` where a transcript would ask for a reason.
    """
    noted: set[str] = set()

    async def admit(actor: Actor, conversation: Conversation) -> None:
        parts.authorise(actor, "follow", conversation)
        if actor.party is Party.STAFF:
            if await _reads(parts, actor, conversation) and conversation.id not in noted:
                noted.add(conversation.id)
                row = AuditRow(parts.clock(), actor.id, "transcript_read", conversation.id)
                await parts.audit(row)
            return
        if conversation.patron == actor.id:
            return
        if not await parts.lists.may_follow(actor.id, conversation.id):
            raise ForbiddenOrAbsent(detail=f"{conversation.id} is not this patron's")

    return admit


async def _reads(parts: DeskParts, actor: Actor, conversation: Conversation) -> bool:
    """Tell whether this is reading a transcript rather than the work of the desk."""
    restricted = conversation.restricted_at is not None
    if restricted:
        parts.authorise(actor, "read_restricted", conversation)
    ended = conversation.stage is Stage.ENDED
    if ended:
        parts.authorise(actor, "read_transcripts", conversation)
    theirs = conversation.holder == actor.id or conversation.stage in _TO_TAKE
    if not theirs and not _answered(actor, conversation):
        desks = await parts.own_desks(actor.id)
        if desks and conversation.desk not in desks:
            raise BadRequest("reason_needed_here")
    return ended or restricted


def _answered(actor: Actor, conversation: Conversation) -> bool:
    """Tell whether they wrote in it: what they ended they may still code."""
    return any(spoken.sender == actor.sender for spoken in conversation.said)
