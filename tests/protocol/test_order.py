"""Order after a command was refused for the moment, pauses before coming back."""

from hypothesis import given
from hypothesis import strategies as st

from refdesk.protocol.codes import FOLLOW_LIMIT
from refdesk.protocol.order import Order
from refdesk.protocol.pauses import LONGEST, SHORTEST, pause


def test_later_command_waits_for_the_refused_one() -> None:
    """Nothing overtakes a refused command in its conversation; other conversations go on."""
    order = Order()
    assert order.wait("c1", "a", 0.0) == 0.0
    order.refused("c1", "a", 3.0, 0.0)
    order.refused("c1", "b", 9.0, 0.5)
    assert order.wait("c1", "b", 1.0) == 2.0
    assert order.wait("c1", "b", 2.9) == 1.0
    assert order.wait("c2", "b", 1.0) == 0.0
    assert order.wait("c1", "a", 3.0) == 0.0
    assert order.wait("c1", "b", 3.1) == 0.0


def test_what_is_remembered_is_bounded() -> None:
    """Refusals in very many conversations push out the oldest."""
    order = Order()
    for number in range(FOLLOW_LIMIT + 1):
        order.refused(f"c{number}", "a", 1.0, 0.0)
    assert order.wait("c0", "b", 0.0) == 0.0
    assert order.wait("c1", "b", 0.0) == 1.0


@given(st.integers(0, 10_000), st.floats(0, 1, exclude_max=True))
def test_pause_is_bounded(attempt: int, chance: float) -> None:
    """The pause lies between half a second and thirty seconds, whatever the attempt."""
    assert SHORTEST <= pause(attempt, chance) <= LONGEST


def test_pause_grows() -> None:
    """The longest possible pause doubles up to the ceiling."""
    assert [pause(n, 0.999999).__round__() for n in range(7)] == [1, 2, 4, 8, 16, 30, 30]
