"""Two desks on fakes that share one database, as two nodes do."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from refdesk.bus.local import LocalBus
from refdesk.desk.catching_up import CatchingUp
from refdesk.desk.hub import News
from refdesk.desk.neighbours import Neighbours
from refdesk.desk.sharing import Sharing
from refdesk.domain.actors import Actor
from refdesk.domain.events import Offer
from tests.fakes.desk import MemoryMarks
from tests.fakes.nodes import MemorySigns, MemoryTips
from tests.fakes.whole_desk import Desk


class Follower:
    """A reader that keeps what it was told."""

    def __init__(self) -> None:
        self.told: list[str] = []

    def news(self, news: News) -> None:
        """Take events."""
        self.told.append(f"news {news.conversation.head}")

    def moved(self, conversation: str) -> None:
        """Take that the log goes on."""
        self.told.append("moved")

    def typing(self, conversation: str, actor: Actor) -> None:
        """Take that somebody writes."""

    def suggested(self, conversation: str, of: int, offers: tuple[Offer, ...]) -> None:
        """Take suggestions."""
        self.told.append(f"suggested {of} {len(offers)}")

    def marked(self, conversation: str) -> None:
        """Take that marks moved."""
        self.told.append("marked")


class Node(Desk):
    """A desk that shares its database with another."""

    def __init__(self, other: Node | None = None) -> None:
        super().__init__()
        self.signs: MemorySigns = other.signs if other else MemorySigns()
        self.marks: MemoryMarks = other.marks if other else MemoryMarks()
        if other is not None:
            for sharing in (self.log, self.lists, self.roster):
                sharing.memory = other.memory
            self.roster.rows = other.roster.rows
            self.memory = other.memory
        self.rung: list[tuple[str, int]] = []
        self.hub._ring = lambda stream, version: self.rung.append((stream, version))
        self.tips = MemoryTips(self.memory, self.marks)
        self.turns._deciding._tips = self.tips
        self.catching_up = CatchingUp(self.turns, self.hub, self.tips, self.lists)
        self.hub.react_to_moves(self.suggesting.moved)
        self.presence._neighbours = Neighbours()
        name = "second" if other else "first"
        self.sharing = Sharing(self.presence, LocalBus(name, self.signs), lambda: self.now)

    def follow(self, conversation: str = "c1") -> Follower:
        """Follow a conversation."""
        follower = Follower()
        self.hub.follow(conversation, follower)
        return follower


async def pass_time(
    first: Node | None, second: Node, seconds: int, hearing: Iterable[str] = ()
) -> None:
    """Let both nodes live on; `hearing` are librarians whom the first one hears."""
    for _ in range(seconds):
        for node in (first, second):
            if node is None:
                continue
            node.now += timedelta(seconds=1)
            for staff in hearing if node is first else ():
                node.presence.acted(staff, node.now)
            await node.sharing.exchange()
            await node.assignment.sweep(node.now)
