"""Frames from the server, to patrons or to staff."""

from __future__ import annotations

from typing import Literal

from refdesk.protocol.codes import ErrorCode
from refdesk.protocol.shapes import Cid, Lists, Out
from refdesk.protocol.values import Alarmed, DeskState, Event, Head, Mark, Offer, OnDuty, Row


class Welcome(Out, frozen=True, tag="welcome"):
    """The hello is accepted. `mine` are the conversations this connection may follow."""

    build: str
    at: int
    role: Literal["patron", "staff", "channel"]
    id: str = ""
    name: str = ""
    roles: list[str] = []
    on_duty: bool = False
    mine: list[Head] = []


class Events(Out, frozen=True, tag="events"):
    """Events in order; `more` says that the next page follows."""

    conversation: str
    events: list[Event]
    more: bool = False


class Live(Out, frozen=True, tag="live"):
    """The reader has everything up to `head`; sent again when marks change."""

    conversation: str
    head: int
    stage: str = ""
    fence: int = 0  # for the librarian who holds the claim
    marks: list[Mark] = []


class Reset(Out, frozen=True, tag="reset"):
    """Drop what is held of this conversation: the log is not the one the reader knew."""

    conversation: str
    reason: Literal["rewound", "purged"]


class Ack(Out, frozen=True, tag="ack"):
    """The command is durable: `seq` is that of its last event for this reader."""

    cid: Cid
    conversation: str
    seq: int
    at: int
    id: str = ""  # of that event; only told to staff


class Error(Out, frozen=True, tag="error"):
    """A command (`cid`) or frame was refused; nothing was kept. `text` is for people."""

    code: ErrorCode
    text: str = ""
    key: str = ""
    cid: str = ""
    conversation: str = ""
    retry_after: float = 0.0  # seconds


class State(Out, frozen=True, tag="state"):
    """The whole state of a watched list; only the field of `what` is filled."""

    what: Lists
    version: int
    count: int = 0
    rows: list[Row] = []
    duty: list[OnDuty] = []
    alarms: list[Alarmed] = []  # beside `duty`, for coordinators: of the last 24 hours
    desk: DeskState | None = None


class Suggestions(Out, frozen=True, tag="suggestions"):
    """Suggestions for the librarian, for the patron's message `of`; empty means silence."""

    conversation: str
    of: int
    offers: list[Offer] = []


class Writes(Out, frozen=True, tag="typing"):
    """Somebody is writing in this conversation; forget it after 6 s."""

    conversation: str
    by: Literal["patron", "staff"]
    name: str = ""


class ReturnCode(Out, frozen=True, tag="return_code"):
    """A return code, shown once: 10 base-32 characters, valid until `until`."""

    conversation: str
    code: str
    until: int


class Ping(Out, frozen=True, tag="ping"):
    """Answer with pong; `heads` are the heads of the followed conversations."""

    heads: dict[str, int] = {}


class Reload(Out, frozen=True, tag="reload"):
    """The page is older than the server: renew it when nothing is unsent."""
