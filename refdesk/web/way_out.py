"""The way out of a WebSocket: frames of one turn of the loop leave as one write (G8).

While the transport is full they wait in the bounded outbox of the sans-I/O end.
"""

from __future__ import annotations

import asyncio
import socket
import struct
from abc import ABC, abstractmethod
from contextlib import suppress
from time import monotonic
from typing import Final

from refdesk.protocol import codes
from refdesk.protocol.server import Phase, ServerEnd, encode
from refdesk.protocol.shapes import Out
from refdesk.web.framing import close_frame, text_frame

FULL: Final = 64 * 1024  # bytes that a transport holds before frames wait in the outbox
FREE: Final = 16 * 1024  # bytes at which it takes frames again
SEND_WITHIN: Final = 20.0  # seconds for a full transport to become free
CLOSE_WITHIN: Final = 2.0  # seconds for the other side to answer a close frame
DEAF: Final = frozenset({codes.CLOSE_LAGGING, codes.CLOSE_SILENT})  # nobody may be reading
_AT_ONCE: Final = struct.pack("ii", 1, 0)  # linger: on, for no time


class WayOut(asyncio.Protocol, ABC):
    """The half of a connection that sends; no call waits."""

    __slots__ = ("_awaits", "_closed", "_full", "_leaving", "_loop", "_since", "_transport", "end")

    def __init__(self, transport: asyncio.Transport, end: ServerEnd) -> None:
        self.end = end
        self._transport = transport
        self._loop = asyncio.get_running_loop()
        self._leaving = False  # what waits leaves at the end of this turn of the loop
        self._full = False  # the transport takes no more
        self._closed = False  # the close frame has left, or the socket is gone
        self._since = 0.0  # when the transport became full or the close frame left
        self._awaits = False  # there is work as soon as everything has left
        transport.set_write_buffer_limits(FULL, FREE)

    def send(self, frame: Out, *, slot: str = "", droppable: bool = False) -> None:
        """Put a frame on its way."""
        self.end.send_encoded(encode(frame), 0, slot, droppable=droppable)
        if not self._leaving:
            self._flush()

    def send_encoded(self, data: bytes, events: int) -> None:
        """Put an encoded frame with so many events on its way."""
        self.end.send_encoded(data, events)
        if not self._leaving:
            self._flush()

    @property
    def drained(self) -> bool:
        """Whether everything sent so far has left; the worker is woken when it has."""
        return self.end.drained and not self._full

    def close(self, code: int) -> None:
        """Close with this code once what waits has left."""
        self.end.close(code)
        self._flush()

    def abort(self) -> None:
        """Hang up so that nothing is kept for the other side, here or in the system."""
        if (connected := self._transport.get_extra_info("socket")) is not None:
            with suppress(OSError, ValueError):  # it may be gone, which we are about to hear
                connected.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _AT_ONCE)
        self._transport.abort()

    def pause_writing(self) -> None:
        """Keep what is to be sent in the outbox from now on."""
        self._full, self._since = True, monotonic()

    def resume_writing(self) -> None:
        """Send what waits."""
        self._full = False
        self._leave()

    @abstractmethod
    def wake(self) -> None:
        """There is work due."""

    @abstractmethod
    def over(self) -> None:
        """Nothing is to be done for the other side any more."""

    def hang_up_in_time(self, now: float) -> None:
        """Do not wait for ever for the other side to take what is to be sent, or to close."""
        if self._closed:
            slow = self.end.close_code not in DEAF and self._transport.get_write_buffer_size()
            if now - self._since > (SEND_WITHIN if slow else CLOSE_WITHIN):
                self.abort()
        elif self._full and now - self._since > SEND_WITHIN:
            self.close(codes.CLOSE_LAGGING)

    def _flush(self) -> None:
        if not self._leaving and not self._closed:
            self._leaving = True
            self._loop.call_soon(self._leave)

    def _leave(self) -> None:
        """Send all that waits if the transport has place for it."""
        self._leaving = False
        if self.end.phase is Phase.CLOSING:
            self._say_goodbye()
        elif not self._full and not self._transport.is_closing():
            self._transport.write(self._waiting())
            if self._awaits:
                self._awaits = False
                self.wake()

    def _say_goodbye(self) -> None:
        if self._closed:
            return
        if not self._transport.is_closing():
            self._transport.write(self._waiting() + close_frame(self.end.close_code))
            self._transport.write_eof()
        self._closed, self._since = True, monotonic()
        self.over()

    def _waiting(self) -> bytes:
        return b"".join(map(text_frame, self.end.data_to_send()))
