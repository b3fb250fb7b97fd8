"""What the desk needs from outside: the log, read models, duty, suggestions, clock.

Every adapter passes the same contract suite (`tests/contracts`). Times are aware UTC datetimes.
All methods raise `Unavailable` when the store cannot be reached, `StorageFull` when the disk is
full and `StoreBroken` when it can no longer be trusted.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, NamedTuple, Protocol

from refdesk.domain.conversation import Conversation, Stage
from refdesk.domain.events import Offer, Recorded
from refdesk.domain.redaction import Sealed

Clock = Callable[[], datetime]  # to the millisecond, as the log keeps it
NewId = Callable[[], str]  # random, 13 base-32 characters (65 bits) or more
# Personal data out of what a patron wrote: (desk, conversation, events) -> the same with tokens in
# its place, and the sealed originals.
Cleanse = Callable[
    [str, str, tuple[Recorded, ...]], tuple[tuple[Recorded, ...], tuple[Sealed, ...]]
]


class Receipt(NamedTuple):
    """The acknowledgement of a command: where its last event stands."""

    conversation: str
    seq: int
    public_seq: int  # of its last event for everybody; 0 when it had none
    at: datetime
    id: str
    fingerprint: bytes = b""


@dataclass(frozen=True, slots=True)
class ThreadBinding:
    """A channel's thread (a Telegram chat) and the conversation it is in now."""

    channel: str
    thread: str
    conversation: str
    person: str = ""


@dataclass(frozen=True, slots=True)
class IntakeRow:
    """The proof that a source was taken: unique by (channel, source)."""

    channel: str
    source: str
    thread: str
    person: str = ""


class Append(NamedTuple):
    """All that one commit holds for one conversation.

    `after` is the state with all `recorded` folded in: the projections (list columns) are written
    from it. `sender` and `cid` are empty for the system's own appends. `access` is a patron key
    that may follow the conversation from now on (set when it is opened). `preview` is the newest
    patron text, shortened, or None to leave it. `bind` binds a channel thread; the outgoing rows
    of a bound conversation are written by the store, one per event for everybody that did not
    come from that thread itself. `sealed` are the originals of personal data in the bodies.
    `basis` is the id that the event at `expected_head` must have, of an append decided while that
    one was still on its way; empty: it is durable already.
    """

    conversation: str
    expected_head: int
    recorded: tuple[Recorded, ...]
    after: Conversation
    sender: str = ""
    cid: str = ""
    fingerprint: bytes = b""
    access: str = ""
    preview: str | None = None
    name: str | None = None
    intake: IntakeRow | None = None
    bind: ThreadBinding | None = None
    sealed: tuple[Sealed, ...] = ()
    basis: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """A run of the log in order; `more` says that it goes on."""

    recorded: tuple[Recorded, ...]
    more: bool


UNBOUNDED: Final = 2**62  # bytes of text, where only the number of events is bounded


class Log(Protocol):
    """The durable conversation log (G1-G3)."""

    async def append(self, append: Append) -> Receipt:
        """Write everything in one commit, return after it is synced.

        A (sender, cid) that came before gives the stored receipt again, nothing is written.
        Raises `Conflict` when it came with another fingerprint; `HeadMoved` when another writer
        appended first (PostgreSQL) or its `basis` did not come to be; `Busy` when over 1,000
        appends wait.
        """

    def submit(self, append: Append, tell: Callable[[Receipt | Exception], None]) -> None:
        """Do what `append` does and tell what it returns or raises, once, perhaps at once."""

    async def receipt(self, sender: str, cid: str) -> Receipt | None:
        """Give the stored receipt of a command, if it came before."""

    async def load(self, conversation: str) -> Conversation | None:
        """Replay the whole conversation from its events; None when there is none."""

    async def read_since(
        self,
        conversation: str,
        after: int,
        limit: int = 200,
        *,
        public: bool,
        within: int = UNBOUNDED,
    ) -> Page:
        """Read events after number `after` of the full or the public sequence.

        Their texts are together at most `within` bytes of UTF-8, unless the first alone is more.
        """

    async def event_id(self, conversation: str, seq: int, *, public: bool) -> str | None:
        """Give the id of the event at that number, None when there is none (G5)."""

    async def purged(self, conversation: str) -> bool:
        """Tell whether the conversation's bodies were all emptied."""


class Line(NamedTuple):
    """One conversation in a list, from the projection."""

    conversation: str
    library: str
    desk: str
    stage: Stage
    channel: str
    language: str
    head: int
    public_head: int
    fence: int
    holder: str | None
    waiting_since: datetime | None
    unanswered_since: datetime | None
    opened_at: datetime | None
    offered_at: datetime | None
    last_said_at: datetime | None
    promised_at: datetime | None
    ended_at: datetime | None
    offered_to: frozenset[str] = frozenset()
    declined: frozenset[str] = frozenset()
    preview: str = ""
    name: str = ""
    suggested: bool = False
    patron: str = ""  # the key of who opened it
    restricted: bool = False  # it may only be kept
    alarmed_at: datetime | None = None  # when the crisis text was given last


class Lists(Protocol):
    """Read models of the console's lists: plain columns that change in the same commit."""

    async def line(self, desk: str, limit: int = 200) -> tuple[list[Line], int]:
        """Give the waiting and offered conversations, longest wait first, and their count."""

    async def held_by(self, staff: str, limit: int = 200) -> tuple[list[Line], int]:
        """Give a librarian's claimed conversations, longest unanswered first."""

    async def asked(self, desk: str, limit: int = 200) -> tuple[list[Line], int]:
        """Give the kept questions, nearest promise first, the oldest of one promise first."""

    async def alarmed(self, since: datetime) -> list[Line]:
        """Give the conversations whose patron was given the crisis text since, newest first."""

    async def ended_as_abuse(self, since: datetime) -> list[tuple[str, str, datetime | None]]:
        """Give patron key, conversation, end of what ended as abuse since; no end: open again."""

    async def claimed(self, desk: str) -> list[Line]:
        """Give all active and held conversations of the desk."""

    async def of_patron(self, key: str, limit: int = 20) -> list[Line]:
        """Give the conversations a patron key may follow, newest first."""

    async def by_ids(self, conversations: Sequence[str]) -> list[Line]:
        """Give these conversations, newest first."""

    async def may_follow(self, key: str, conversation: str) -> bool:
        """Tell whether a patron key has access to a conversation."""

    async def position(self, conversation: str) -> int:
        """Give the place in line from 1, 0 when not in the line."""

    async def recent_waits(self, desk: str, since: datetime, limit: int = 50) -> list[float]:
        """Give seconds from opening to claim of conversations claimed since, newest first.

        A question kept for later does not count: its patron was told to come back.
        """

    async def latest_in_thread(self, channel: str, thread: str) -> str | None:
        """Give the conversation a channel thread is bound to."""

    async def desks(self) -> list[str]:
        """Give the ids of all desks."""

    async def version(self, stream: str) -> int:
        """Give the counter of a stream (`desk:<id>`, `kb`, `staff`, `settings`), 0 if new."""


@dataclass(frozen=True, slots=True)
class MarkRow:
    """How far one side has received and seen a conversation, in its own numbers."""

    reader: str  # "patron" or "staff"
    delivered: int
    seen: int


class Marks(Protocol):
    """Delivery and seen watermarks (G7): only ever grow."""

    async def advance(self, conversation: str, reader: str, delivered: int, seen: int) -> bool:
        """Raise the watermarks; False when nothing changed."""

    async def of(self, conversation: str) -> list[MarkRow]:
        """Give the marks of a conversation."""


class ReturnCodes(Protocol):
    """Return codes: hashed, expiring, few tries."""

    async def keep(self, code_hash: bytes, conversation: str, until: datetime) -> None:
        """Store a new code; earlier codes of the conversation end."""

    async def redeem(self, code_hash: bytes, key: str, now: datetime) -> str | None:
        """Use a code once: give `key` access and return the conversation; None when not valid."""


@dataclass(frozen=True, slots=True)
class DutyRow:
    """A librarian who has gone on duty at a desk."""

    staff: str
    name: str
    desk: str
    since: datetime
    capacity: int
    languages: frozenset[str] = frozenset()


class DutyRoster(Protocol):
    """Who is on duty: stored, so that a restart keeps it."""

    async def on_duty(self, desk: str) -> list[DutyRow]:
        """Give the librarians on duty, longest first."""

    async def set_duty(self, staff: str, desk: str, now: datetime, *, on: bool) -> bool:
        """Go on or off duty; False when it was so already. Bumps the stream `desk:<id>`."""


class Suggester(Protocol):
    """The knowledge base, which does not show how it finds."""

    async def suggest(
        self, text: str, language: str, *, staff: bool, key: str = ""
    ) -> Sequence[Offer]:
        """Give up to three entries worth showing, or none; never raises, never waits > 300 ms.

        `key` names the conversation: of several waiting requests only the newest is answered.
        """


@dataclass(frozen=True, slots=True)
class Hours:
    """When a desk is open, asked of the service calendar."""

    open_now: bool
    opens_at: datetime | None
    promised_at: datetime
    today: str  # today's hours in words, e.g. "08.00–20.00"


class Calendar(Protocol):
    """The desk's service hours."""

    def at(self, desk: str, now: datetime, language: str = "id") -> Hours:
        """Give the state of the desk's hours at `now`, today's hours in words of `language`."""
