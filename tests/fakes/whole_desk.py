"""A whole desk on fakes, with a clock that a test turns by hand."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from itertools import count

from refdesk.desk.assignment import Assignment
from refdesk.desk.channels import Channels
from refdesk.desk.deciding import Deciding
from refdesk.desk.hub import Hub
from refdesk.desk.intake import Intake
from refdesk.desk.orders import Rules
from refdesk.desk.pausing import Pausing
from refdesk.desk.ports import Receipt
from refdesk.desk.presence import Presence
from refdesk.desk.reception import Reception, Welcome
from refdesk.desk.situations import Situations
from refdesk.desk.staffing import Staffing
from refdesk.desk.suggesting import Suggesting
from refdesk.desk.turn import Turns
from refdesk.domain import commands as c
from refdesk.domain.actors import Actor, Party, StaffRole
from refdesk.domain.conversation import Conversation
from refdesk.domain.events import Recorded
from refdesk.domain.patience import Patience
from refdesk.domain.routing import Mode
from refdesk.people.authority import authorise
from tests.fakes.channels import MemoryChannels
from tests.fakes.desk import KnownAnswers, MemoryCodes, MemoryRoster, PlainCalendar
from tests.fakes.lists import MemoryLists
from tests.fakes.log import Memory, MemoryLog

MORNING = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)  # a Monday, 09.00 in Jakarta


def patron(key: str = "p1") -> Actor:
    """Give a patron."""
    return Actor(Party.PATRON, key)


def librarian(staff: str) -> Actor:
    """Give a librarian, named like the id."""
    return Actor(Party.STAFF, staff, staff.capitalize(), roles=frozenset({StaffRole.LIBRARIAN}))


class Desk:
    """Everything between the wire and the store; `told` is what the hub was given."""

    def __init__(self, capacity: int = 5, mode: Mode = Mode.OFFER_TO_ALL) -> None:
        self.now = MORNING
        self.memory = Memory()
        self.log = MemoryLog(self.memory)
        self.lists = MemoryLists(self.memory)
        self.roster = MemoryRoster(self.memory, capacity)
        self.presence = Presence(self.now - timedelta(hours=1))
        self.hub = Hub()
        self.told: list[Recorded] = []
        self.hub.react(lambda _, recorded: self.told.extend(recorded))
        staffing = Staffing(self.roster, self.lists, self.presence)
        self.situations = Situations(staffing, PlainCalendar(), Patience(), mode)
        numbers = count(1)
        self.deciding = Deciding(
            self.log,
            self.situations,
            self.hub,
            rules=Rules(authorise, self.lists.may_follow),
            clock=lambda: self.now,
            new_id=lambda: f"e{next(numbers)}",
        )
        self.turns = Turns(self.deciding)
        self.assignment = Assignment(
            self.turns,
            self.lists,
            self.roster,
            self.presence,
            self.situations,
            self.hub,
            lambda: self.now,
        )
        self.answers = KnownAnswers()
        self.suggesting = Suggesting(self.turns, self.log, self.answers, self.hub)
        self.codes = MemoryCodes(self.memory)
        hour = timedelta(hours=1)
        self.pausing = Pausing(self.lists.ended_as_abuse, lambda: self.now, hour)
        self.reception = Reception(
            self.turns,
            self.lists,
            self.codes,
            lambda: self.now,
            lambda n: bytes((number * 7 + next(numbers)) % 256 for number in range(n)),
            b"key of the test",
            welcome=Welcome(pauses=self.pausing.pauses),
        )
        self.hub.attend(self.pausing)
        self.channel_store = MemoryChannels(self.memory)
        self.intake = Intake(
            self.turns, self.reception, self.lists, self.channel_store, b"another key"
        )
        self.channels = Channels(self.channel_store, self.intake, lambda: self.now)
        self.hub.react(self.channels.react)
        self.hub.attend(self.assignment)
        self.hub.attend(self.suggesting)

    async def on_duty(self, *staff: str) -> None:
        """Connect librarians, then put them on duty."""
        for one in staff:
            self.presence.connected(one, self.now)
            await self.assignment.set_duty(librarian(one), on=True)

    async def ask(self, text: str = "jam buka?", conversation: str = "c1") -> Receipt:
        """Open a conversation as the patron p1."""
        opening = c.Open(text, "web", "id")
        return await self.turns.take(patron(), conversation, opening, cid=f"open-{conversation}")

    async def state(self, conversation: str = "c1") -> Conversation:
        """Give the state as the log has it."""
        loaded = await self.log.load(conversation)
        assert loaded is not None
        return loaded

    async def later(self, hearing: Iterable[str] = (), **span: float) -> None:
        """Let time pass in steps of a second, sweeping; `hearing` are librarians still heard of."""
        end = self.now + timedelta(**span)
        while self.now < end:
            self.now = min(end, self.now + timedelta(seconds=1))
            for staff in hearing:
                self.presence.heard(staff, self.now)
            await self.assignment.sweep(self.now)

    def kinds(self, conversation: str = "c1") -> list[str]:
        """Give the kinds of all events of a conversation in order."""
        return [one.event.kind for one in self.memory.events.get(conversation, [])]
