"""The table of frames: who may send which, about which conversations, by hand as the operations."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from refdesk.protocol import frames
from refdesk.protocol.shapes import In
from tests.sweep.rows import roles
from tests.sweep.world import World

ANSWERING = "LMCA"
READING = "TLMCVA"
PATRON: Final = frozenset({"patron"})
EVERY: Final = ("own", "foreign", "deleted", "absent")
OTHERS: Final = ("foreign", "deleted", "absent")
CID: Final = "0" * 32
Ask = Callable[[World, str], Mapping[str, Any]]


@dataclass(frozen=True)
class FrameRow:
    """A frame on a patron's or a librarian's connection.

    `may` are those who are not refused about their own; `silent` frames are never answered, and
    nobody else may hear of them.
    """

    frame: type[In]
    may: frozenset[str]
    ask: Ask = lambda _, __: {}
    objects: tuple[str, ...] = ("own",)
    alike: tuple[str, ...] = ()
    silent: bool = False


def _about(**more: object) -> Ask:
    """Fill in the conversation, and a command id where the frame has one."""
    return lambda w, n: {"conversation": w.talks[n], **more}


def _theirs(frame: type[In], **more: object) -> FrameRow:
    """A patron's frame about a conversation: own or not, that is all one learns."""
    return FrameRow(frame, PATRON, _about(**more), EVERY, OTHERS)


def _staffs(frame: type[In], letters: str, **more: object) -> FrameRow:
    """A librarian's frame about a conversation: of this library they may know of all."""
    return FrameRow(frame, roles(letters), _about(**more), EVERY, ("absent",))


def _quiet(frame: type[In], who: frozenset[str], **more: object) -> FrameRow:
    return FrameRow(frame, who, _about(**more), EVERY, EVERY, silent=True)


def _watching(what: str) -> Ask:
    return lambda _, __: {"what": what}


PATRON_FRAMES: Final = (
    FrameRow(frames.Open, PATRON, lambda _, __: {"cid": CID, "body": "jam buka?"}),
    _theirs(frames.Say, cid=CID, body="halo"),
    _theirs(frames.Edit, cid=CID, of=1, body="halo"),
    _theirs(frames.Judge, cid=CID, verdict="helped"),
    _theirs(frames.Rate, cid=CID, score=5),
    _theirs(frames.AskCode),
    _theirs(frames.Follow),
    _theirs(frames.End, cid=CID),
    FrameRow(frames.Watch, PATRON, lambda _, __: {"what": "desk"}),
    FrameRow(frames.Watch, frozenset(), lambda _, __: {"what": "line"}),
    FrameRow(frames.Unwatch, PATRON, lambda _, __: {"what": "desk"}, silent=True),
    _quiet(frames.Unfollow, PATRON),
    _quiet(frames.Typing, PATRON),
    _quiet(frames.Seen, PATRON, seq=1),
)
STAFF_FRAMES: Final = (
    _staffs(frames.Say, ANSWERING, cid=CID, body="halo", fence=1),
    _staffs(frames.Edit, ANSWERING, cid=CID, of=2, body="halo", fence=1),
    _staffs(frames.Judge, ANSWERING, cid=CID, verdict="rejected", entry="perpanjang"),
    _staffs(frames.End, ANSWERING, cid=CID, fence=1),
    _staffs(frames.Decline, ANSWERING, cid=CID),
    _staffs(frames.Return, ANSWERING, cid=CID, fence=1),
    _staffs(frames.Transfer, ANSWERING, cid=CID, fence=1, to="s-spare", note="tolong"),
    _staffs(frames.Hold, ANSWERING, cid=CID, fence=1),
    _staffs(frames.Resume, ANSWERING, cid=CID, fence=1),
    _staffs(frames.Note, READING, cid=CID, body="catatan"),
    _staffs(frames.Code, "LMCVA", cid=CID, read_level=9, question_type="x"),
    _staffs(frames.Suggest, READING),
    _staffs(frames.Follow, READING),
    FrameRow(frames.Duty, roles(ANSWERING), lambda _, __: {"on": False}),
    *(
        FrameRow(frames.Watch, roles(READING), _watching(what))
        for what in ("line", "mine", "asked", "duty")
    ),
    FrameRow(frames.Watch, roles("TLMCEVA"), lambda _, __: {"what": "desk"}),
    FrameRow(frames.Unwatch, roles("TLMCEVA"), lambda _, __: {"what": "line"}, silent=True),
    _quiet(frames.Unfollow, roles("TLMCEVA")),
    _quiet(frames.Typing, roles("TLMCEVA")),
    _quiet(frames.Seen, roles("TLMCEVA"), seq=1),
    _staffs(frames.Claim, ANSWERING, cid=CID),  # last: it changes what the others are about
)


def _fenced(**more: object) -> Ask:
    """Fill in the fence: that of the part held, of another's, of one given up, of none."""
    return lambda w, n: {"fence": w.fences[n], **more}


CHANNEL: Final = frozenset({"channel"})


def _fence_row(frame: type[In], **more: object) -> FrameRow:
    return FrameRow(frame, CHANNEL, _fenced(**more), EVERY, OTHERS)


def _pressed(world: World, name: str) -> Mapping[str, Any]:
    """Press a button under a conversation from a thread that has none of its own."""
    button = frames.ChannelPress(button="end", conversation=world.talks[name])
    source = f"u-{name}"
    cid = source.encode().hex().ljust(32, "0")
    fence = world.fences["own"]
    return {"cid": cid, "fence": fence, "source": source, "thread": "99", "act": button}


CHANNEL_FRAMES: Final = (
    FrameRow(frames.Take, CHANNEL, lambda _, __: {"part": "in"}),
    _fence_row(
        frames.Intake, cid=CID, source="u1", thread="77", act=frames.ChannelText(body="halo")
    ),
    # No conversation of another thread or of the web: each looks as if it were not there.
    FrameRow(frames.Intake, CHANNEL, _pressed, EVERY, EVERY),
    _fence_row(frames.Inquiry, cid=CID, thread="77", what="consents"),
    _fence_row(frames.Stumble, source="u2", reason="tak terbaca"),
    FrameRow(frames.Hooked, CHANNEL, lambda _, __: {"id": "none"}, silent=True),
    _fence_row(frames.Trying, thread="77", n=1),
    _fence_row(frames.Sent, thread="77", n=1),
    _fence_row(frames.UnknownFate, thread="77", n=1),
    _fence_row(frames.Failed, thread="77", n=1, reason="x"),
    _fence_row(frames.Wait, chat="77", until=1),
)
# What the connection itself answers, whoever is there.
EVERYBODYS: Final = frozenset({frames.Hello, frames.ChannelHello, frames.Pong})
