"""The channel contract: frames between the server and a channel that is not ours."""

from __future__ import annotations

from typing import Literal

import msgspec

from refdesk.protocol.shapes import Cid, In, Out
from refdesk.protocol.values import Event


class ChannelHello(In, frozen=True, tag="hello"):
    """The first frame of a channel, e.g. channel `telegram:123456`."""

    role: Literal["channel"]
    build: str
    channel: str
    secret: str


class Take(In, frozen=True, tag="take"):
    """Become the one holder of a part of the channel."""

    part: Literal["in", "out"]


class ChannelText(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag="text"):
    """Somebody wrote."""

    body: str


class ChannelEdit(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag="edit"):
    """Somebody corrected the message that `source` named."""

    of: str
    body: str


class ChannelPress(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag="press"):
    """Somebody pressed a button."""

    button: Literal["helped", "unhelped", "rate", "end", "forget"]
    conversation: str = ""  # the one the button was under; empty: the thread's present one
    entry: str = ""
    score: int = 0


class Intake(In, frozen=True, tag="intake"):
    """One act from outside, once: `source` names the thing, not the update."""

    cid: Cid
    fence: int
    source: str
    thread: str
    act: ChannelText | ChannelEdit | ChannelPress
    person: str = ""
    name: str = ""
    lang: str = "id"
    campaign: str = ""  # the start parameter of a deep link


class Inquiry(In, frozen=True, tag="inquiry"):
    """The person of a thread asks for all their data, or what they agreed to.

    `given` sets what they agree to first: all purposes that are not in it are refused. A text is
    told in pieces: the next begins at `at`, as the answer before said.
    """

    cid: Cid
    fence: int
    thread: str
    what: Literal["data", "consents"]
    lang: str = "id"
    at: int = 0
    given: list[str] | None = None


class Stumble(In, frozen=True, tag="stumble"):
    """An update could not be understood; the 5th try quarantines it, without its text."""

    source: str
    reason: str
    fence: int


class Hooked(In, frozen=True, tag="hooked"):
    """The webhook call `id` is dealt with: answer it with this status."""

    id: str
    status: int = 200


class Trying(In, frozen=True, tag="trying"):
    """The next Bot API call for row `n` of the thread is about to be made; `part` from 0."""

    thread: str
    n: int
    fence: int
    part: int = 0


class Sent(In, frozen=True, tag="sent"):
    """Row `n` has gone out; `refs` are the ids of the messages it became."""

    thread: str
    n: int
    fence: int
    refs: list[str] = []


class UnknownFate(In, frozen=True, tag="unknown"):
    """The call for row `n` timed out: perhaps it went out; it will be resent, marked."""

    thread: str
    n: int
    fence: int
    part: int = 0


class Failed(In, frozen=True, tag="failed"):
    """Row `n` cannot be sent (the patron blocked the bot, the chat is gone)."""

    thread: str
    n: int
    fence: int
    reason: str


class Wait(In, frozen=True, tag="wait"):
    """The other side asks to wait until `until` (milliseconds) for one chat or for all."""

    chat: str  # a thread, or "all"
    until: int
    fence: int


class Taken(Out, frozen=True, tag="taken"):
    """The part is yours until `until` (milliseconds); every frame about it carries `fence`."""

    part: Literal["in", "out"]
    fence: int
    until: int


class Took(Out, frozen=True, tag="took"):
    """The intake is durable."""

    cid: Cid
    source: str
    conversation: str
    seq: int
    duplicate: bool = False
    note: str = ""  # a message key for the person, e.g. `nothing_to_edit`
    receipt: str = ""  # of an erasure: a number to quote


class Inquired(Out, frozen=True, tag="inquired"):
    """A piece of the answer in the person's language; `next` is where it goes on, 0 at the end."""

    cid: Cid
    text: str
    next: int = 0


class Stumbled(Out, frozen=True, tag="stumbled"):
    """The stumble is counted."""

    source: str
    tries: int
    quarantined: bool


class Hook(Out, frozen=True, tag="hook"):
    """A webhook call to deal with; answer with hooked."""

    id: str
    headers: dict[str, str]
    body: str


class Send(Out, frozen=True, tag="send"):
    """Deliver this event to the thread; one unsettled per thread."""

    thread: str
    n: int
    conversation: str
    event: Event
    lang: str = "id"
    again: bool = False  # an earlier try may have gone out: mark it
    part: int = 0  # the first part still missing
    refs: dict[int, str] = {}  # public seq of an edited or answered message -> its message id


class Tried(Out, frozen=True, tag="tried"):
    """The trying is stored: make the call."""

    thread: str
    n: int
    part: int
