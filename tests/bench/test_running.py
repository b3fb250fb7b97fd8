"""A measurement in small: real servers, every message counted."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import msgspec
from rich.console import Console

from refdesk.bench.figures import FULL, Measured, ratio
from refdesk.bench.plan import Plan
from refdesk.bench.running import measure
from refdesk.cli.benching import show

SMALL = Plan(talks=3, rates=(20,), seconds=0.5, rounds=1, idle=3, starts=1)


async def test_all_that_was_sent_was_acknowledged_then_delivered(tmp_path: Path) -> None:
    """Nothing is refused or lost, on product or prototype, at a rate or without one."""
    measured = await measure(tmp_path, SMALL, ["sqlite"], lambda _: None)
    (product,) = measured.servers
    for server in (measured.prototype, product):
        assert server.rates() == [20, FULL]
        assert all(one.per_second > 0 and one.cpu_ms > 0 for one in server.rounds)
        assert [(one.refused, one.lost) for one in server.rounds] == [({}, 0)] * 2
    assert ratio(product, measured.prototype, FULL, "cpu_ms") > 0
    assert msgspec.json.decode(msgspec.json.encode(measured), type=Measured) == measured
    assert {f"rates.{name}" for name in ("patron", "conversation", "staff")} <= set(measured.raised)
    _is_shown(measured)


def _is_shown(measured: Measured) -> None:
    out = StringIO()
    show(measured, Console(file=out, width=140))
    for word in ("refdesk, sqlite", "prototype", "max", "raised: rates.patron", "≥ 0.4 ×"):
        assert word in out.getvalue()
