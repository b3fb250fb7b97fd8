"""Frames to the server, from patrons or from staff."""

from __future__ import annotations

from refdesk.protocol.shapes import After, Cid, In, Lists, Verdict


class Pong(In, frozen=True, tag="pong"):
    """Answer to a ping, at once."""


class Follow(In, frozen=True, tag="follow"):
    """Send what follows `after` in this conversation, and all that comes; also to ask for a gap."""

    conversation: str
    after: After = (0, "")


class Unfollow(In, frozen=True, tag="unfollow"):
    """Stop sending this conversation."""

    conversation: str


class Watch(In, frozen=True, tag="watch"):
    """Answer with the whole state of a list, now and after each change."""

    what: Lists


class Unwatch(In, frozen=True, tag="unwatch"):
    """Stop sending this list."""

    what: Lists


class Typing(In, frozen=True, tag="typing"):
    """The sender is writing; at most one every 3 s, droppable."""

    conversation: str


class Seen(In, frozen=True, tag="seen"):
    """The reader has everything up to `delivered` and looked at everything up to `seq`."""

    conversation: str
    seq: int
    delivered: int = 0


class Hello(In, frozen=True, tag="hello"):
    """The first frame of a patron (with `token`) or of staff (without: the cookie speaks)."""

    build: str
    token: str = ""  # 256 random bits, base64url without padding, made by the browser
    lang: str = "id"
    conversations: dict[str, After] = {}


class Open(In, frozen=True, tag="open"):
    """Begin a conversation; the conversation's id comes with the acknowledgement."""

    cid: Cid
    body: str
    lang: str = "id"
    name: str = ""
    page: str = ""
    source: str = ""
    previous: str = ""


class Say(In, frozen=True, tag="say"):
    """Write a text. Staff prove the claim by `fence`; `entry` names an inserted suggestion."""

    cid: Cid
    conversation: str
    body: str
    fence: int = 0
    entry: str = ""
    edited: bool = False


class Edit(In, frozen=True, tag="edit"):
    """Correct one's own message `of` (reader's own seq)."""

    cid: Cid
    conversation: str
    of: int
    body: str
    fence: int = 0


class Judge(In, frozen=True, tag="judge"):
    """Say what a suggestion was worth: patrons helped/unhelped, staff rejected."""

    cid: Cid
    conversation: str
    verdict: Verdict
    entry: str = ""


class End(In, frozen=True, tag="end"):
    """End the conversation."""

    cid: Cid
    conversation: str
    fence: int = 0


class Rate(In, frozen=True, tag="rate"):
    """Rate the ended conversation, 1 (bad) to 5 (very good)."""

    cid: Cid
    conversation: str
    score: int
    comment: str = ""


class AskCode(In, frozen=True, tag="ask_code"):
    """Ask for a return code, to continue elsewhere."""

    conversation: str


class Claim(In, frozen=True, tag="claim"):
    """Take the conversation; the acknowledgement's `seq` is the fence."""

    cid: Cid
    conversation: str


class Decline(In, frozen=True, tag="decline"):
    """Pass on an offer."""

    cid: Cid
    conversation: str


class Return(In, frozen=True, tag="return"):
    """Put a claimed conversation back into the line."""

    cid: Cid
    conversation: str
    fence: int


class Transfer(In, frozen=True, tag="transfer"):
    """Hand a claimed conversation to a colleague, with a note."""

    cid: Cid
    conversation: str
    fence: int
    to: str
    note: str


class Hold(In, frozen=True, tag="hold"):
    """Tell the patron that the search takes a while."""

    cid: Cid
    conversation: str
    fence: int


class Resume(In, frozen=True, tag="resume"):
    """Go on after holding."""

    cid: Cid
    conversation: str
    fence: int


class Note(In, frozen=True, tag="note"):
    """Leave a remark the patron never sees."""

    cid: Cid
    conversation: str
    body: str


class Code(In, frozen=True, tag="code"):
    """Code the conversation: READ level 1-6, operational question type, outcome."""

    cid: Cid
    conversation: str
    read_level: int
    question_type: str
    outcome: str = ""


class Duty(In, frozen=True, tag="duty"):
    """Go on or off duty."""

    on: bool


class Suggest(In, frozen=True, tag="suggest"):
    """Ask for suggestions for the patron's latest message of a conversation, again."""

    conversation: str
