"""Tables of the durable log with the projections that change in the same commit."""

from __future__ import annotations

from typing import ClassVar

from sqlalchemy import ColumnElement, Index, literal_column

from refdesk.store.tables.stored import Stored, key, maybe_number, number, number_key, partial

# Written out, never bound: a partial index is found only by a query that repeats its words. Nor are
# they typed: of what it knows to be true or false, SQLAlchemy asks SQLite whether it equals 1.
IN_LINE: ColumnElement[bool] = literal_column("stage IN ('waiting', 'offered')")
CLAIMED: ColumnElement[bool] = literal_column("stage IN ('active', 'held')")
ASKED: ColumnElement[bool] = literal_column("stage = 'asked'")
OPEN: ColumnElement[bool] = literal_column("stage <> 'ended'")
KEPT: ColumnElement[bool] = literal_column("stage = 'ended' AND NOT purged")  # with its bodies
ALARMED: ColumnElement[bool] = literal_column("alarmed_at IS NOT NULL")
_ANSWERED: ColumnElement[bool] = literal_column("first_claimed_at IS NOT NULL")


class ConversationRow(Stored, table=True):
    """The projection of a conversation: plain columns for lists."""

    __tablename__: ClassVar[str] = "conversation"
    __table_args__ = (
        partial(
            "ix_conversation_line",
            "desk",
            "waiting_since",
            "id",
            where=IN_LINE,
        ),
        partial(
            "ix_conversation_asked",
            "desk",
            "promised_at",
            "id",
            where=ASKED,
        ),
        partial(
            "ix_conversation_claimed",
            "holder",
            "desk",
            where=CLAIMED,
        ),
        partial(
            "ix_conversation_waited",
            "desk",
            "first_claimed_at",
            where=_ANSWERED,
        ),
        Index("ix_conversation_opened", "opened_at", "id"),
        partial(
            "ix_conversation_open",
            "opened_at",
            "id",
            where=OPEN,
        ),
        Index(None, "patron"),
        partial(
            "ix_conversation_alarmed",
            "alarmed_at",
            where=ALARMED,
        ),
        partial(
            "ix_conversation_kept",
            "ended_at",
            "id",
            where=KEPT,
        ),
    )

    id: str = key()
    patron: str
    desk: str
    channel: str
    language: str
    stage: str
    head: int = number()
    public_head: int = number()
    holder: str | None = None
    librarian: str | None = None  # who claimed it last, also after the end
    fence: int = number()
    offered_to: str = "[]"
    declined: str = "[]"
    offered_at: int | None = maybe_number()
    waiting_since: int | None = maybe_number()
    promised_at: int | None = maybe_number()
    opened_at: int | None = maybe_number()
    first_claimed_at: int | None = maybe_number()
    first_answered_at: int | None = maybe_number()
    last_said_at: int | None = maybe_number()
    unanswered_since: int | None = maybe_number()
    ended_at: int | None = maybe_number()
    ended_why: str | None = None
    messages: int = 0
    read_level: int = 0
    question_type: str = ""
    outcome: str = ""
    rating: int = 0
    preview: str = ""
    name: str = ""
    suggested: bool = False
    purged: bool = False
    restricted_at: int | None = maybe_number()
    alarmed_at: int | None = maybe_number()


class EventRow(Stored, table=True):
    """An envelope of the log, never changed but for the title of a page that is forgotten.

    `public_seq` is absent where only staff may see it. `text` is the body: absent where there is
    none, or no more once it was emptied; the last column, so that who reads the envelope alone
    never follows a long one.
    """

    __tablename__: ClassVar[str] = "event"

    conversation: str = key()
    seq: int = number_key()
    public_seq: int | None = maybe_number()
    id: str
    kind: str
    version: int
    party: str
    actor: str
    actor_name: str  # of staff only: a patron's name is a body
    at: int = number()
    data: str  # JSON
    cid: str = ""  # of the command that caused it; "" for what nobody sent
    text: str | None = None


class CommandRow(Stored, table=True):
    """A command that was taken: the acknowledgement it gets again (G1)."""

    __tablename__: ClassVar[str] = "command"

    sender: str = key()
    cid: str = key()
    conversation: str
    seq: int = number()
    public_seq: int = number()
    at: int = number()
    event: str
    fingerprint: bytes


class AccessRow(Stored, table=True):
    """A patron key that may follow a conversation."""

    __tablename__: ClassVar[str] = "access"
    __table_args__ = (Index(None, "conversation"),)

    patron: str = key()
    conversation: str = key()


class MarkRow(Stored, table=True):
    """How far one side has received and seen a conversation."""

    __tablename__: ClassVar[str] = "mark"

    conversation: str = key()
    reader: str = key()
    delivered: int = number()
    seen: int = number()


class ReturnCodeRow(Stored, table=True):
    """A return code, hashed."""

    __tablename__: ClassVar[str] = "return_code"
    __table_args__ = (Index(None, "conversation"),)

    hash: bytes = key()
    conversation: str
    until: int = number()


class StreamRow(Stored, table=True):
    """The counter of a stream, raised in the commit that changes it."""

    __tablename__: ClassVar[str] = "stream"

    name: str = key()
    version: int = number()


class DeskRow(Stored, table=True):
    """A service point that takes questions."""

    __tablename__: ClassVar[str] = "desk"

    id: str = key()
