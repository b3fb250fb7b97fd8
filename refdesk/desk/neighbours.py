"""Librarians as the other nodes hear them: their signs, judged by this node's own clock."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from refdesk.desk.node_ports import Sign
from refdesk.domain.duty import Sighting

STALE = timedelta(seconds=15)  # without a new beat a node counts as dead, its connections as gone


@dataclass(frozen=True, slots=True)
class _Noticed:
    """A sign, with the moments at which each part of it was seen to change."""

    sign: Sign
    heard_at: datetime
    acted_at: datetime
    beat_at: datetime


class Neighbours:
    """What other nodes left; clocks of nodes are never compared, only changes are noticed.

    A sign that is met for the first time counts as heard now: silence is proved by listening.
    """

    def __init__(self) -> None:
        self._noticed: dict[tuple[str, str], _Noticed] = {}

    def told(self, signs: Mapping[tuple[str, str], Sign], at: datetime) -> None:
        """Take what was read at `at`; nodes that are not in it are forgotten."""
        self._noticed = {
            place: _changed(self._noticed.get(place), sign, at) for place, sign in signs.items()
        }

    def sighting(self, staff: str, now: datetime) -> Sighting | None:
        """Give what all other nodes together know of a librarian, None for nothing."""
        found = [one for (_, name), one in self._noticed.items() if name == staff]
        if not found:
            return None
        return Sighting(
            sum(one.sign[0] for one in found if now - one.beat_at < STALE),
            max(one.heard_at for one in found),
            max(one.acted_at for one in found),
        )


def _changed(known: _Noticed | None, sign: Sign, at: datetime) -> _Noticed:
    if known is None:
        return _Noticed(sign, at, at, at)
    _, heard, acted, beat = known.sign
    return replace(
        known,
        sign=sign,
        heard_at=at if sign[1] != heard else known.heard_at,
        acted_at=at if sign[2] != acted else known.acted_at,
        beat_at=at if sign[3] != beat else known.beat_at,
    )


def together(one: Sighting | None, other: Sighting | None) -> Sighting | None:
    """Give what is known of a librarian here and elsewhere."""
    if one is None or other is None:
        return one or other
    return Sighting(
        one.connections + other.connections,
        max(one.heard_at, other.heard_at),
        max(one.acted_at, other.acted_at),
    )
