"""Reading one's own conversation from the log, for pages without a socket."""

from __future__ import annotations

from refdesk.domain.actors import Actor, Party
from refdesk.domain.conversation import Conversation
from refdesk.domain.events import Recorded
from refdesk.web.acting import may_follow
from refdesk.web.desk_parts import DeskParts
from refdesk.web.greeting import patron_key

MOST_PAGES = 50  # of 200 events: far beyond any conversation of people


def patron(token: str) -> Actor:
    """Give the patron who holds a token; raises Unauthorized for what is no token."""
    return Actor(Party.PATRON, patron_key(token))


async def own_conversation(desk: DeskParts, actor: Actor, conversation: str) -> Conversation:
    """Give a conversation the patron may follow; raises ForbiddenOrAbsent."""
    found = await desk.turns.newest(conversation)
    await may_follow(desk)(actor, found)
    return found


async def public_events(desk: DeskParts, conversation: str) -> list[Recorded]:
    """Give all its events for everybody, in order."""
    events: list[Recorded] = []
    for _ in range(MOST_PAGES):
        after = (events[-1].public_seq or 0) if events else 0
        page = await desk.log.read_since(conversation, after, public=True)
        events.extend(page.recorded)
        if not page.more:
            break
    return events
