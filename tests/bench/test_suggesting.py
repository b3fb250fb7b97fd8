"""What suggestions do to acknowledgements is told by pairs of loads in one run."""

from __future__ import annotations

from io import StringIO

from rich.console import Console

from refdesk.bench.figures import Round
from refdesk.bench.suggesting import Suggesting, answer_time
from refdesk.cli.suggesting import show


def a_round(ack_p99: float) -> Round:
    """Give a load whose acknowledgements took this long."""
    return Round(200, 200.0, 0.2, 1.0, ack_p99, 1.0, 2.0, {}, 0, 0.0)


def test_the_share_is_that_of_the_medians() -> None:
    """One round in which the machine was busy changes nothing."""
    without = [a_round(4.0), a_round(5.0), a_round(90.0)]
    along = [a_round(6.0), a_round(5.5), a_round(100.0)]
    assert Suggesting(without, along, [1.0], 1).share == 6.0 / 5.0


def test_the_table_tells_the_goal() -> None:
    """A share over the bound is told as not reached, with the suggestions' own times."""
    measured = Suggesting([a_round(4.0)], [a_round(8.0)], [float(n) for n in range(100)], 90)
    out = StringIO()
    show(measured, Console(file=out, width=120))
    assert "2.00, goal ≤ 1.3: not reached" in out.getvalue()
    assert "90 of 100 found entries" in out.getvalue()
    assert answer_time(measured, 0.5) == 50.0
