"""The care taken of a patron: what is wrong is put right, data restricted, help given in danger."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from refdesk.domain import claims
from refdesk.domain import commands as c
from refdesk.domain import events as e
from refdesk.domain.actors import Actor
from refdesk.domain.care_events import Alarmed, Restricted
from refdesk.domain.conversation import Conversation
from refdesk.domain.situation import Situation
from refdesk.domain.texts import said, short, within
from refdesk.errors import BadRequest

NAME: Final = 1  # the event that holds the name a patron gave
ONE_SLIP: Final = timedelta(minutes=10)
"""A crisis text pressed again within this time is the same press."""


def correct(
    conversation: Conversation, command: c.Correct, _: Actor, __: Situation
) -> claims.Events:
    """Empty what a patron wrote and put the right text there; raises BadRequest, TooLarge."""
    if conversation.forgotten:
        raise BadRequest("forgotten")
    if command.of == NAME:
        return (e.Redacted(NAME), e.Edited(NAME, short(within(command.body), 80)))
    if not (conversation.author(command.of) or "").startswith("patron:"):
        raise BadRequest("no_such_message")
    return (e.Redacted(command.of), e.Edited(command.of, said(command.body)))


def restrict(
    conversation: Conversation, command: c.Restrict, _: Actor, __: Situation
) -> claims.Events:
    """Restrict or release; nothing where it is so already."""
    if command.on is (conversation.restricted_at is not None):
        return ()
    return (Restricted(command.on),)


def alarm(conversation: Conversation, command: c.Alarm, by: Actor, at: Situation) -> claims.Events:
    """Say the crisis text and mark it; a second press within ten minutes is none."""
    claims.holds(conversation, by, command.fence)
    last = conversation.alarmed_at
    if last is not None and at.now - last < ONE_SLIP:
        return ()
    return (e.Said(said(command.body)), Alarmed(short(command.contact, 200)))
