"""`python -m tests.faults`: runs the attack table, all of it or the rows that are named."""

from __future__ import annotations

import argparse
import sys
from fnmatch import fnmatch
from pathlib import Path

from tests.faults.listing import ROWS
from tests.faults.reporting import good, keep, kept, table
from tests.faults.rows import Row
from tests.faults.running import Outcome, run, run_mutant


def main() -> int:
    """Run what was asked for; 1 when a count was wrong or a mutant was not seen."""
    asked = _arguments().parse_args()
    rows = _chosen(asked.rows)
    if asked.list:
        print("\n".join(f"{row.name:24} {row.goal}" for row in rows))
        return 0
    names = {row.name for row in rows}
    outcomes = [one for one in (kept(asked.json) if asked.add else []) if one.name not in names]
    for row in rows:
        outcomes.append(
            _one(row, mutants=asked.mutants, only=asked.only_mutants, short=asked.short)
        )
        keep(outcomes, asked.json)
    print(table(outcomes))
    print(f"JSON: {asked.json}")
    return 0 if good(outcomes) else 1


def _one(row: Row, *, mutants: bool, only: bool, short: bool) -> Outcome:
    print(f"{row.name}: {row.goal}", flush=True)
    outcome = Outcome(row.name, row.goal, "-") if only else run(row, short=short)
    print(f"  {outcome.verdict} {outcome.why} {outcome.measured} {outcome.seconds} s", flush=True)
    if mutants or only:
        run_mutant(row, outcome, short=short)
        print(f"  mutant caught: {outcome.mutant} {outcome.mutant_showed}", flush=True)
    return outcome


def _chosen(names: list[str]) -> list[Row]:
    for name in names:
        if not any(fnmatch(row.name, name) for row in ROWS):
            sys.exit(f"no row is called {name!r}; --list names them")
    return [row for row in ROWS if not names or any(fnmatch(row.name, name) for name in names)]


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("rows", nargs="*", help="names or patterns (cuts-*); none: all")
    parser.add_argument("--list", action="store_true", help="name the rows")
    parser.add_argument("--mutants", action="store_true", help="run each row's mutant as well")
    parser.add_argument("--only-mutants", action="store_true", help="run the mutants alone")
    parser.add_argument("--short", action="store_true", help="few repetitions: tries the rows")
    parser.add_argument("--add", action="store_true", help="keep other rows of the JSON file")
    parser.add_argument(
        "--json", type=Path, default=Path("var/faults.json"), help="where JSON goes"
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
