"""How far a client holds each followed conversation, which gaps it has asked for."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from refdesk.protocol.shapes import After
from refdesk.protocol.values import Event

NOTHING: Final[After] = (0, "")


class Place(StrEnum):
    """Where a received event stands against what is held."""

    NEXT = "next"
    HELD = "held"
    GAP = "gap"


class Cursors:
    """(seq, event id) of the last event held, by conversation."""

    def __init__(self, kept: Mapping[str, After]) -> None:
        self._held: dict[str, After] = dict(kept)
        self._asked: set[str] = set()

    def all(self) -> dict[str, After]:
        """Give all cursors, for a hello or for keeping."""
        return dict(self._held)

    def __contains__(self, conversation: str) -> bool:
        return conversation in self._held

    def begin(self, conversation: str, after: After = NOTHING) -> None:
        """Follow a conversation of which everything up to `after` is held."""
        self._held[conversation] = after
        self._asked.discard(conversation)

    def drop(self, conversation: str) -> None:
        """Follow it no longer."""
        self._held.pop(conversation, None)
        self._asked.discard(conversation)

    def restart(self) -> None:
        """Begin a new connection: it has answered nothing yet."""
        self._asked.clear()

    def take(self, conversation: str, event: Event) -> Place:
        """Place an event, and move the cursor when it is the next one."""
        if conversation not in self._held or event.seq <= self._held[conversation][0]:
            return Place.HELD
        if event.seq > self._held[conversation][0] + 1:
            return Place.GAP
        self._asked.discard(conversation)
        self._held[conversation] = (event.seq, event.id)
        return Place.NEXT

    def reaches(self, conversation: str, head: int) -> bool:
        """Tell whether everything up to `head` is held."""
        return self._held.get(conversation, NOTHING)[0] >= head

    def missing(self, conversation: str) -> After | None:
        """Give where to ask from, None when it was asked already and nothing came since."""
        if conversation in self._asked:
            return None
        self._asked.add(conversation)
        return self._held[conversation]

    def heard(self, conversation: str) -> None:
        """Let a gap be asked for again: the server has answered."""
        self._asked.discard(conversation)
