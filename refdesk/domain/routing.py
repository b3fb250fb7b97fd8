"""To whom a waiting conversation is offered, with the reasons in points."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

LONG_IDLE = timedelta(hours=1)  # longer idle earns no more points


class Mode(StrEnum):
    """The desk's policy."""

    OFFER_TO_ALL = "offer_to_all"  # the first claim wins
    ASSIGN_TO_BEST = "assign_to_best"  # one at a time, the best first


@dataclass(frozen=True, slots=True)
class Need:
    """What the conversation asks for."""

    desk: str
    language: str
    skills: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Candidate:
    """A librarian on duty; no languages named means all of the library's.

    `resting`: passed on this very question a moment ago.
    """

    staff: str
    desk: str
    load: int
    capacity: int
    idle_since: datetime
    languages: frozenset[str] = frozenset()
    skills: frozenset[str] = frozenset()
    resting: bool = False


@dataclass(frozen=True, slots=True)
class Reason:
    """One part of a score; `hinders` rules the candidate out whatever the points."""

    name: str
    points: float = 0.0
    hinders: bool = False


@dataclass(frozen=True, slots=True)
class Scored:
    """A candidate's score explained; points are not probabilities and only order candidates."""

    staff: str
    reasons: tuple[Reason, ...]

    @property
    def fits(self) -> bool:
        """Tell whether the conversation may be offered to them at all."""
        return not any(reason.hinders for reason in self.reasons)

    @property
    def points(self) -> float:
        """Give the sum of the reasons."""
        return sum(reason.points for reason in self.reasons)


@dataclass(frozen=True, slots=True)
class Routing:
    """The outcome: `to` are staff ids, best first; `ranked` explains every candidate."""

    to: tuple[str, ...]
    ranked: tuple[Scored, ...]


def route(
    need: Need,
    candidates: Iterable[Candidate],
    now: datetime,
    mode: Mode = Mode.OFFER_TO_ALL,
) -> Routing:
    """Choose to whom to offer; the staff id settles a tie, so that the result never varies."""
    scored = [Scored(one.staff, tuple(_reasons(need, one, now))) for one in candidates]
    ranked = tuple(sorted(scored, key=lambda one: (not one.fits, -one.points, one.staff)))
    fitting = tuple(one.staff for one in ranked if one.fits)
    return Routing(fitting[:1] if mode is Mode.ASSIGN_TO_BEST else fitting, ranked)


def _reasons(need: Need, one: Candidate, now: datetime) -> Iterable[Reason]:
    if one.desk != need.desk:
        yield Reason("other_desk", hinders=True)
    if one.resting:
        yield Reason("declined_lately", hinders=True)
    free = max(0, one.capacity - one.load)
    if free:
        yield Reason("free_capacity", free / one.capacity)
    else:
        yield Reason("no_capacity", hinders=True)
    if not one.languages or need.language in one.languages:
        yield Reason("language", 1.0)
    if need.skills:
        yield Reason("skills", len(need.skills & one.skills) / len(need.skills))
    idle = min(max(now - one.idle_since, timedelta()), LONG_IDLE)
    yield Reason("idle", 0.5 * (idle / LONG_IDLE))
