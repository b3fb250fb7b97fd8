"""The hub tells everybody who listens what the log has just taken in."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeVar

import structlog

from refdesk.desk.node_ports import CONVERSATION, MARKS, Ring
from refdesk.domain.actors import Actor
from refdesk.domain.conversation import Conversation
from refdesk.domain.events import Offer, Recorded

Reaction = Callable[[Conversation, tuple[Recorded, ...]], None]
Listener = Callable[[str], None]
_T = TypeVar("_T")

_log = structlog.get_logger(__name__)


@dataclass(slots=True)
class News:
    """What one commit added to a conversation, by whose command.

    In `made` readers share what they made of it, by audience, so that an event is serialised once
    for each, however many read it.
    """

    conversation: Conversation
    recorded: tuple[Recorded, ...]
    sender: str = ""
    made: dict[object, Any] = field(default_factory=dict)


class Reader(Protocol):
    """Somebody who follows a conversation; no call may wait."""

    def news(self, news: News) -> None:
        """Take events that were just recorded."""

    def moved(self, conversation: str) -> None:
        """Take that the log goes on: another node wrote."""

    def typing(self, conversation: str, actor: Actor) -> None:
        """Take that somebody is writing."""

    def suggested(self, conversation: str, of: int, offers: tuple[Offer, ...]) -> None:
        """Take suggestions for the claim holder, for the patron's message `of`."""

    def marked(self, conversation: str) -> None:
        """Take that a delivery or seen mark moved."""


class Attentive(Protocol):
    """A part of the desk that does something about what was recorded."""

    @property
    def kinds(self) -> Container[str]:
        """Give the kinds of events it reacts to."""

    def react(self, conversation: Conversation, recorded: tuple[Recorded, ...]) -> None:
        """Put the work somewhere; it may not wait."""


class Hub:
    """All readers of one process; every call returns at once.

    Nothing here matters for correctness: a reader that missed a call reads the log (G12). What
    happened here is rung to the other nodes; what happened there comes in by `moved`,
    `changed_elsewhere`, `marked_elsewhere`.
    """

    def __init__(self, ring: Ring | None = None) -> None:
        """`ring` tells the other nodes; None: there are none."""
        self._ring = ring
        self._readers: dict[str, dict[Reader, None]] = {}
        self._told: dict[str, int] = {}
        self._movers: list[Listener] = []
        self._reactions: list[tuple[Reaction, Container[str] | None]] = []
        self._wanted: dict[tuple[str, ...], tuple[Reaction, ...]] = {}  # by the kinds of a commit
        self._listeners: list[Listener] = []

    def publish(
        self,
        conversation: Conversation,
        recorded: tuple[Recorded, ...],
        sender: str = "",
    ) -> None:
        """Tell the followers, then the reactions; to be called after the commit only."""
        if not recorded:
            return
        if self._ring is not None:
            self._ring(f"{CONVERSATION}{conversation.id}", conversation.head)
            self._ring(f"desk:{conversation.desk}", 0)
        readers = self._readers.get(conversation.id)
        if readers is not None:
            self._told[conversation.id] = conversation.head
            news = News(conversation, recorded, sender)
            for reader in tuple(readers):
                try:
                    reader.news(news)
                except Exception:  # noqa: BLE001 - whatever a reader does, the commit stands
                    _failed(reader)
        kinds = tuple([one.event.kind for one in recorded])
        for reaction in self._wanted.get(kinds) or self._who_wants(kinds):
            try:
                reaction(conversation, recorded)
            except Exception:  # noqa: BLE001
                _failed(reaction)

    def follow(self, conversation: str, reader: Reader) -> None:
        """Send what comes in this conversation to the reader."""
        self._readers.setdefault(conversation, {})[reader] = None

    def unfollow(self, conversation: str, reader: Reader) -> None:
        """Stop sending; also right when the reader never followed."""
        readers = self._readers.get(conversation, {})
        readers.pop(reader, None)
        if not readers:
            self._readers.pop(conversation, None)
            self._told.pop(conversation, None)

    def followers(self, conversation: str) -> int:
        """Count who follows a conversation now."""
        return len(self._readers.get(conversation, ()))

    def followed(self) -> set[str]:
        """Give the conversations that somebody here follows."""
        return set(self._readers)

    def told(self, conversation: str) -> int:
        """Give the head the followers were told of last, 0 when of none since they follow."""
        return self._told.get(conversation, 0)

    def moved(self, conversation: str, head: int) -> None:
        """Tell the followers to read the log up to `head`, which another node wrote."""
        if conversation in self._readers:
            self._told[conversation] = head
        _each(self._of(conversation), lambda reader: reader.moved(conversation))
        _each(self._movers, lambda mover: mover(conversation))

    def react_to_moves(self, mover: Listener) -> None:
        """Call this with each conversation that is followed here when it went on elsewhere."""
        self._movers.append(mover)

    def react(self, reaction: Reaction, kinds: Container[str] | None = None) -> None:
        """Call this after each publishing of an event of these kinds, None: of any.

        It may only put work somewhere, never wait.
        """
        self._reactions.append((reaction, kinds))
        self._wanted.clear()

    def attend(self, part: Attentive) -> None:
        """Have a part of the desk react to the kinds it names."""
        self.react(part.react, part.kinds)

    def listen(self, listener: Listener) -> None:
        """Call this with the name of each changed stream."""
        self._listeners.append(listener)

    def changed(self, stream: str) -> None:
        """Tell the listeners that a stream (`desk:<id>`, `kb`, `staff`, …) has changed."""
        if self._ring is not None:
            self._ring(stream, 0)
        self.changed_elsewhere(stream)

    def changed_elsewhere(self, stream: str) -> None:
        """Tell the listeners here only: the other nodes know."""
        _each(self._listeners, lambda listener: listener(stream))

    def typing(self, conversation: str, actor: Actor) -> None:
        """Tell the followers that somebody is writing."""
        _each(self._of(conversation), lambda reader: reader.typing(conversation, actor))

    def suggested(self, conversation: str, of: int, offers: Iterable[Offer]) -> None:
        """Tell the followers what the knowledge base has for the patron's message `of`."""
        found = tuple(offers)
        _each(self._of(conversation), lambda reader: reader.suggested(conversation, of, found))

    def marked(self, conversation: str) -> None:
        """Tell the followers that a mark moved."""
        if self._ring is not None:
            self._ring(f"{MARKS}{conversation}", 0)
        self.marked_elsewhere(conversation)

    def marked_elsewhere(self, conversation: str) -> None:
        """Tell the followers here only: the other nodes know."""
        _each(self._of(conversation), lambda reader: reader.marked(conversation))

    def _who_wants(self, kinds: tuple[str, ...]) -> tuple[Reaction, ...]:
        """Give the reactions to a commit of these kinds; there are few such rows of kinds."""
        found = self._wanted[kinds] = tuple(
            reaction
            for reaction, wanted in self._reactions
            if wanted is None or any(kind in wanted for kind in kinds)
        )
        return found

    def _of(self, conversation: str) -> tuple[Reader, ...]:
        return tuple(self._readers.get(conversation, ()))


def _each(everybody: Iterable[_T], tell: Callable[[_T], None]) -> None:
    """Tell everybody, also when telling one of them fails: the commit stands in any case."""
    for one in tuple(everybody):
        try:
            tell(one)
        except Exception:  # noqa: BLE001 - whatever a reader does, the commit stands
            _failed(one)


def _failed(reader: object) -> None:
    _log.exception("reader_failed", reader=type(reader).__name__)
