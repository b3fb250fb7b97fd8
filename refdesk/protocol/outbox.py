"""The bounded line of frames on their way out of one connection."""

from __future__ import annotations

from dataclasses import dataclass

from refdesk.protocol.codes import OUT_BYTES, OUT_EVENTS


@dataclass(frozen=True, slots=True)
class Parcel:
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
        self._counter += 1
        key = slot or self._counter
        self._forget(self._parcels.pop(key, None))
        self._parcels[key] = parcel
        self.events += parcel.events
        self.bytes += len(parcel.data)

    def take(self) -> bytes | None:
        """Take the frame that waited longest, None when there is none."""
        if not self._parcels:
            return None
        parcel = self._parcels.pop(next(iter(self._parcels)))
        if not self._parcels:
            self._parcels = {}  # an emptied dict would keep its place for eight
        self._forget(parcel)
        return parcel.data

    def clear(self) -> None:
        """Drop everything: the connection is over."""
        self._parcels.clear()
        self.events = self.bytes = 0

    def _forget(self, parcel: Parcel | None) -> None:
        if parcel is not None:
            self.events -= parcel.events
            self.bytes -= len(parcel.data)
