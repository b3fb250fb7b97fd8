"""What one process hears of librarians."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

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


@pytest.mark.parametrize(
    ("idle", "silent", "expected"),
    [(0, 0, True), (299, 10, True), (300, 10, False), (120, 90, False), (-1, 0, False)],
)
def test_only_a_recent_act_tells_that_somebody_sits_there(
    idle: int, silent: int, expected: bool
) -> None:
    """A page left open is heard of for hours; -1: its person has never acted."""
    presence = Presence(NOON)
    evening = NOON + timedelta(hours=6)
    presence.connected("ani", NOON)
    if idle >= 0:
        presence.acted("ani", evening - idle * A_SECOND)
    presence.heard("ani", evening - silent * A_SECOND)
    assert presence.is_attended("ani", evening) is expected
    presence.gone("ani", evening)
    assert not presence.is_attended("ani", evening)


def test_a_page_that_comes_back_by_itself_is_no_act() -> None:
    """After a lost connection or a restart nobody sits there for that; a new log-in is one."""
    presence = Presence(NOON)
    presence.connected("ani", NOON + A_SECOND)
    assert not presence.is_attended("ani", NOON + A_SECOND)
    later = NOON + timedelta(hours=1)
    presence.heard("ani", later)
    presence.gone("ani", later)
    presence.connected("ani", later + 30 * A_SECOND)
    assert not presence.is_attended("ani", later + 30 * A_SECOND)
    presence.gone("ani", later + 40 * A_SECOND)
    evening = NOON + timedelta(hours=6)
    presence.connected("ani", evening)
    assert presence.is_attended("ani", evening)


def test_a_clock_set_back_does_not_keep_an_old_sign() -> None:
    """A sign that seems to lie ahead is replaced: nobody counts as heard of in times to come."""
    presence = Presence(NOON)
    presence.heard("ani", NOON + timedelta(days=1))
    presence.heard("ani", NOON)
    assert heard_at(presence) == millis(NOON)
