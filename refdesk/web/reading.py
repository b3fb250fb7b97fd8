"""Reading one's own conversation from the log, for pages without a socket."""

from __future__ import annotations

from refdesk.domain.actors import Actor, Party
from refdesk.domain.conversation import Conversation
from refdesk.web.admission import may_follow
from refdesk.web.desk_parts import DeskParts
from refdesk.web.greeting import patron_key


def patron(token: str) -> Actor:
    """Give the patron who holds a token; raises Unauthorized for what is no token."""
    return Actor(Party.PATRON, patron_key(token))


async def own_conversation(desk: DeskParts, actor: Actor, conversation: str) -> Conversation:
    """Give a conversation the patron may follow; raises ForbiddenOrAbsent."""
    found = await desk.turns.newest(conversation)
    await may_follow(desk)(actor, found)
    return found
