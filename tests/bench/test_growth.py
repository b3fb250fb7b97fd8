"""Growth in small: made-up histories are what a server leaves, every act is measured."""

from __future__ import annotations

from datetime import UTC, datetime
from io import StringIO
from pathlib import Path

import msgspec
import pytest
from rich.console import Console

from refdesk.bench.growth import measure_growth
from refdesk.bench.growth_figures import Act, Growth, goal, ratio
from refdesk.bench.history import OPEN, history, stages_of
from refdesk.cli.growing import show
from refdesk.desk.transcript_ports import Wanted
from refdesk.domain.actors import Actor, Party
from refdesk.domain.conversation import Stage
from refdesk.store.opening import open_store

NOON = datetime(2026, 3, 2, 5, 0, tzinfo=UTC)
SARI = Actor(Party.STAFF, "sari", "Sari")


async def test_a_history_is_what_a_server_leaves(tmp_path: Path) -> None:
    """Every conversation replays, is listed in its stage, has its messages; the sum comes out."""
    written = list(history(600, SARI, NOON))
    assert len(written) == len(stages_of(600))
    store = await open_store(f"sqlite:///{tmp_path / 'x.db'}", clock=lambda: NOON)
    await store.fill([one.append for one in written], [r for one in written for r in one.receipts])
    rows = await store.transcripts.page(Wanted(), limit=1_000)
    assert sum(row.messages for row in rows) == 600
    for one in written:
        assert await store.log.load(one.append.conversation) == one.append.after
    assert len(await store.lists.claimed("main")) == OPEN[Stage.ACTIVE]
    assert (await store.lists.line("main"))[1] == OPEN[Stage.WAITING]
    assert (await store.lists.asked("main"))[1] == OPEN[Stage.ASKED]
    await store.close()


def test_the_same_seed_says_the_same() -> None:
    """Two histories of one seed hold the same texts."""

    def texts() -> list[object]:
        return [r.event for one in history(400, SARI, NOON) for r in one.append.recorded]

    assert texts() == texts()


@pytest.mark.timeout(240)  # five programs start, two servers among them
async def test_every_act_is_measured(tmp_path: Path) -> None:
    """A run over two small histories has each act on both, and finds what it made."""
    measured = await measure_growth(tmp_path, "sqlite", (400, 600))
    assert {len(measured.of(name)) for name in measured.names()} == {2}
    assert [act.rows for act in measured.of("cari kata yang langka")] == [20, 20]
    assert all(act.median_ms > 0 and act.cpu_ms >= 0 for act in measured.acts)
    assert all(one.filled_s and one.indexed_s for one in measured.histories)
    assert msgspec.json.decode(msgspec.json.encode(measured), type=Growth) == measured
    out = StringIO()
    show(measured, Console(file=out, width=140))
    assert "buka konsol" in out.getvalue()


@pytest.mark.parametrize(("rows", "allowed"), [((0, 0), 1.3), ((10, 10), 1.3), ((10, 50), 6.5)])
def test_what_has_to_be_read_may_be_paid_for(rows: tuple[int, int], allowed: float) -> None:
    """An act may cost more in the measure of the rows it has to read."""
    acts = [Act("x", 1, 2.0, 2.0, 1.0, rows[0]), Act("x", 2, 3.0, 3.0, 1.0, rows[1])]
    assert goal(acts) == pytest.approx(allowed)
    assert ratio(acts) == 1.5
