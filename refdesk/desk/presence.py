"""Presence: when each librarian was last heard of, over all their devices."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from refdesk.domain.duty import Sighting, Standing, standing, vanished
from refdesk.domain.patience import Patience


class Presence:
    """What this process hears of librarians; kept in memory, for a restart begins to listen anew.

    All times are aware UTC datetimes.
    """

    def __init__(self, started_at: datetime, patience: Patience | None = None) -> None:
        self._started_at = started_at
        self._patience = patience or Patience()
        self._seen: dict[str, Sighting] = {}

    def connected(self, staff: str, at: datetime) -> None:
        """One more connection of this librarian."""
        seen = self._seen.get(staff, Sighting(0, at, at))
        self._seen[staff] = Sighting(seen.connections + 1, at, at)

    def heard(self, staff: str, at: datetime) -> None:
        """Any byte from one of their devices, pongs included."""
        self._seen[staff] = replace(self._seen.get(staff, Sighting(0, at, at)), heard_at=at)

    def acted(self, staff: str, at: datetime) -> None:
        """The person did something."""
        seen = self._seen.get(staff, Sighting(0, at, at))
        self._seen[staff] = Sighting(seen.connections, max(seen.heard_at, at), at)

    def gone(self, staff: str, at: datetime) -> None:
        """One connection less; the last byte came no later than now."""
        seen = self._seen.get(staff, Sighting(0, at, at))
        self._seen[staff] = replace(seen, connections=max(0, seen.connections - 1))

    def is_connected(self, staff: str) -> bool:
        """Tell whether one of their devices has a connection."""
        return staff in self._seen and self._seen[staff].connections > 0

    def standing(self, staff: str, now: datetime) -> Standing:
        """Judge a librarian of the roster."""
        return standing(self._seen.get(staff), self._started_at, now, self._patience)

    def vanished(self, staff: str, now: datetime) -> bool:
        """Tell whether the claims of this librarian go back into the line."""
        return vanished(self._seen.get(staff), self._started_at, now, self._patience)

    def began_to_listen(self, at: datetime) -> None:
        """Start judging anew: the process slept or the clock jumped, so silence proves nothing."""
        self._started_at = at
