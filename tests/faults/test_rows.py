"""The short form of the attack table: each row against the real server, counts only."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from tests.faults.listing import ROWS
from tests.faults.mutants import fits
from tests.faults.needs import postgres
from tests.faults.reporting import good, table
from tests.faults.rows import Finding, Ground, Row
from tests.faults.running import (
    BROKEN,
    CAUGHT,
    KEPT,
    MISSED,
    NOT_RUN,
    SHORT,
    Outcome,
    run,
    run_mutant,
)

BY_NAME = {row.name: row for row in ROWS}
# Mutants that are seen within seconds; `make faults` runs all.
QUICK = ("claims-sqlite", "disk-locked", "sigterm", "hostile-protocol")


def lacking(row: Row) -> str:
    """Say what this machine lacks; PostgreSQL comes with the tests, who lacks it is told so."""
    return next((said for need in row.needs if need is not postgres and (said := need())), "")


@pytest.mark.timeout(240)
@pytest.mark.parametrize("name", [row.name for row in ROWS if not lacking(row)])
def test_a_row_holds(name: str) -> None:
    """In a few repetitions every count is what it must be; a slow machine breaks nothing."""
    outcome = run(BY_NAME[name], short=True)
    assert outcome.verdict in (KEPT, SHORT), outcome.why


@pytest.mark.timeout(240)
@pytest.mark.parametrize("name", QUICK)
def test_a_mutant_is_caught(name: str) -> None:
    """The row fails on a faulty copy of the source, for the reason that the fault gives."""
    outcome = Outcome(name, "", KEPT)
    run_mutant(BY_NAME[name], outcome, short=True)
    assert outcome.mutant == CAUGHT, outcome.mutant_showed


def test_the_readme_names_every_row() -> None:
    """Who reads the table of rows misses none."""
    readme = (Path(__file__).parent / "README.md").read_text("utf-8")
    assert [name for name in BY_NAME if f"`{name}`" not in readme] == []


@pytest.mark.parametrize("name", BY_NAME)
def test_every_mutant_fits_the_source(name: str) -> None:
    """What a mutant replaces stands in the source once: it cannot rot unnoticed."""
    assert fits(BY_NAME[name].mutant)


def test_rows_that_cannot_run_here_are_named(
    record_property: Callable[[str, object], None],
) -> None:
    """What a row lacks on this machine is said at the end of the run."""
    for row in ROWS:
        if reason := lacking(row):
            record_property("not run", f"{row.name}: {reason}")
    assert len(BY_NAME) == len(ROWS), "two rows have one name"


async def _wrong(ground: Ground, _: Finding) -> None:
    assert ground.short, "one is lost"


async def _slow(_: Ground, finding: Finding) -> None:
    finding.within("took", 2.0, 1.0, "s")


async def _calm(_: Ground, finding: Finding) -> None:
    finding.note("lost", 0)


def _row(attack: Callable[..., object], **more: object) -> Row:
    return replace(BY_NAME["second-server"], name="tried", attack=attack, **more)  # type: ignore[arg-type]


def test_a_wrong_count_a_missed_time_and_a_lacking_means_are_told_apart() -> None:
    """Only a wrong count fails the whole; what was not run says why."""
    wrong, slow, calm = (run(_row(one), short=False) for one in (_wrong, _slow, _calm))
    lacks = run(_row(_calm, needs=(lambda: "needs a moon",)), short=False)
    assert [wrong.verdict, slow.verdict, calm.verdict, lacks.verdict] == [
        BROKEN,
        SHORT,
        KEPT,
        NOT_RUN,
    ]
    assert "one is lost" in wrong.why
    assert good([slow, calm, lacks])
    assert not good([wrong])
    told = table([wrong, slow, calm, lacks])
    for words in ("one is lost", "took 2 > 1 s", "lost 0", "needs a moon"):
        assert words in told


def test_a_mutant_that_nobody_sees_fails_the_whole() -> None:
    """A row that passes on the faulty copy is worth nothing, and is shown as such."""
    outcome = Outcome("tried", "", KEPT)
    run_mutant(_row(_calm), outcome, short=True)
    assert outcome.mutant == MISSED
    assert not good([outcome])
