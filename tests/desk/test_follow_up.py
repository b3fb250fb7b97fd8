"""Following up: what changes while it is worked on is due again, what failed stays due."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from refdesk.desk import follow_up as following
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

    kinds = frozenset({"said"})

    def __init__(self) -> None:
        self.done: list[str] = []
        self.follow_up: FollowUp | None = None
        self.fails = False
        self.strange = ""
        self.tried = asyncio.Event()

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
        self.tried.set()
        if self.fails:
            raise Unavailable
        if self.strange in conversations:
            raise ValueError
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


async def test_what_could_not_be_done_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """After the pause it is done, though nothing else changes."""
    monkeypatch.setattr(following, "WAIT", 0.01)
    work = Work()
    work.fails = True
    follow_up = FollowUp(work, rest=0.0)
    follow_up.react(TALK, (EVENT,))
    running = asyncio.create_task(follow_up.run())
    async with asyncio.timeout(5):
        await work.tried.wait()
        work.tried.clear()
        work.fails = False
        await work.tried.wait()
    running.cancel()
    assert work.done == ["c1"]


async def test_a_strange_conversation_keeps_out_itself_only() -> None:
    """Those that are worked on together with one that fails are done without it."""
    work = Work()
    work.strange = "c2"
    follow_up = FollowUp(work, rest=0.0)
    for name in ("c1", "c2", "c3"):
        follow_up.react(replace(TALK, id=name), (EVENT,))
    await follow_up.settle()
    assert work.done == ["c1", "c3"]
