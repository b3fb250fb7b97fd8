"""Who counts as on duty: the roster's word against what was last heard of a librarian."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from refdesk.domain.patience import Patience


class Standing(StrEnum):
    """How a librarian of the roster stands now."""

    PRESENT = "present"  # counts as on duty
    AWAY = "away"  # a moment without a connection: claims stay, no new offers
    VANISHED = "vanished"  # so long without a byte that claims go back into the line
    ABSENT = "absent"  # so long away, or connected without one act, that duty itself ends


@dataclass(frozen=True, slots=True)
class Sighting:
    """What was last known of a librarian, over all their devices; aware UTC datetimes."""

    connections: int
    heard_at: datetime  # any byte, pongs included
    acted_at: datetime  # something a person did


def standing(
    seen: Sighting | None, started_at: datetime, now: datetime, patience: Patience
) -> Standing:
    """Judge a librarian who is on the roster.

    `started_at` is when this server began to listen: nobody has been silent for longer than it
    could hear them (G11), so a restart makes nobody vanish before the time is over again.
    """
    silent = now - (max(seen.heard_at, started_at) if seen else started_at)
    idle = now - (max(seen.acted_at, started_at) if seen else started_at)
    if silent >= patience.absence or idle >= patience.forgotten:
        return Standing.ABSENT
    if silent >= patience.vanish:
        return Standing.VANISHED
    if seen is None or seen.connections or silent < patience.grace:
        return Standing.PRESENT
    return Standing.AWAY


def vanished(
    seen: Sighting | None, started_at: datetime, now: datetime, patience: Patience
) -> bool:
    """Tell whether nothing at all was heard of a claim holder for so long that claims return."""
    heard = max(seen.heard_at, started_at) if seen else started_at
    return now - heard >= patience.vanish
