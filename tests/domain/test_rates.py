"""Token buckets."""

from hypothesis import given
from hypothesis import strategies as st

from refdesk.domain.rates import Rate, spend

RATE = Rate(burst=3, per_second=0.5)


def test_burst_then_steady() -> None:
    """So many at once, then one by one as the bucket fills."""
    full_at = 0.0
    for _ in range(3):
        full_at, owed = spend(full_at, RATE, 0.0)
        assert owed == 0.0
    assert [spend(full_at, RATE, now)[1] for now in (0.0, 1.0, 2.0)] == [2.0, 1.0, 0.0]


def test_clock_that_goes_backwards_adds_nothing() -> None:
    """Time before the last look gives nobody more than they had."""
    full_at, _ = spend(10.0, RATE, 10.0)
    assert spend(full_at, RATE, 5.0) == (14.0, 3.0)


@given(st.lists(st.floats(0, 20), max_size=60))
def test_never_more_than_burst_plus_rate(gaps: list[float]) -> None:
    """Whoever waits as told never gets more than the burst and what the time allows."""
    now, taken, full_at = 0.0, 0, 0.0
    for gap in gaps:
        now += gap
        spent, owed = spend(full_at, RATE, now)
        if owed == 0.0:
            full_at = spent
            taken += 1
    assert taken <= RATE.burst + now * RATE.per_second + 1e-6
