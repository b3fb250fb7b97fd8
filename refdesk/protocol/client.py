"""The client's end of one connection: resume, resending, gaps, no socket in sight."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

import msgspec

from refdesk.protocol import codes, told
from refdesk.protocol.cursors import Cursors, Place
from refdesk.protocol.frames import (
    Ack,
    ChannelHello,
    Error,
    Events,
    Follow,
    Hello,
    Live,
    Open,
    Ping,
    Pong,
    Reset,
    ServerFrame,
    Took,
    Unfollow,
    Unwatch,
    Watch,
    Welcome,
)
from refdesk.protocol.pending import Command, Pending
from refdesk.protocol.shapes import After, In, Lists
from refdesk.protocol.told import Told

SILENCE: Final = codes.PING_EVERY + codes.PONG_WITHIN + 5  # seconds
AGAIN_AFTER: Final = 1.0  # seconds at least before a command refused for now is sent again
FINAL: Final = frozenset({codes.CLOSE_BAD_FRAME, codes.CLOSE_UNAUTHORIZED, codes.CLOSE_REPLACED})

_decode: Final = msgspec.json.Decoder(ServerFrame).decode
_KINDS: Final = frozenset(member.__struct_config__.tag for member in ServerFrame.__args__)
_MALFORMED: Final = (msgspec.MsgspecError, UnicodeError, RecursionError)


class Phase(StrEnum):
    """What the client's end may send."""

    AWAY = "away"  # nothing: there is no connection
    GREETING = "greeting"  # the hello has gone out, nothing else may
    LIVE = "live"


@dataclass(frozen=True, slots=True)
class Kept:
    """What outlives a connection or a program: where the client was, what is not acknowledged."""

    cursors: dict[str, After] = field(default_factory=dict)
    pending: list[Command] = field(default_factory=list)

    def plain(self) -> dict[str, Any]:
        """Give it as JSON-ready values."""
        plain: dict[str, Any] = msgspec.to_builtins(self)
        return plain

    @staticmethod
    def restored(plain: object) -> Kept:
        """Give back what `plain` gave; ValueError when it is something else."""
        try:
            return msgspec.convert(plain, Kept)
        except msgspec.ValidationError as error:
            raise ValueError(str(error)) from None


class ClientEnd:
    """One client over all its connections. Times are seconds of any steady clock.

    The owner says what happens (`connect`, `receive_data`, `command`, `tick`, `disconnect`), then
    takes `data_to_send` to the socket and `events_received` for itself.
    """

    def __init__(self, hello: Hello | ChannelHello, kept: Kept | None = None) -> None:
        kept = kept or Kept()
        self.phase = Phase.AWAY
        self._hello = hello
        self._cursors = Cursors(kept.cursors)
        self._pending = Pending(kept.pending)
        self._watched: dict[Lists, None] = {}
        self._now = self._heard = 0.0
        self._out: list[bytes] = []
        self._later: list[In] = []  # asked for between the hello and the welcome
        self._told: list[Told] = []

    def kept(self) -> Kept:
        """Give what to keep for the next start of the program."""
        return Kept(self._cursors.all(), self._pending.all())

    def data_to_send(self) -> list[bytes]:
        """Take the encoded frames to send, in order."""
        data, self._out = self._out, []
        return data

    def events_received(self) -> list[Told]:
        """Take what there is to tell, in order."""
        news, self._told = self._told, []
        return news

    # What the owner wants

    def connect(self, now: float) -> None:
        """The transport is open: say hello with where we are."""
        self._now = self._heard = now
        self.phase = Phase.GREETING
        self._pending.restart()
        self._cursors.restart()
        self._later = []
        hello: Hello | ChannelHello = self._hello
        if isinstance(hello, Hello):
            hello = msgspec.structs.replace(hello, conversations=self._cursors.all())
        self._out = [msgspec.json.encode(hello)]

    def disconnect(self, code: int) -> bool:
        """The transport is closed. Tells whether to come back with what we have."""
        self.phase = Phase.AWAY
        self._out = []
        return code not in FINAL

    def command(self, command: Command) -> None:
        """Keep a command until it is acknowledged or refused for good."""
        self._pending.add(command)
        self._flush()

    def pass_on(self, frame: In) -> bool:
        """Send a frame without cid (typing, seen, duty…) now or never; False means never."""
        live = self.phase is Phase.LIVE
        if live:
            self._send(frame)
        return live

    def follow(self, conversation: str) -> None:
        """Follow a conversation from its beginning, unless it is followed already."""
        if conversation not in self._cursors:
            self._cursors.begin(conversation)
            self._ask_for(conversation)

    def go_back(self, conversation: str, after: After) -> None:
        """Take what follows `after` once more: the owner had no place for it."""
        self._cursors.begin(conversation, after)
        self._ask_for(conversation)

    def unfollow(self, conversation: str) -> None:
        """Forget a conversation."""
        if conversation in self._cursors:
            self._cursors.drop(conversation)
            self._insist(Unfollow(conversation=conversation))

    def watch(self, what: Lists) -> None:
        """Watch a list, on each connection anew."""
        if what not in self._watched:
            self._watched[what] = None
            self.pass_on(Watch(what=what))

    def unwatch(self, what: Lists) -> None:
        """Watch a list no longer."""
        if what in self._watched:
            del self._watched[what]
            self.pass_on(Unwatch(what=what))

    def tick(self, now: float) -> None:
        """Let time pass: send what had to wait, notice a silent server."""
        self._now = now
        self._flush()
        if self.phase is not Phase.AWAY and now - self._heard >= SILENCE:
            self._heard = now
            self._told.append(told.Silent())

    def receive_data(self, data: str | bytes, now: float) -> None:
        """Take one WebSocket message."""
        self._now = self._heard = now
        try:
            frame = _decode(data)
        except _MALFORMED:
            if not _is_unknown(data):
                self._told.append(told.Broken())
            return
        self._take(frame)

    # What the server sends

    def _take(self, frame: ServerFrame) -> None:
        match frame:
            case Welcome():
                self._welcomed(frame)
            case Events():
                self._page(frame)
            case Live():
                self._live(frame)
            case Reset():
                self._reset(frame)
            case Ack() | Took():
                self._acknowledged(frame)
            case Error():
                self._refused(frame)
            case Ping():
                self._pinged(frame)
            case _:
                self._told.append(told.Passed(frame))

    def _welcomed(self, frame: Welcome) -> None:
        self.phase = Phase.LIVE
        self._told.append(told.Welcomed(frame))
        self._flush()
        for later in (*self._later, *(Watch(what=what) for what in self._watched)):
            self._send(later)

    def _page(self, frame: Events) -> None:
        for event in frame.events:
            place = self._cursors.take(frame.conversation, event)
            if place is Place.GAP:
                self._ask_for(frame.conversation)
                return
            if place is Place.NEXT:
                self._told.append(told.Happened(frame.conversation, event))

    def _live(self, frame: Live) -> None:
        if frame.conversation not in self._cursors:
            return
        self._cursors.heard(frame.conversation)
        if self._cursors.reaches(frame.conversation, frame.head):
            self._told.append(told.CaughtUp(frame.conversation, frame))
        else:
            self._ask_for(frame.conversation)

    def _reset(self, frame: Reset) -> None:
        if frame.reason == "rewound":
            self._cursors.begin(frame.conversation)
        else:
            self._cursors.drop(frame.conversation)
        self._told.append(told.Dropped(frame.conversation, frame.reason))

    def _acknowledged(self, frame: Ack | Took) -> None:
        command = self._pending.find(frame.cid)
        if command is None:
            if isinstance(frame, Took):  # of an intake that its giver passed on
                self._told.append(told.Passed(frame))
            return
        self._pending.settle(command)
        if isinstance(command, Open):
            if frame.conversation not in self._cursors:
                self._cursors.begin(frame.conversation)
            self._pending.opened(command.cid, frame.conversation)
        self._told.append(told.Acknowledged(command, frame))
        self._flush()

    def _refused(self, frame: Error) -> None:
        command = self._pending.find(frame.cid)
        if command is None:
            self._told.append(told.Passed(frame))
        elif frame.code in codes.RETRYABLE:
            self._pending.hold_until(self._now + max(AGAIN_AFTER, frame.retry_after))
            self._told.append(told.Delayed(command, frame))
        else:
            for lost in (command, *self._pending.orphans(command.cid)):
                self._pending.settle(lost)
                self._told.append(told.Refused(lost, frame))
            self._flush()

    def _pinged(self, frame: Ping) -> None:
        self._send(Pong())
        for conversation, head in frame.heads.items():
            followed = conversation in self._cursors
            if followed and not self._cursors.reaches(conversation, head):
                self._ask_for(conversation)

    def _ask_for(self, conversation: str) -> None:
        after = self._cursors.missing(conversation)
        if after is not None:
            self._insist(Follow(conversation=conversation, after=after))

    def _insist(self, frame: In) -> None:
        """Send what the next hello would tell: now, or after the welcome."""
        if not self.pass_on(frame):
            self._later.append(frame)

    def _flush(self) -> None:
        if self.phase is Phase.LIVE:
            for command in self._pending.due(self._now):
                self._send(command)

    def _send(self, frame: In) -> None:
        self._out.append(msgspec.json.encode(frame))


def _is_unknown(data: str | bytes) -> bool:
    """Tell whether this is a frame of a kind that a later server knows (G18)."""
    try:
        frame = msgspec.json.decode(data)
    except _MALFORMED:
        return False
    kind = frame.get("type") if isinstance(frame, dict) else None
    return isinstance(kind, str) and kind not in _KINDS
