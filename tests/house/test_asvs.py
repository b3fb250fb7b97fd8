"""The tables of threats, of ASVS: complete, true about what exists."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

import pytest

from tests.house.asvs_ids import levels
from tests.house.code_files import ROOT

ASVS: Final = ROOT / "deploy" / "ASVS.md"
THREATS: Final = ROOT / "refdesk" / "THREATS.md"
STATUSES: Final = {"met", "partly", "not met", "operator", "n/a"}
_PATH: Final = re.compile(r"`((?:tests|refdesk|deploy)/[^`*\s]+)`")
_ROW: Final = re.compile(r"^\| (\d+\.\d+\.\d+) \| ([12]) \| (.+) \| (.+) \| (.+) \|$", re.MULTILINE)
Row = tuple[str, str, str, str, str]


def rows() -> list[Row]:
    """Give number, level, wording, status and check of each row."""
    return _ROW.findall(ASVS.read_text("utf-8"))


def absent(text: str) -> list[str]:
    """Give the paths that a text names and that do not exist."""
    return [path for path in _PATH.findall(text) if not (ROOT / path).exists()]


def test_every_requirement_has_one_row_with_its_level() -> None:
    """Nothing of levels 1 and 2 is left out, nothing is there twice."""
    found = [(number, int(level)) for number, level, *_ in rows()]
    assert dict(found) == levels()
    assert len(found) == len(levels())


def test_every_row_says_how_it_stands_and_why() -> None:
    """A status of the five, a wording, and a check: what is met names a file or a linter's rule."""
    for number, _, wording, status, check in rows():
        assert status in STATUSES, number
        assert wording.strip(), number
        assert len(check) > 3, number
    unshown = [
        number
        for number, _, _, status, check in rows()
        if status == "met" and not re.search(r"`|ruff|none exist|one application|SHA|Python", check)
    ]
    assert unshown == ["13.2.5"], "which refers to the row above it"


def test_the_counts_are_those_of_the_rows() -> None:
    """The summary at the top adds up."""
    text, statuses = ASVS.read_text("utf-8"), [row[3] for row in rows()]
    for status in STATUSES:
        assert f"| {status} | {statuses.count(status)} |" in text


@pytest.mark.parametrize("file", [ASVS, THREATS], ids=lambda file: file.name)
def test_what_a_table_names_exists(file: Path) -> None:
    """Each test and file that is named as a check is there."""
    named = _PATH.findall(file.read_text("utf-8"))
    assert len(named) > 40
    assert absent(file.read_text("utf-8")) == []


def test_a_check_that_is_gone_is_caught() -> None:
    """A path that does not exist is told."""
    assert absent("`tests/web/test_nothing.py`, `tests/web/test_routes.py`") == [
        "tests/web/test_nothing.py"
    ]
