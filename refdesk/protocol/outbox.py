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

    def fits(self, size: int, events: int, held: int) -> bool:
        """Tell whether so much more has a place beside what the transport holds (bytes)."""
        too_many = self.events + events > OUT_EVENTS
        return not too_many and self.bytes + size + held <= OUT_BYTES

    def put(self, parcel: Parcel, slot: str = "") -> None:
        """Put a frame behind the others; the one that waits in its slot is dropped."""
        if slot:
            self._forget(self._parcels.pop(slot, None))
            self._parcels[slot] = parcel
        else:
            self._counter += 1
            self._parcels[self._counter] = parcel
        self.events += parcel.events
        self.bytes += len(parcel.data)

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
