"""The bounded line of frames on their way out of one connection."""

from __future__ import annotations

from typing import NamedTuple

from refdesk.protocol.codes import OUT_BYTES, OUT_EVENTS


class Parcel(NamedTuple):
    """One encoded frame and how many events are in it."""

    data: bytes
    events: int = 0


class Outbox:
    """Frames in order, at most `OUT_EVENTS` events and `OUT_BYTES` bytes (G8).

    A frame put with a `slot` replaces the waiting one of the same slot: only the newest matters.
    """

    __slots__ = ("_counter", "_parcels", "bytes", "events")

    def __init__(self) -> None:
        self._parcels: dict[str | int, Parcel] = {}
        self._counter = 0
        self.events = 0
        self.bytes = 0

    def __len__(self) -> int:
        return len(self._parcels)

    def put(self, data: bytes, events: int, held: int, slot: str = "") -> bool:
        """Put a frame behind the others; the one that waits in its slot is dropped.

        False, and nothing is put, when there is no place for it beside the bytes that the
        transport holds.
        """
        events_then, bytes_then = self.events + events, self.bytes + len(data)
        if events_then > OUT_EVENTS or bytes_then + held > OUT_BYTES:
            return False
        self.events, self.bytes = events_then, bytes_then
        if slot:
            self._forget(self._parcels.pop(slot, None))
            self._parcels[slot] = Parcel(data, events)
        else:
            self._counter += 1
            self._parcels[self._counter] = Parcel(data, events)
        return True

    def take(self) -> list[bytes]:
        """Take all frames, the one that waited longest first."""
        taken = [parcel.data for parcel in self._parcels.values()]
        self._parcels = {}  # an emptied dict would keep its place for eight
        self.events = self.bytes = 0
        return taken

    def clear(self) -> None:
        """Drop everything: the connection is over."""
        self._parcels.clear()
        self.events = self.bytes = 0

    def _forget(self, parcel: Parcel | None) -> None:
        if parcel is not None:
            self.events -= parcel.events
            self.bytes -= len(parcel.data)
