"""The desk's smaller ports in memory: roster, marks, return codes, calendar, suggester."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from refdesk.desk.ports import DutyRow, Hours, MarkRow
from refdesk.domain.events import Offer
from tests.fakes.log import Memory


class MemoryRoster:
    """A `DutyRoster`; `capacity` and `languages` are those of every librarian."""

    def __init__(self, memory: Memory, capacity: int = 5) -> None:
        self.memory = memory
        self.capacity = capacity
        self.rows: dict[tuple[str, str], DutyRow] = {}

    async def on_duty(self, desk: str) -> list[DutyRow]:
        """Give who is on duty, longest first."""
        rows = [row for (_, at), row in self.rows.items() if at == desk]
        return sorted(rows, key=lambda row: (row.since, row.staff))

    async def set_duty(self, staff: str, desk: str, now: datetime, *, on: bool) -> bool:
        """Go on or off duty."""
        if on is ((staff, desk) in self.rows):
            return False
        if on:
            row = DutyRow(staff, staff.capitalize(), desk, now, self.capacity)
            self.rows[staff, desk] = row
        else:
            del self.rows[staff, desk]
        self.memory.bump(f"desk:{desk}")
        return True


class MemoryMarks:
    """A `Marks`."""

    def __init__(self) -> None:
        self.rows: dict[str, dict[str, MarkRow]] = {}

    async def advance(self, conversation: str, reader: str, delivered: int, seen: int) -> bool:
        """Raise the watermarks."""
        rows = self.rows.setdefault(conversation, {})
        old = rows.get(reader, MarkRow(reader, 0, 0))
        new = MarkRow(reader, max(old.delivered, delivered, seen), max(old.seen, seen))
        rows[reader] = new
        return new != old

    async def of(self, conversation: str) -> list[MarkRow]:
        """Give the marks of a conversation."""
        return sorted(self.rows.get(conversation, {}).values(), key=lambda row: row.reader)


class MemoryCodes:
    """A `ReturnCodes`."""

    def __init__(self, memory: Memory) -> None:
        self.memory = memory
        self.rows: dict[bytes, tuple[str, datetime]] = {}

    async def keep(self, code_hash: bytes, conversation: str, until: datetime) -> None:
        """Store a new code in place of earlier ones."""
        self.rows = {code: row for code, row in self.rows.items() if row[0] != conversation}
        self.rows[code_hash] = (conversation, until)

    async def redeem(self, code_hash: bytes, key: str, now: datetime) -> str | None:
        """Use a code once."""
        row = self.rows.get(code_hash)
        if row is None or now >= row[1]:
            return None
        del self.rows[code_hash]
        self.memory.access.add((key, row[0]))
        return row[0]


@dataclass
class PlainCalendar:
    """A `Calendar` that promises the same time tomorrow."""

    is_open: bool = True

    def at(self, desk: str, now: datetime, language: str = "id") -> Hours:
        """Give the same hours whatever the time."""
        return Hours(self.is_open, None, now + timedelta(days=1), "08.00–16.00")


@dataclass
class KnownAnswers:
    """A `Suggester` that knows the questions in `entries`: word -> entry."""

    entries: dict[str, str] = field(default_factory=dict)
    asked: list[tuple[str, bool]] = field(default_factory=list)
    broken: bool = False

    async def suggest(
        self, text: str, language: str, *, staff: bool, key: str = ""
    ) -> Sequence[Offer]:
        """Give the entries whose word is in the text."""
        self.asked.append((text, staff))
        if self.broken:
            raise KeyError(key)
        found = [entry for word, entry in self.entries.items() if word in text]
        return tuple(Offer(entry, language, entry.capitalize(), 0.9) for entry in found[:3])
