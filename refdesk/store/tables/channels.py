"""Tables of the channel contract (G13, G14)."""

from __future__ import annotations

from typing import ClassVar

from sqlalchemy import Index, text

from refdesk.store.tables.stored import Stored, key, maybe_number, number, number_key, partial

_UNSETTLED = text("settled_at IS NULL")


class ThreadRow(Stored, table=True):
    """A channel's thread with the conversation it is in now; `n` counts its outgoing rows."""

    __tablename__: ClassVar[str] = "thread"
    __table_args__ = (Index(None, "conversation"),)

    channel: str = key()
    thread: str = key()
    conversation: str
    person: str
    n: int = number()


class IntakeRow(Stored, table=True):
    """A source that was taken, with the reply it gets again; no conversation: it caused nothing."""

    __tablename__: ClassVar[str] = "intake"

    channel: str = key()
    source: str = key()
    thread: str
    person: str = ""
    conversation: str = ""
    seq: int = number()
    public_seq: int = number()
    message: int = number()  # seq of the text it became, 0 when it became none
    at: int = number()
    event: str = ""
    fingerprint: bytes = b""
    note: str = ""


class OutgoingRow(Stored, table=True):
    """An event to deliver to a thread; `settled_at` is set when it was sent or has failed."""

    __tablename__: ClassVar[str] = "outgoing"
    __table_args__ = (
        partial(
            "ix_outgoing_unsettled",
            "channel",
            "thread",
            "n",
            where=_UNSETTLED,
        ),
    )

    channel: str = key()
    thread: str = key()
    n: int = number_key()
    conversation: str
    seq: int = number()
    at: int = number()
    state: str
    part: int = 0
    settled_at: int | None = maybe_number()
    why: str = ""


class PartRow(Stored, table=True):
    """The one holder of a part of a channel."""

    __tablename__: ClassVar[str] = "channel_part"

    channel: str = key()
    part: str = key()
    holder: str
    fence: int = number()
    until: int = number()


class WaitRow(Stored, table=True):
    """A wait that the other side asked for, for one thread or "all"."""

    __tablename__: ClassVar[str] = "channel_wait"

    channel: str = key()
    chat: str = key()
    until: int = number()


class StumbleRow(Stored, table=True):
    """A source that could not be understood, without its text; what stands for it names no chat."""

    __tablename__: ClassVar[str] = "stumble"

    channel: str = key()
    source: str = key()
    tries: int
    reason: str


class MessageRefRow(Stored, table=True):
    """The message id under which the channel knows an event."""

    __tablename__: ClassVar[str] = "message_ref"

    channel: str = key()
    thread: str = key()
    conversation: str = key()
    public_seq: int = number_key()
    ref: str
