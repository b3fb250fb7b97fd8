"""What a list shows of a conversation: the beginning of the newest patron text, a given name."""

from __future__ import annotations

from collections.abc import Iterable

from refdesk.domain import events as e
from refdesk.domain.conversation import Conversation

LONGEST = 140  # characters of a preview


def preview(recorded: Iterable[e.Recorded], after: Conversation) -> str | None:
    """Give the beginning of the patron's newest text among new events; None when it stays."""
    found, newest = None, after.newest_question
    for one in recorded:
        event = one.event
        if isinstance(event, e.Said):
            found = event.body if one.seq == newest else found
        elif isinstance(event, e.Edited):
            found = event.body if event.of == newest else found
    return None if found is None else shortened(found)


def shortened(text: str) -> str:
    """Give the beginning of a text on one line."""
    # Of what can be printed, the only white space is a space: most texts are on one line already.
    one_line = text.isprintable() and "  " not in text
    return (text.strip() if one_line else " ".join(text.split()))[:LONGEST]


def given_name(recorded: Iterable[e.Recorded]) -> str | None:
    """Give the name a patron gave on opening, or its correction; None where it stays."""
    for one in recorded:
        match one.event:
            case e.Opened(body=body) | e.Edited(of=1, body=body):
                return body
            case _:
                pass
    return None
