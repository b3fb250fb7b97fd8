"""The knowledge library on the command line: check content, try a question, serve the scorer."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from kb import lexicon_checks
from kb.checks import findings
from kb.content_files import ContentErrors, load_directory
from kb.dense import DenseMissing
from kb.entries import Entry
from kb.index import build
from kb.rendering import to_text
from kb.suggest import Suggester
from kb.suggest_stdio import serve
from kb.variables import read_variables


def main(arguments: list[str] | None = None) -> int:
    """Run one command; gives the exit code, 1 when content has faults."""
    chosen = _parser().parse_args(arguments)
    try:
        return int(chosen.run(chosen))
    except ContentErrors as error:
        for problem in error.problems:
            _say(problem.text(chosen.lang))
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m kb", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    check = commands.add_parser("check", help="find faults in a folder of entries")
    check.add_argument("directory", type=Path)
    check.set_defaults(run=_check)
    ask = commands.add_parser("ask", help="show what a question would suggest")
    ask.add_argument("directory", type=Path)
    ask.add_argument("text")
    ask.set_defaults(run=_ask)
    for command in (check, ask):
        command.add_argument("--lang", choices=("id", "en"), default="id")
    words = commands.add_parser("check-lexicons", help="find faults in the word tables")
    words.set_defaults(run=_check_lexicons)
    words.add_argument("--lang", choices=("id", "en"), default="id")
    stdio = commands.add_parser("suggest-stdio", help="speak the retrieval scorer's protocol")
    stdio.add_argument(
        "--dense",
        action="store_true",
        default=os.environ.get("REFDESK_KB_DENSE", "").lower() in {"1", "true", "yes"},
        help="find by meaning too (needs `make dense`); REFDESK_KB_DENSE=true does the same",
    )
    stdio.set_defaults(run=_suggest_stdio, lang="en")
    return parser


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


def _load(directory: Path) -> list[Entry]:
    return load_directory(directory, read_variables(directory / "variables.toml"))


def _check(chosen: argparse.Namespace) -> int:
    entries = _load(chosen.directory)
    found = findings(entries, datetime.now(UTC).date())
    for finding in found:
        _say(finding.text(chosen.lang))
    faults = sum(finding.fault for finding in found)
    _say(
        f"{len(entries)} versi, {faults} kesalahan"
        if chosen.lang == "id"
        else f"{len(entries)} versions, {faults} faults"
    )
    return 1 if faults else 0


def _check_lexicons(_: argparse.Namespace) -> int:
    found = lexicon_checks.problems()
    if found:
        raise ContentErrors(found)
    return 0


def _ask(chosen: argparse.Namespace) -> int:
    entries = _load(chosen.directory)
    with tempfile.TemporaryDirectory(prefix="refdesk-kb-") as directory:
        suggester = Suggester(build(entries, Path(directory), "ask"), entries)
    found = suggester.suggest(chosen.text, chosen.lang)
    for number, item in enumerate(found.ranked):
        mark = "*" if number < found.shown else " "
        entry = suggester.entries[item.entry_id, item.lang]
        why = "; ".join(f"{reason.field}: {', '.join(reason.words)}" for reason in item.reasons)
        _say(f"{mark} {item.confidence:.2f} {entry.title}  [{item.entry_id}] {why}")
    if found.visible:
        first = found.visible[0]
        _say("\n" + to_text(suggester.entries[first.entry_id, first.lang].answer))
    return 0


def _suggest_stdio(chosen: argparse.Namespace) -> int:
    try:
        serve(sys.stdin, sys.stdout, dense=chosen.dense)
    except DenseMissing as missing:
        sys.stderr.write(f"{missing}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
