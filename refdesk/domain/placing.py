"""Placing decided events in the log: consecutive numbers, ids, time and who did it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

from refdesk.domain.actors import SYSTEM, Actor
from refdesk.domain.conversation import Conversation
from refdesk.domain.events import Audience, Event, Recorded
from refdesk.domain.records import millis, moment

# What the desk itself does, though somebody's command caused it.
_BY_THE_DESK = frozenset({"suggested", "offered", "lapsed", "asked"})


def place(
    conversation: Conversation,
    events: Iterable[Event],
    by: Actor,
    now: datetime,
    new_id: Callable[[], str],
    cid: str = "",
) -> tuple[Recorded, ...]:
    """Number `events` on from the conversation's heads; staff events get no public number.

    `now` is kept to the millisecond, as the store keeps it. An actor's roles are not recorded:
    what somebody may do today says nothing about then.
    """
    at = now if now.microsecond % 1000 == 0 else moment(millis(now))
    placed: list[Recorded] = []
    public = conversation.public_head
    for seq, event in enumerate(events, conversation.head + 1):
        everybody = event.audience is Audience.EVERYBODY
        public += everybody
        number = public if everybody else None
        who = SYSTEM if event.kind in _BY_THE_DESK else by
        actor = _without_roles(who, conversation.library)
        placed.append(Recorded(seq, number, new_id(), at, actor, event, cid))
    return tuple(placed)


def _without_roles(who: Actor, library: str) -> Actor:
    known = who.recorded or who
    return known if known.library == library else Actor(who.party, who.id, who.name, library)
