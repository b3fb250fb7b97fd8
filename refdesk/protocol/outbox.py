"""The bounded line of frames on their way out of one connection."""

from __future__ import annotations

from refdesk.protocol.codes import OUT_BYTES, OUT_EVENTS


class Outbox:
    """Frames in order, at most `OUT_EVENTS` events and `OUT_BYTES` bytes (G8).

    A frame put with a `slot` replaces the waiting one of the same slot: only the newest matters.
    """

    __slots__ = ("_counter", "_waiting", "bytes", "events")

    def __init__(self) -> None:
        self._waiting: dict[str | int, bytes] = {}
        self._counter = 0
        self.events = 0
        self.bytes = 0

    def __len__(self) -> int:
        return len(self._waiting)

    def put(self, data: bytes, events: int, held: int, slot: str = "") -> bool:
        """Put a frame behind the others; the one that waits in its slot is dropped.

        False, and nothing is put, when there is no place for it beside the bytes that the
        transport holds. What has a slot holds no events.
        """
        events_then, bytes_then = self.events + events, self.bytes + len(data)
        if events_then > OUT_EVENTS or bytes_then + held > OUT_BYTES:
            return False
        self.events, self.bytes = events_then, bytes_then
        if slot:
            self.bytes -= len(self._waiting.pop(slot, b""))
            self._waiting[slot] = data
        else:
            self._counter += 1
            self._waiting[self._counter] = data
        return True

    def take(self) -> list[bytes]:
        """Take all frames, the one that waited longest first."""
        taken = list(self._waiting.values())
        self._waiting = {}  # an emptied dict would keep its place for eight
        self.events = self.bytes = 0
        return taken

    def clear(self) -> None:
        """Drop everything: the connection is over."""
        self._waiting.clear()
        self.events = self.bytes = 0
