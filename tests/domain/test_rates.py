"""Token buckets."""

from hypothesis import given
from hypothesis import strategies as st

from refdesk.domain.rates import Bucket, Rate, debt, full, spend

RATE = Rate(burst=3, per_second=0.5)


def test_burst_then_steady() -> None:
    """So many at once, then one by one as the bucket fills."""
    bucket = full(RATE, 0.0)
    for _ in range(3):
        bucket = spend(bucket, RATE, 0.0)
        assert debt(bucket, RATE) == 0.0
    assert debt(spend(bucket, RATE, 0.0), RATE) == 2.0
    assert debt(spend(bucket, RATE, 1.0), RATE) == 1.0
    assert debt(spend(bucket, RATE, 2.0), RATE) == 0.0


def test_clock_that_goes_backwards_adds_nothing() -> None:
    """Time before the last look neither fills nor empties the bucket."""
    assert spend(Bucket(1.0, 10.0), RATE, 5.0) == Bucket(0.0, 10.0)


@given(st.lists(st.floats(0, 20), max_size=60))
def test_never_more_than_burst_plus_rate(gaps: list[float]) -> None:
    """Whoever waits as told never gets more than the burst and what the time allows."""
    now, taken, bucket = 0.0, 0, full(RATE, 0.0)
    for gap in gaps:
        now += gap
        spent = spend(bucket, RATE, now)
        if debt(spent, RATE) == 0.0:
            bucket = spent
            taken += 1
    assert taken <= RATE.burst + now * RATE.per_second + 1e-6
