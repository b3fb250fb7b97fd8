"""What can be recorded about a conversation: events in the past tense.

Texts live in the field named `body` only: the store keeps bodies apart from envelopes, so that a
body can be emptied once without touching the log. An event is for everybody or for staff, fixed
by its class and never changed after the append (G6).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import ClassVar, NamedTuple

from refdesk.domain.actors import Actor


class Audience(StrEnum):
    """Who may see an event."""

    EVERYBODY = "everybody"
    STAFF = "staff"


class EndedWhy(StrEnum):
    """Why a conversation ended."""

    LIBRARIAN = "librarian"
    PATRON = "patron"
    HELPED = "helped"  # a suggestion answered it
    SILENCE = "silence"  # nobody wrote for the settable time


class ReturnedWhy(StrEnum):
    """Why a claimed conversation went back to the waiting line."""

    LIBRARIAN = "librarian"
    VANISHED = "vanished"
    OFF_DUTY = "off_duty"


class Verdict(StrEnum):
    """What a suggestion did for the question."""

    HELPED = "helped"  # patron: this answered me
    UNHELPED = "unhelped"  # patron: ask a librarian all the same
    INSERTED = "inserted"  # librarian sent it as it stands
    EDITED = "edited"  # librarian sent it changed
    REJECTED = "rejected"  # librarian waved it away


@dataclass(frozen=True, slots=True)
class Offer:
    """One suggested entry as shown: a snapshot, so that the transcript stays readable later."""

    entry: str
    language: str
    title: str
    score: float


@dataclass(frozen=True, slots=True)
class Event:
    """The base of all events; `kind` is the stored name, `version` that of the stored shape."""

    kind: ClassVar[str] = ""
    version: ClassVar[int] = 1
    audience: ClassVar[Audience] = Audience.EVERYBODY


@dataclass(frozen=True, slots=True)
class Opened(Event):
    """A patron began a conversation; `body` is the name they gave, if any."""

    kind: ClassVar[str] = "opened"
    desk: str
    channel: str
    language: str
    body: str = ""
    page: str = ""  # title of the page the patron came from
    source: str = ""  # campaign tag of a link or QR code
    previous: str = ""  # the ended conversation this one continues


@dataclass(frozen=True, slots=True)
class Suggested(Event):
    """The knowledge base offered entries for the message `of`; never none (silence is no event)."""

    kind: ClassVar[str] = "suggested"
    of: int
    offers: tuple[Offer, ...]


@dataclass(frozen=True, slots=True)
class Judged(Event):
    """Somebody said what a suggestion was worth; `entry` is empty when all were waved away."""

    kind: ClassVar[str] = "judged"
    entry: str
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class StaffJudged(Event):
    """A librarian's verdict on a suggestion, for ranking; the patron never sees it."""

    kind: ClassVar[str] = "staff_judged"
    audience: ClassVar[Audience] = Audience.STAFF
    entry: str
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Offered(Event):
    """The conversation was offered to these librarians; the first claim wins."""

    kind: ClassVar[str] = "offered"
    audience: ClassVar[Audience] = Audience.STAFF
    to: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Declined(Event):
    """One librarian passed on the offer."""

    kind: ClassVar[str] = "declined"
    audience: ClassVar[Audience] = Audience.STAFF
    staff: str


@dataclass(frozen=True, slots=True)
class Lapsed(Event):
    """Nobody claimed the offer in time (45 s by default), or all declined."""

    kind: ClassVar[str] = "lapsed"
    audience: ClassVar[Audience] = Audience.STAFF


@dataclass(frozen=True, slots=True)
class Asked(Event):
    """Nobody is on duty: the question is kept and an answer promised by `promised_at`."""

    kind: ClassVar[str] = "asked"
    promised_at: datetime


@dataclass(frozen=True, slots=True)
class Claimed(Event):
    """A librarian took the conversation; its seq is the fence of their later writes (G11)."""

    kind: ClassVar[str] = "claimed"
    staff: str
    name: str


@dataclass(frozen=True, slots=True)
class Transferred(Event):
    """The conversation went to a colleague; the hand-over note is a Noted of its own."""

    kind: ClassVar[str] = "transferred"
    to: str
    name: str


@dataclass(frozen=True, slots=True)
class Returned(Event):
    """The conversation went back to the waiting line."""

    kind: ClassVar[str] = "returned"
    why: ReturnedWhy


@dataclass(frozen=True, slots=True)
class Held(Event):
    """The librarian searches: the patron knows that it takes a while."""

    kind: ClassVar[str] = "held"


@dataclass(frozen=True, slots=True)
class Resumed(Event):
    """The librarian is back."""

    kind: ClassVar[str] = "resumed"


@dataclass(frozen=True, slots=True)
class Said(Event):
    """Somebody wrote; `entry` names the suggestion a librarian's text came from."""

    kind: ClassVar[str] = "said"
    body: str
    entry: str = ""


@dataclass(frozen=True, slots=True)
class Edited(Event):
    """The message `of` reads otherwise now; both versions stay in the log."""

    kind: ClassVar[str] = "edited"
    of: int
    body: str


@dataclass(frozen=True, slots=True)
class Noted(Event):
    """A staff-only remark."""

    kind: ClassVar[str] = "noted"
    audience: ClassVar[Audience] = Audience.STAFF
    body: str


@dataclass(frozen=True, slots=True)
class Ended(Event):
    """The conversation is over."""

    kind: ClassVar[str] = "ended"
    why: EndedWhy


@dataclass(frozen=True, slots=True)
class Reopened(Event):
    """The same patron wrote again within the re-open window."""

    kind: ClassVar[str] = "reopened"


@dataclass(frozen=True, slots=True)
class Coded(Event):
    """The librarian coded the conversation (READ level 1-6, operational question type, outcome)."""

    kind: ClassVar[str] = "coded"
    audience: ClassVar[Audience] = Audience.STAFF
    read_level: int
    question_type: str
    outcome: str = ""


@dataclass(frozen=True, slots=True)
class Rated(Event):
    """The patron rated the conversation 1-5; `body` is their comment."""

    kind: ClassVar[str] = "rated"
    score: int
    body: str = ""


@dataclass(frozen=True, slots=True)
class Redacted(Event):
    """The body of the event `of` was emptied in the same commit."""

    kind: ClassVar[str] = "redacted"
    of: int


@dataclass(frozen=True, slots=True)
class Forgotten(Event):
    """All bodies of the conversation were emptied in the same commit."""

    kind: ClassVar[str] = "forgotten"


@dataclass(frozen=True, slots=True)
class Unknown(Event):
    """An event of a kind this release does not know: kept, counted, not interpreted."""

    name: str


class Recorded(NamedTuple):
    """An event in its place in the log: the envelope.

    `seq` counts all events of the conversation from 1 without holes, `public_seq` those for
    everybody (None for a staff event). `id` is random and tells two histories apart (G5). `cid` is
    the command that caused it, for the sender's own connections to pair with what they sent.
    """

    seq: int
    public_seq: int | None
    id: str
    at: datetime
    by: Actor
    event: Event
    cid: str = ""
