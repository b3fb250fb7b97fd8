"""The table at the end of a run, for people and as JSON."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

from tests.faults.running import BROKEN, CAUGHT, Outcome

_HEAD = ("row", "goal", "measured", "verdict", "mutant caught")


def table(outcomes: list[Outcome]) -> str:
    """Give the table as Markdown."""
    lines = [_line(_HEAD), _line(["---"] * len(_HEAD))]
    lines += [_line(_cells(one)) for one in outcomes]
    return "\n".join(lines)


def good(outcomes: list[Outcome]) -> bool:
    """Tell whether no count was wrong and no mutant escaped; times alone fail nothing."""
    return all(one.verdict != BROKEN and one.mutant in ("", CAUGHT) for one in outcomes)


def keep(outcomes: list[Outcome], file: Path) -> None:
    """Write the same as JSON."""
    rows = [asdict(one) for one in outcomes]
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(rows, indent=2, ensure_ascii=False) + "\n", "utf-8")


def kept(file: Path) -> list[Outcome]:
    """Give what an earlier run wrote, nothing where there was none."""
    rows = json.loads(file.read_text("utf-8")) if file.exists() else []
    return [Outcome(**row) for row in rows]


def _cells(one: Outcome) -> list[str]:
    measured = ", ".join(f"{what} {value}" for what, value in one.measured.items())
    verdict = f"{one.verdict}: {one.why}" if one.why else one.verdict
    return [one.name, one.goal, measured, verdict, one.mutant or "not tried"]


def _line(cells: list[str] | tuple[str, ...]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
