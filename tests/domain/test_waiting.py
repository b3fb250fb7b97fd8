"""The waiting line: order, place, an honest estimate."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from refdesk.domain.waiting import estimate, oldest_first, place_in_line
from tests.domain.making import NOON


def test_the_longest_wait_is_first() -> None:
    """Order is by time, then by id, so that it never changes by itself."""
    line = {"b": NOON, "a": NOON, "c": NOON - timedelta(seconds=1)}
    assert oldest_first(line) == ["c", "a", "b"]
    assert [place_in_line(one, line) for one in ("c", "a", "b", "absent")] == [1, 2, 3, 0]


@pytest.mark.parametrize(
    ("recent", "position", "librarians", "seconds"),
    [
        ([60, 60], 1, 1, 0),  # too few to know
        ([60, 60, 60], 0, 1, 0),
        ([60, 60, 60], 1, 0, 0),
        ([60, 60, 60], 1, 1, 60),
        ([60, 60, 60], 3, 2, 120),
        ([10, 20, 30, 400], 1, 1, 400),
        ([10, 20, 30, 40, 50, 60, 70, 400], 1, 1, 70),
    ],
)
def test_the_estimate_is_what_most_did_not_exceed(
    recent: list[float], position: int, librarians: int, seconds: int
) -> None:
    """Three of four recent patrons waited no longer; more before one means more rounds."""
    assert estimate(recent, position, librarians) == seconds


@given(
    st.lists(st.floats(0, 10_000), min_size=3, max_size=50),
    st.integers(1, 50),
    st.integers(1, 10),
)
def test_more_before_or_fewer_librarians_never_means_less(
    recent: list[float], position: int, librarians: int
) -> None:
    """The estimate grows with the line, shrinks with the desk."""
    here = estimate(recent, position, librarians)
    assert estimate(recent, position + 1, librarians) >= here
    assert estimate(recent, position, librarians + 1) <= here
