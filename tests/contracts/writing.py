"""Conversations written to a log event by event, for tests of what a log keeps."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from refdesk.desk.ports import Append, IntakeRow, Log, Receipt, ThreadBinding
from refdesk.domain import events as e
from refdesk.domain.actors import SYSTEM, Actor, Party
from refdesk.domain.conversation import Conversation, replay
from refdesk.domain.placing import place

NOON = datetime(2026, 3, 2, 5, 0, tzinfo=UTC)
PATRON = Actor(Party.PATRON, "key-of-ani")
SARI = Actor(Party.STAFF, "sari", "Sari")
_numbers = itertools.count(1)


def new_id() -> str:
    """Give an id that no other event has."""
    return f"e{next(_numbers)}"


@dataclass
class Story:
    """One conversation: `state` is the fold of what was appended so far."""

    log: Log
    id: str
    patron: Actor = PATRON
    now: datetime = NOON
    state: Conversation = field(init=False)
    history: list[e.Recorded] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.state = Conversation(self.id, "main", self.patron.id)

    def prepare(self, *events: e.Event, by: Actor = PATRON, **more: object) -> Append:
        """Give an append of these events on the present state without making it."""
        recorded = place(self.state, events, by, self.now, new_id, str(more.get("cid", "")))
        after = replay(self.state, recorded)
        sender = "" if by is SYSTEM else by.sender
        values: dict[str, object] = {"sender": sender, **more}
        return Append(self.id, self.state.head, recorded, after, **values)  # type: ignore[arg-type]

    def chain(self, *bodies: str) -> list[Append]:
        """Give appends of texts that each rest on the one before; none is made."""
        appends: list[Append] = []
        state, basis = self.state, ""
        for body in bodies:
            cid = f"k-{body}"
            recorded = place(state, (e.Said(body),), PATRON, self.now, new_id, cid)
            after = replay(state, recorded)
            appends.append(
                Append(
                    self.id,
                    state.head,
                    recorded,
                    after,
                    sender=PATRON.sender,
                    cid=cid,
                    fingerprint=b"f",
                    basis=basis,
                )
            )
            state, basis = after, recorded[-1].id
        return appends

    async def make(self, append: Append) -> Receipt:
        """Make a prepared append, then take its state as the present one."""
        receipt = await self.log.append(append)
        self.state = append.after
        self.history += append.recorded
        return receipt

    async def write(self, *events: e.Event, by: Actor = PATRON, **more: object) -> Receipt:
        """Append events as one command."""
        return await self.make(self.prepare(*events, by=by, **more))

    async def open(self, text: str = "jam buka?", *more: e.Event, name: str = "") -> Receipt:
        """Open with a first text."""
        opened = e.Opened("main", "web", "id", body=name)
        return await self.write(
            opened, e.Said(text), *more, access=self.patron.id, preview=text, name=name
        )

    async def claim(self, by: Actor = SARI) -> Receipt:
        """Let a librarian claim it."""
        return await self.write(e.Claimed(by.id, by.name), by=by)

    def later(self, **span: float) -> None:
        """Let time pass."""
        self.now += timedelta(**span)


def from_thread(source: str, thread: str = "77") -> IntakeRow:
    """Give the intake of a source in a Telegram thread."""
    return IntakeRow("telegram:1", source, thread, "person")


def bound(conversation: str, thread: str = "77") -> ThreadBinding:
    """Give the binding of a Telegram thread."""
    return ThreadBinding("telegram:1", thread, conversation, "person")
