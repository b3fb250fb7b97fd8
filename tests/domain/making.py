"""Values for tests of the domain."""

from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import count

from refdesk.domain import commands as c
from refdesk.domain.actors import Actor, Party
from refdesk.domain.conversation import Conversation, replay
from refdesk.domain.decisions import decide
from refdesk.domain.events import Recorded
from refdesk.domain.placing import place
from refdesk.domain.situation import Situation

NOON = datetime(2026, 3, 2, 5, 0, tzinfo=UTC)
PATRON = Actor(Party.PATRON, "p1")
ANI = Actor(Party.STAFF, "ani", "Ani")
BUDI = Actor(Party.STAFF, "budi", "Budi")
_numbers = count(1)


def situation(
    now: datetime = NOON, *, offer_to: Sequence[str] = ("ani",), staffed: bool | None = None
) -> Situation:
    """Give a situation; staffed when somebody can be offered to, unless said otherwise."""
    on_duty = bool(offer_to) if staffed is None else staffed
    return Situation(now, on_duty, now, tuple(offer_to))


def give(
    conversation: Conversation,
    command: c.Command,
    by: Actor = PATRON,
    at: Situation | None = None,
) -> tuple[Conversation, tuple[Recorded, ...]]:
    """Decide, place, fold: the conversation after the command with the new events."""
    at = at or situation()
    events = decide(conversation, command, by, at)
    recorded = place(conversation, events, by, at.now, lambda: f"e{next(_numbers)}")
    return replay(conversation, recorded), recorded


def new() -> Conversation:
    """Give a conversation before its first event."""
    return Conversation("c1", "main", PATRON.id)


def opened(at: Situation | None = None) -> Conversation:
    """Give a conversation just opened."""
    return give(new(), c.Open("jam buka?", "web", "id"), at=at)[0]


def claimed() -> Conversation:
    """Give a conversation that Ani holds."""
    return give(opened(), c.Claim(), ANI)[0]


def kinds(recorded: Sequence[Recorded]) -> list[str]:
    """Give the kinds of events."""
    return [one.event.kind for one in recorded]
