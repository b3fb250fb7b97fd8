"""Duty: the roster against what was last heard."""

from datetime import datetime, timedelta

import pytest

from refdesk.domain.duty import Sighting, Standing, standing, vanished
from refdesk.domain.patience import Patience
from tests.domain.making import NOON

LONG_AGO = NOON - timedelta(days=1)
PATIENCE = Patience()


def ago(**span: float) -> datetime:
    """Give a moment before noon."""
    return NOON - timedelta(**span)


@pytest.mark.parametrize(
    ("connections", "silent", "idle", "expected"),
    [
        (1, 0, 0, Standing.PRESENT),
        (1, 80, 3600, Standing.PRESENT),  # a quiet hour at the desk
        (0, 29, 29, Standing.PRESENT),  # a page that reloads
        (0, 30, 30, Standing.AWAY),
        (1, 90, 90, Standing.VANISHED),  # a socket nobody answers on
        (0, 899, 899, Standing.VANISHED),
        (0, 900, 900, Standing.ABSENT),
        (1, 5, 3 * 3600, Standing.ABSENT),  # a forgotten page
    ],
)
def test_standing_follows_what_was_heard(
    connections: int, silent: int, idle: int, expected: Standing
) -> None:
    """Bytes tell presence, acts tell that somebody is still there."""
    seen = Sighting(connections, ago(seconds=silent), ago(seconds=idle))
    assert standing(seen, LONG_AGO, NOON, PATIENCE) is expected


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [
        (0, Standing.PRESENT),
        (89, Standing.PRESENT),
        (90, Standing.VANISHED),
        (900, Standing.ABSENT),
    ],
)
def test_a_start_gives_everybody_time(seconds: int, expected: Standing) -> None:
    """Who was not heard of since the start counts as present until the time is over."""
    assert standing(None, ago(seconds=seconds), NOON, PATIENCE) is expected


def test_nobody_is_silent_for_longer_than_the_server_listens() -> None:
    """What was heard before the process slept does not count against anybody."""
    seen = Sighting(0, LONG_AGO, LONG_AGO)
    assert not vanished(seen, ago(seconds=89), NOON, PATIENCE)
    assert vanished(seen, ago(seconds=90), NOON, PATIENCE)
