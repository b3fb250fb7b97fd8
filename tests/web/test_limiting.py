"""The limiter: delays, refusals, forgetting."""

import pytest

from refdesk.domain.rates import Rate
from refdesk.errors import RateLimited
from refdesk.web import limiting
from refdesk.web.limiting import LONGEST, NORMAL, PATIENCE, Charge, Limiter

TIGHT = Rate(burst=1, per_second=0.1)
BRISK = Rate(burst=1, per_second=1.0)


def test_short_excess_is_delayed_a_long_one_refused() -> None:
    """A little too fast means waiting; much too fast is refused and takes nothing."""
    limiter = Limiter()
    assert limiter.charge([Charge("a", BRISK)], 0.0) == 0.0
    assert limiter.charge([Charge("a", BRISK)], 0.0) == 1.0
    assert limiter.charge([Charge("b", TIGHT)], 0.0) == 0.0
    for _ in range(2):
        with pytest.raises(RateLimited) as refused:
            limiter.charge([Charge("b", TIGHT)], 0.0)
        assert refused.value.retry_after == 10.0


def test_gentle_charge_only_delays() -> None:
    """An address that everybody shares never refuses anybody."""
    limiter = Limiter()
    for _ in range(50):
        assert limiter.charge([Charge("address", TIGHT, gentle=True)], 0.0) <= LONGEST


def test_a_crowd_at_one_address_is_let_through_one_after_the_other() -> None:
    """Of two thousand at the same moment, and of as many later, no ten are let on within 30 ms."""
    limiter = Limiter()
    crowd = [Charge("address", NORMAL.address, gentle=True)]
    for now in (0.0, 10.0, 20.0):
        waits = [limiter.charge(crowd, now) for _ in range(2_000)]
        late = waits[0 if now else 400 :]
        assert late == sorted(late)
        assert max(late) <= LONGEST
        assert all(after - wait > 0.03 for wait, after in zip(late, late[9:], strict=False))


def test_a_crowd_leaves_no_debt_behind() -> None:
    """However long it lasted, soon after a crowd nobody at its address waits any more."""
    limiter = Limiter()
    crowd = [Charge("address", NORMAL.address, gentle=True)]
    for moment in range(60 * 100):
        for _ in range(3):
            limiter.charge(crowd, moment / 100)
    assert limiter.charge(crowd, 60.0) > PATIENCE
    assert limiter.charge(crowd, 60.1 + LONGEST) == 0.0


def test_refusal_by_one_charge_spends_none() -> None:
    """What is refused costs no token anywhere."""
    limiter = Limiter()
    limiter.charge([Charge("tight", TIGHT)], 0.0)
    with pytest.raises(RateLimited):
        limiter.charge([Charge("tight", TIGHT), Charge("brisk", BRISK)], 0.0)
    assert limiter.charge([Charge("brisk", BRISK)], 0.0) == 0.0


def test_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keys not heard of for longest are forgotten."""
    monkeypatch.setattr(limiting, "_REMEMBERED", 2)
    limiter = Limiter()
    for key in ("a", "b", "c"):
        limiter.charge([Charge(key, TIGHT)], 0.0)
    assert limiter.charge([Charge("a", TIGHT)], 0.0) == 0.0
