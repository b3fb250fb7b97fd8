"""Following up: what changes while it is worked on is due again, what failed stays due."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

import pytest

from refdesk.desk.follow_up import FollowUp
from refdesk.domain.actors import Actor, Party
from refdesk.domain.conversation import Conversation
from refdesk.domain.events import Recorded, Said
from refdesk.errors import Unavailable

TALK = Conversation("c1", "main", "ani")
EVENT = Recorded(
    1, 1, "e1", datetime(2026, 3, 2, tzinfo=UTC), Actor(Party.PATRON, "ani"), Said("?")
)


class Work:
    """Work during which something may happen once."""

    def __init__(self) -> None:
        self.done: list[str] = []
        self.follow_up: FollowUp | None = None
        self.fails = False

    def wants(self, conversation: Conversation, recorded: Sequence[Recorded]) -> bool:
        """Want all."""
        return True

    async def prepare(self) -> None:
        """Nothing."""

    async def left(self) -> int:
        """Nothing is left from before."""
        return 0

    async def due(self, after: str, limit: int) -> tuple[list[str], str]:
        """Nothing is left from before."""
        return [], ""

    async def do(self, conversations: Sequence[str]) -> None:
        """Do it; the first time the conversation goes on meanwhile."""
        if self.fails:
            raise Unavailable
        self.done += conversations
        if self.follow_up is not None:
            self.follow_up.react(TALK, (EVENT,))
            self.follow_up = None


async def test_what_changes_meanwhile_is_done_again() -> None:
    """An event that comes while its conversation is read is not left for the next hour."""
    work = Work()
    follow_up = work.follow_up = FollowUp(work, rest=0.0)
    follow_up.react(TALK, (EVENT,))
    await follow_up.settle()
    assert work.done == ["c1", "c1"]


async def test_what_could_not_be_done_stays_due() -> None:
    """A store that cannot be reached loses nothing."""
    work = Work()
    work.fails = True
    follow_up = FollowUp(work, rest=0.0)
    follow_up.react(TALK, (EVENT,))
    with pytest.raises(Unavailable):
        await follow_up.settle()
    assert follow_up.pending == 1
    work.fails = False
    await follow_up.settle()
    assert work.done == ["c1"]
