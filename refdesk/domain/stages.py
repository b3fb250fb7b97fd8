"""The stages of a conversation, and which event leads from one to another, kept as data."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class Stage(StrEnum):
    """Where a conversation stands; presence is not a stage."""

    WAITING = "waiting"
    OFFERED = "offered"
    ACTIVE = "active"
    HELD = "held"
    ASKED = "asked"
    ENDED = "ended"


S = Stage
# From each stage, the events that lead to another (or start the stage afresh); all others stay.
TRANSITIONS: Mapping[Stage, Mapping[str, Stage]] = MappingProxyType(
    {
        S.WAITING: {"offered": S.OFFERED, "claimed": S.ACTIVE, "asked": S.ASKED, "ended": S.ENDED},
        S.OFFERED: {
            "offered": S.OFFERED,  # to more librarians, when one becomes free
            "lapsed": S.WAITING,
            "claimed": S.ACTIVE,
            "asked": S.ASKED,
            "ended": S.ENDED,
        },
        S.ACTIVE: {
            "held": S.HELD,
            "transferred": S.ACTIVE,
            "returned": S.WAITING,
            "ended": S.ENDED,
        },
        S.HELD: {
            "resumed": S.ACTIVE,
            "transferred": S.ACTIVE,
            "returned": S.WAITING,
            "ended": S.ENDED,
        },
        S.ASKED: {"claimed": S.ACTIVE, "ended": S.ENDED},
        S.ENDED: {"reopened": S.WAITING},
    }
)
MOVES: frozenset[str] = frozenset(kind for row in TRANSITIONS.values() for kind in row)
