"""The outlet of one exchange: it gathers what goes back, knows whether that is worth going now."""

from __future__ import annotations

import asyncio
import hashlib
from contextlib import suppress
from typing import Final

import msgspec

from refdesk.protocol import codes, frames
from refdesk.protocol.exchange import Exchange, Exchanged, Known
from refdesk.protocol.server import Phase, ServerEnd, encode
from refdesk.protocol.shapes import Out

_NO_NEWS: Final = (frames.Welcome, frames.Reload)  # they go along with whatever else there is


class Tray:
    """Frames wait in the end, within its bounds (G8), until `taken` makes the answer of them."""

    def __init__(self, end: ServerEnd, asked: Exchange) -> None:
        self.end = end
        self._stirred = asyncio.Event()
        self._worthwhile = False
        slots = {"state desk", *(f"live {one}" for one in asked.cursors)}
        self._known: Known = {slot: tag for slot, tag in asked.known.items() if slot in slots}

    def send(self, frame: Out, *, slot: str = "", droppable: bool = False) -> None:
        """Put a frame with the others."""
        data = encode(frame)
        self.end.send_encoded(data, slot=slot, droppable=droppable)
        if isinstance(frame, frames.Live | frames.State):
            self._compare(slot, data)
        elif not isinstance(frame, _NO_NEWS):
            self._tell()

    def send_encoded(self, data: bytes, events: int) -> None:
        """Put an encoded frame with so many events with the others."""
        self.end.send_encoded(data, events=events)
        self._tell()

    def wake(self) -> None:
        """There is work due."""
        self._stirred.set()

    @property
    def drained(self) -> bool:
        """Whether there is place for another page."""
        return self.end.waiting < codes.PAGE_BYTES

    @property
    def ready(self) -> bool:
        """Whether to answer at once."""
        return self._worthwhile or not self.drained or self.end.phase is Phase.CLOSING

    async def stir(self, seconds: float) -> None:
        """Wait for news or for work, at most so long."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._stirred.wait()
        self._stirred.clear()

    def close(self, code: int) -> None:
        """Answer now, with this code."""
        self.end.close(code)
        self.wake()

    def taken(self) -> Exchanged:
        """Give the answer."""
        found = list(map(msgspec.Raw, self.end.data_to_send()))
        return Exchanged(frames=found, known=self._known, close=self.end.close_code)

    def _compare(self, slot: str, data: bytes) -> None:
        """States and marks are news only where they are others than the client holds."""
        tag = hashlib.blake2b(data, digest_size=6).hexdigest()
        if self._known.get(slot) != tag:
            self._known[slot] = tag
            self._tell()

    def _tell(self) -> None:
        self._worthwhile = True
        self._stirred.set()
