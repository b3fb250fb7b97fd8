"""The server's end of one connection: frames in, frames out, no socket in sight."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any, Final

import msgspec

from refdesk.protocol import codes
from refdesk.protocol.checks import fault
from refdesk.protocol.frames import (
    ChannelFrame,
    ChannelHello,
    Error,
    Hello,
    PatronFrame,
    Ping,
    Pong,
    StaffFrame,
)
from refdesk.protocol.outbox import Outbox
from refdesk.protocol.shapes import In, Out

# Gives the JSON text of a frame, UTF-8. A function around it would be called four times a message.
encode: Final[Callable[[msgspec.Struct], bytes]] = msgspec.json.Encoder().encode
_HELLOS: Final = frozenset({Hello, ChannelHello})
_MALFORMED: Final = (msgspec.MsgspecError, UnicodeError, RecursionError)


class Role(StrEnum):
    """Who may speak on a connection; decides which frames are known on it."""

    PATRON = "patron"
    STAFF = "staff"
    CHANNEL = "channel"


class Phase(StrEnum):
    """What a connection waits for."""

    GREETING = "greeting"  # nothing but a hello
    LIVE = "live"
    CLOSING = "closing"  # `close_code` says why; nothing is taken or sent any more


_DECODERS: Final[Mapping[Role, msgspec.json.Decoder[Any]]] = {
    Role.PATRON: msgspec.json.Decoder(PatronFrame),
    Role.STAFF: msgspec.json.Decoder(StaffFrame),
    Role.CHANNEL: msgspec.json.Decoder(ChannelFrame),
}


class ServerEnd:
    """One connection as a state machine. Times are seconds of any steady clock.

    `held` gives the bytes that the transport has not yet got rid of: they count against the
    bound of what waits on the way out (G8).
    """

    __slots__ = (
        *("_heard", "_held", "_in_flight", "_last_ping", "_opened", "_outbox", "_pinged"),
        *("_received", "close_code", "phase", "role"),
    )

    def __init__(self, role: Role, now: float, held: Callable[[], int] = lambda: 0) -> None:
        self.role = role
        self.phase = Phase.GREETING
        self.close_code = 0
        self._held = held
        self._opened = self._heard = self._last_ping = now
        self._pinged: float | None = None
        self._received: list[In] = []
        self._in_flight = 0
        self._outbox = Outbox()

    # In

    def receive_data(self, data: str | bytes, now: float) -> None:
        """Take one WebSocket message. What is not a frame closes the connection."""
        if self.phase is Phase.CLOSING:
            return
        self._heard = now
        self._pinged = None
        if len(data) > codes.FRAME_LIMIT:
            self.close(codes.CLOSE_TOO_LARGE)
            return
        try:
            frame = _DECODERS[self.role].decode(data)
        except _MALFORMED as error:
            self._refuse(str(error))
            return
        self._receive(frame)

    def events_received(self) -> list[In]:
        """Give the frames to be handled, in arrival order; call `handled` after each."""
        frames, self._received = self._received, []
        return frames

    def welcomed(self) -> None:
        """The hello was accepted: other frames may come now."""
        if self.phase is Phase.GREETING:
            self.phase = Phase.LIVE

    def handled(self) -> None:
        """One received frame has had its answer."""
        self._in_flight -= 1

    # Out

    def send(self, frame: Out, *, slot: str = "", droppable: bool = False) -> None:
        """Put a frame on its way; see `send_encoded`."""
        self.send_encoded(encode(frame), 0, slot, droppable=droppable)

    def send_encoded(
        self, data: bytes, events: int = 0, slot: str = "", *, droppable: bool = False
    ) -> None:
        """Put an encoded frame with so many events on its way.

        A `slot`, for frames without events, replaces the waiting frame of the same slot. Where
        there is no place left a droppable frame is dropped, any other closes the connection as
        lagging.
        """
        if self.phase is Phase.CLOSING:
            return
        if not self._outbox.put(data, events, self._held(), slot) and not droppable:
            self.close(codes.CLOSE_LAGGING)

    def data_to_send(self) -> list[bytes]:
        """Take all encoded frames that are to be sent, in order."""
        return self._outbox.take()

    @property
    def weight(self) -> int:
        """Give the bytes that are on their way out, here or in the transport."""
        return self._outbox.bytes + self._held()

    @property
    def drained(self) -> bool:
        """Whether nothing waits on the way out."""
        return not len(self._outbox)

    @property
    def waiting(self) -> int:
        """How many bytes wait on the way out."""
        return self._outbox.bytes

    # Time

    def tick(
        self,
        now: float,
        heads: Callable[[], dict[str, int]],
        ping_every: float = codes.PING_EVERY,
    ) -> None:
        """Let time pass: ping when it is due, close when a hello or pong is overdue.

        `heads` gives the present head of each followed conversation, in the reader's numbers.
        """
        if self.phase is Phase.GREETING:
            # A hello that waits for its answer was said: in a storm many come at once.
            if not self._in_flight and now - self._opened > codes.HELLO_WITHIN:
                self.close(codes.CLOSE_SILENT)
        elif self._pinged is not None:
            if now - self._pinged > codes.PONG_WITHIN:
                self.close(codes.CLOSE_SILENT)
        elif self.phase is Phase.LIVE and now - self._last_ping >= ping_every:
            self._pinged = self._last_ping = now
            self.send(Ping(heads=heads()), slot="ping")

    @property
    def heard(self) -> float:
        """When the other side last gave a sign of life."""
        return self._heard

    def close(self, code: int) -> None:
        """Close with this code; the first reason stands.

        What waits on the way out may still go, except to somebody who does not read.
        """
        if self.phase is Phase.CLOSING:
            return
        self.phase = Phase.CLOSING
        self.close_code = code
        self._received.clear()
        if code in (codes.CLOSE_LAGGING, codes.CLOSE_SILENT):
            self._outbox.clear()

    # Inside

    def _receive(self, frame: In) -> None:
        kind = type(frame)
        if kind is Pong:
            return
        # Of two frames in the greeting the second is too early, whatever it is.
        early = self.phase is Phase.GREETING and (kind not in _HELLOS or self._in_flight > 0)
        if early or (kind in _HELLOS and self.phase is Phase.LIVE):
            self._refuse("Expected hello first, once, then nothing before welcome - at `$.type`")
        elif place := fault(frame):
            self._refuse(place)
        elif self._in_flight >= codes.IN_FLIGHT_LIMIT:
            self.close(codes.CLOSE_FLOODING)
        else:
            self._in_flight += 1
            self._received.append(frame)

    def _refuse(self, place: str) -> None:
        self.send(Error(code="bad_request", key="bad_frame", text=place))
        self.close(codes.CLOSE_BAD_FRAME)
