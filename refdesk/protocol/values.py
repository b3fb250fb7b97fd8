"""The values that frames carry: events, marks, list rows, offers."""

from __future__ import annotations

from typing import Literal

import msgspec


class Value(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The base of all wire values: fields equal to their default are left out."""


class Offer(Value, frozen=True):
    """A suggested entry: `entry` and `language` name it, `title` and `answer` are shown."""

    entry: str
    language: str
    title: str
    kind: str = "faq"
    answer: str = ""  # safe HTML, for the patron's panel and the console
    text: str = ""  # the same as plain text, for Telegram, terminal and insert
    url: str = ""  # public page, relative to the server's address
    score: float = 0.0
    why: str = ""  # matched words, for librarians


class Event(Value, frozen=True):
    """One event of a conversation as its reader may see it.

    `seq` is the number in the reader's own sequence: the public one for a patron or channel, the
    full one for staff. Which of the later fields are present depends on `kind`, see PROTOCOL.md.
    A client steps over a `kind` it does not know, keeping `seq`.
    """

    seq: int
    id: str
    at: int  # milliseconds since 1970, server's clock
    kind: str
    by: Literal["patron", "staff", "system"]
    who: str = ""  # staff id, only told to staff
    name: str = ""  # the name to show
    cid: str = ""  # told to the sender's own connections: pairs with the local echo
    body: str = ""
    of: int = 0  # the seq (reader's own) of the event this one is about
    staff_only: bool = False
    entry: str = ""
    verdict: str = ""
    offers: list[Offer] = []
    to: list[str] = []
    why: str = ""
    promised_at: int = 0
    language: str = ""
    channel: str = ""
    page: str = ""
    source: str = ""
    previous: str = ""
    read_level: int = 0
    question_type: str = ""
    outcome: str = ""
    score: int = 0
    danger: bool = False  # only told to staff: a patron's words that may mean danger


class Mark(Value, frozen=True):
    """How far a reader has received and seen a conversation, in the receiver's own numbers."""

    reader: Literal["patron", "staff"]
    delivered: int = 0
    seen: int = 0


class Head(Value, frozen=True):
    """A conversation the connection may follow and its present head."""

    conversation: str
    head: int
    stage: str
    opened_at: int = 0
    channel: str = ""


class Row(Value, frozen=True):
    """One conversation in a watched list."""

    conversation: str
    stage: str
    channel: str
    language: str
    head: int
    since: int = 0  # waiting (or unanswered, or asked) since, milliseconds
    preview: str = ""  # the beginning of the newest patron text
    name: str = ""  # the patron's, if given
    holder: str = ""  # staff id
    holder_name: str = ""
    promised_at: int = 0
    offered: bool = False  # offered to the receiver
    unanswered: bool = False
    fence: int = 0  # only where the receiver holds the claim
    suggested: bool = False  # the knowledge base offered something
    danger: bool = False  # the preview holds words that may mean danger; earlier texts do not count


class OnDuty(Value, frozen=True):
    """A librarian on duty and their load."""

    staff: str
    name: str
    connected: bool
    load: int
    capacity: int


class Alarmed(Value, frozen=True):
    """A conversation in which the crisis text was given, for coordinators."""

    conversation: str
    at: int
    name: str = ""  # the librarian's


class DeskState(Value, frozen=True):
    """What the patron is told about the desk."""

    open: bool  # somebody is on duty
    opens_at: int = 0  # next opening, milliseconds; 0 when open or unknown
    promised_at: int = 0  # when a question asked now is promised an answer
    position: int = 0  # place in line of the patron's waiting conversation, from 1; 0 none
    wait: int = 0  # honest estimate in seconds from the last hours; 0 unknown
    hours: str = ""  # today's hours in words, reader's language
