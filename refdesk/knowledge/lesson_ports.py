"""What learning needs from the store: histories to learn from, lessons kept, groups of gaps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from refdesk.domain.events import Recorded
from refdesk.domain.lessons import Fate, Vote


@dataclass(frozen=True, slots=True)
class Heard:
    """A conversation to learn from, as far as `head`: those of its events that teach.

    `again`: it was learned from before; `restricted`: it may only be kept; `said`: a mark of what
    was said about consent by then.
    """

    conversation: str
    head: int
    language: str
    patron: str
    recorded: tuple[Recorded, ...]
    again: bool = False
    desk: str = ""
    restricted: bool = False
    said: str = ""


@dataclass(frozen=True, slots=True)
class Wording:
    """A patron's text, number `seq` of its conversation, that an entry answered."""

    entry: str
    language: str
    seq: int
    patron: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Missing:
    """A question without an answer in the knowledge base, in its group."""

    seq: int
    gap: str
    language: str
    at: datetime
    fate: Fate


@dataclass(frozen=True, slots=True)
class Taught:
    """All that a conversation teaches, as far as `head`: it replaces what it taught before.

    `said` is the mark of the `Heard` it was learned from.
    """

    conversation: str
    head: int
    said: str = ""
    votes: tuple[Vote, ...] = ()
    wordings: tuple[Wording, ...] = ()
    missing: tuple[Missing, ...] = ()


@dataclass(frozen=True, slots=True)
class Learned:
    """What use has taught about an entry's version: patrons' wordings, newest first, and votes.

    A wording lasts as long as the message it was: what is erased there is gone here. `helped` and
    `rejected` count people, each once.
    """

    entry: str
    language: str
    wordings: tuple[str, ...] = ()
    helped: int = 0
    rejected: int = 0


class GapState(StrEnum):
    """How far a group of gaps has come."""

    OPEN = "open"
    DRAFTED = "drafted"  # an entry is being written
    CLOSED = "closed"  # an entry answers it
    DISMISSED = "dismissed"  # it is none of ours


@dataclass(frozen=True, slots=True)
class Group:
    """Questions of one meaning: `weights` is what they are about, summed over them.

    `entry` is the draft or the answer; `rejected` are entries that were offered in vain.
    """

    id: str
    language: str
    weights: Mapping[str, float]
    state: GapState = GapState.OPEN
    entry: str = ""
    rejected: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Example:
    """A question of a group, as it was written (personal data is not in messages)."""

    conversation: str
    seq: int
    language: str
    at: datetime
    text: str
    fate: Fate


@dataclass(frozen=True, slots=True)
class Gap:
    """A group as it is shown: all its questions counted, by week too (newest twelve weeks)."""

    group: Group
    count: int
    rejected: int
    first_at: datetime
    newest_at: datetime
    weeks: Mapping[str, int]  # "2026-W48" -> questions
    examples: tuple[Example, ...]
    decided_by: str = ""
    reason: str = ""


class LessonStore(Protocol):
    """Lessons: derived from the log, learned again when lost; raises what `desk.ports` says."""

    async def left(self) -> int:
        """Count the ended conversations whose newest state was not learned from."""

    async def untaught(self, after: str, limit: int) -> tuple[list[str], str]:
        """Look through so many, newest first; give those not learned from, and the last."""

    async def heard(self, conversations: Sequence[str]) -> list[Heard]:
        """Give what teaches of those whose newest state was not learned from."""

    async def teach(
        self, taught: Sequence[Taught], groups: Sequence[Group], before: Sequence[Group] = ()
    ) -> bool:
        """Keep in one commit what conversations teach, with the groups their questions changed.

        Raises the stream `kb` when the suggester has something to learn. False, and nothing is
        kept, where a conversation, what was said about consent, or a group is not as it was read:
        `before` are the changed groups as they were.
        """

    async def learned(self) -> list[Learned]:
        """Give what has been learned about each version."""


class GapStore(Protocol):
    """Groups of questions that the knowledge base has no answer to."""

    async def groups(self) -> list[Group]:
        """Give all groups."""

    async def page(self, states: Sequence[GapState], limit: int, now: datetime) -> list[Gap]:
        """Give the largest groups in these states; those asked last first among equals."""

    async def examples(self, gap: str, limit: int) -> list[Example]:
        """Give the newest questions of a group."""

    async def of_conversation(self, conversation: str) -> list[str]:
        """Give the groups that a conversation's questions are in."""

    async def shrink(self, group: str, weights: Mapping[str, float] | None) -> None:
        """Set what a group is about once it lost a question; None drops one without any left."""

    async def decide(
        self, gap: str, state: GapState, entry: str, by: str, now: datetime, reason: str = ""
    ) -> Group | None:
        """Set how far a group has come; None when there is no such group."""
