"""What one process hears of librarians."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from refdesk.desk.presence import Presence
from refdesk.domain.records import millis

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
A_MOMENT, A_SECOND = timedelta(milliseconds=400), timedelta(seconds=1)


def heard_at(presence: Presence) -> int:
    """Give when Ani was heard of, in milliseconds."""
    return presence.signs(NOON)["ani"][1]


def test_a_sign_of_life_is_known_to_the_second() -> None:
    """Of many within a second the first is kept, and the next one after it counts again."""
    presence = Presence(NOON)
    presence.connected("ani", NOON)
    presence.heard("ani", NOON + A_MOMENT)
    assert heard_at(presence) == millis(NOON)
    presence.heard("ani", NOON + A_SECOND)
    assert heard_at(presence) == millis(NOON + A_SECOND)


def test_a_clock_set_back_does_not_keep_an_old_sign() -> None:
    """A sign that seems to lie ahead is replaced: nobody counts as heard of in times to come."""
    presence = Presence(NOON)
    presence.heard("ani", NOON + timedelta(days=1))
    presence.heard("ani", NOON)
    assert heard_at(presence) == millis(NOON)
