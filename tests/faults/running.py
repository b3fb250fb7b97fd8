"""Runs one row on an empty folder within its time, then says how it went."""

from __future__ import annotations

import asyncio
import re
import tempfile
import time
import traceback
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tests.faults.mutants import planted
from tests.faults.rows import Finding, Ground, Mutant, Row
from tests.journeys.server import ROOT

SECONDS = 600  # for one row
TOLD = 3  # errors that are told of a row
KEPT, SHORT, BROKEN, NOT_RUN = "kept", "short", "BROKEN", "not run"
CAUGHT, MISSED, OTHERWISE = "yes", "NO", "otherwise"


@dataclass
class Outcome:
    """How a row went; `mutant` is empty where the mutant was not run."""

    name: str
    goal: str
    verdict: str
    why: str = ""
    measured: dict[str, str] = field(default_factory=dict)
    seconds: float = 0.0
    mutant: str = ""
    mutant_showed: str = ""


def missing(row: Row) -> str:
    """Say what this machine lacks for the row."""
    return next((reason for need in row.needs if (reason := need())), "")


def run(row: Row, *, short: bool) -> Outcome:
    """Run a row against the source as it is."""
    if reason := missing(row):
        return Outcome(row.name, row.goal, NOT_RUN, reason)
    began = time.monotonic()
    finding, why = _fight(row, None, short=short)
    verdict = BROKEN if why else SHORT if finding.missed else KEPT
    why = why or "; ".join(finding.missed)
    took = round(time.monotonic() - began, 1)
    return Outcome(row.name, row.goal, verdict, why, finding.measured, took)


def run_mutant(row: Row, outcome: Outcome, *, short: bool) -> None:
    """Run a row against its mutant; the outcome says whether the row has seen it."""
    if missing(row):
        return
    finding, why = _fight(row, row.mutant, short=short)
    showed = why or "; ".join(finding.missed)
    seen = CAUGHT if re.search(row.mutant.shows, showed) else OTHERWISE
    outcome.mutant = seen if showed else MISSED
    outcome.mutant_showed = showed


def _fight(row: Row, mutant: Mutant | None, *, short: bool) -> tuple[Finding, str]:
    """Run the attack; give what it measured, and how it ended if not well."""
    finding = Finding()
    with tempfile.TemporaryDirectory(prefix="refdesk-faults-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        (folder / "ground").mkdir()
        try:
            tree = planted(mutant, folder) if mutant else ROOT
            ground = Ground(folder / "ground", tree, short)
            asyncio.run(_within_time(row, ground, finding))
        except Exception as error:  # noqa: BLE001 - a row that fails must not end the others
            return finding, explained(error)
    return finding, ""


async def _within_time(row: Row, ground: Ground, finding: Finding) -> None:
    async with asyncio.timeout(SECONDS):
        await row.attack(ground, finding)


def explained(error: BaseException) -> str:
    """Say in one line what went wrong, where: the first failed assertion, then what else did."""
    leaves = [one for one in _leaves(error) if not isinstance(one, asyncio.CancelledError)]
    leaves.sort(key=lambda one: not isinstance(one, AssertionError))
    return "; ".join(dict.fromkeys(_in_words(one) for one in leaves[:TOLD]))


def _in_words(inner: BaseException) -> str:
    frames = traceback.extract_tb(inner.__traceback__)
    where = (
        f"{Path(frames[-1].filename).name} {frames[-1].name}: {frames[-1].line}" if frames else ""
    )
    words = " ".join(str(inner).split())[:600]
    if isinstance(inner, AssertionError):
        return f"{words} [{where}]" if words else where
    return f"{type(inner).__name__} {words} [{where}]"


def _leaves(error: BaseException) -> Iterator[BaseException]:
    """Give the error, or those of a group, then what they came from while tidying up."""
    if isinstance(error, BaseExceptionGroup):
        for one in error.exceptions:
            yield from _leaves(one)
    else:
        yield error
    if error.__context__ is not None:
        yield from _leaves(error.__context__)
