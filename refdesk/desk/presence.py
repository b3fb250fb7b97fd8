"""Presence: when each librarian was last heard of, over all their devices."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from refdesk.desk.neighbours import Neighbours, together
from refdesk.desk.node_ports import Sign
from refdesk.domain.duty import Sighting, Standing, standing, vanished
from refdesk.domain.patience import Patience
from refdesk.domain.records import millis

NO_TIME = timedelta()
UNHEALTHY = timedelta(seconds=10)  # without word of the other nodes, silence proves nothing
EXACT = timedelta(seconds=1)  # how well the time of a sign is known
ATTENDED = timedelta(minutes=5)  # after an act, somebody still sits there
UNWATCHED = timedelta(seconds=15)  # a librarian not judged for so long is listened for anew


class Presence:
    """What this process hears of librarians; kept in memory, for a restart begins to listen anew.

    All times are aware UTC datetimes. With `neighbours` there are other nodes, of which
    `told_elsewhere` brings word: then a librarian has been silent only since this node had reason
    to listen for them, and nobody has while word of the others is missing (G11).
    """

    def __init__(
        self,
        started_at: datetime,
        patience: Patience | None = None,
        neighbours: Neighbours | None = None,
    ) -> None:
        self._started_at = started_at
        self._patience = patience or Patience()
        self._seen: dict[str, Sighting] = {}
        self._neighbours = neighbours
        self._told_at = started_at
        self._judged: dict[str, tuple[datetime, datetime]] = {}  # first, last

    def connected(self, staff: str, at: datetime) -> None:
        """One more connection of this librarian.

        It is an act of the person, but not where a page comes back by itself: soon after it was
        heard of, or after the start.
        """
        known, here = self._sighting(staff, at), self._seen.get(staff)
        heard_at = max(known.heard_at, self._started_at) if known else self._started_at
        again = NO_TIME <= at - heard_at < self._patience.vanish
        acted_at = (known.acted_at if known else self._started_at) if again else at
        self._seen[staff] = Sighting((here.connections if here else 0) + 1, at, acted_at)

    def heard(self, staff: str, at: datetime) -> None:
        """Any byte from one of their devices, pongs included."""
        seen = self._seen.get(staff)
        if seen is not None and NO_TIME <= at - seen.heard_at < EXACT:
            return
        connections, acted_at = (seen.connections, seen.acted_at) if seen else (0, at)
        self._seen[staff] = Sighting(connections, at, acted_at)

    def acted(self, staff: str, at: datetime) -> None:
        """The person did something."""
        seen = self._seen.get(staff)
        if seen is None:
            seen = Sighting(0, at, at)
        elif NO_TIME <= at - seen.acted_at < EXACT:
            return
        self._seen[staff] = Sighting(seen.connections, max(seen.heard_at, at), at)

    def gone(self, staff: str, at: datetime) -> None:
        """One connection less; the last byte came no later than now."""
        seen = self._seen.get(staff, Sighting(0, at, at))
        self._seen[staff] = replace(seen, connections=max(0, seen.connections - 1))

    def is_connected(self, staff: str, now: datetime) -> bool:
        """Tell whether one of their devices has a connection."""
        seen = self._sighting(staff, now)
        return seen is not None and seen.connections > 0

    def is_attended(self, staff: str, now: datetime) -> bool:
        """Tell whether somebody sits at one of their devices: never a forgotten log-in.

        Stricter than duty: here silence does not speak for them, so only an act that was seen
        since this process listens counts, on a connection that is alive.
        """
        seen = self._sighting(staff, now)
        return (
            seen is not None
            and seen.connections > 0
            and now - seen.heard_at < self._patience.vanish
            and now - seen.acted_at < ATTENDED
            and seen.acted_at > self._started_at
        )

    def standing(self, staff: str, now: datetime) -> Standing:
        """Judge a librarian of the roster."""
        since = self._listening(staff, now)
        return standing(self._sighting(staff, now), since, now, self._patience)

    def vanished(self, staff: str, now: datetime) -> bool:
        """Tell whether the claims of this librarian go back into the line."""
        since = self._listening(staff, now)
        return vanished(self._sighting(staff, now), since, now, self._patience)

    def began_to_listen(self, at: datetime) -> None:
        """Start judging anew: the process slept or the clock jumped, so silence proves nothing."""
        self._started_at = at

    # Other nodes

    def signs(self, now: datetime) -> dict[str, Sign]:
        """Give what other nodes may know of the librarians that were heard here."""
        return {
            staff: (seen.connections, millis(seen.heard_at), millis(seen.acted_at), millis(now))
            for staff, seen in self._seen.items()
        }

    def told_elsewhere(self, signs: Mapping[tuple[str, str], Sign], at: datetime) -> None:
        """Take what other nodes hear of librarians, read at `at`."""
        if self._neighbours is not None:
            self._neighbours.told(signs, at)
        if self._missing_word(at):
            self._started_at = at
        self._told_at = at

    def _missing_word(self, now: datetime) -> bool:
        return self._neighbours is not None and now - self._told_at >= UNHEALTHY

    def _sighting(self, staff: str, now: datetime) -> Sighting | None:
        here = self._seen.get(staff)
        if self._neighbours is None:
            return here
        return together(here, self._neighbours.sighting(staff, now))

    def _listening(self, staff: str, now: datetime) -> datetime:
        """Give since when this process would have heard of the librarian."""
        if self._neighbours is None:
            return self._started_at
        if self._missing_word(now):
            self._started_at = now
        first, last = self._judged.get(staff, (now, now))
        if now - last >= UNWATCHED:
            first = now
        self._judged[staff] = (first, now)
        return max(self._started_at, first)
