"""Checks find what no single file shows."""

from dataclasses import replace
from datetime import date

import pytest

from kb.checks import findings
from kb.entries import Entry
from tests.kb.shelf_of_five import FIVE

TODAY = date(2026, 11, 1)
PAIR = FIVE[:2]


def about(entries: list[Entry]) -> list[str]:
    """Give the findings as English lines."""
    return [finding.text("en") for finding in findings(entries, TODAY)]


def test_a_sound_pair_has_no_findings() -> None:
    """An entry in both languages, linked to nothing, is in order."""
    assert about(PAIR) == []


@pytest.mark.parametrize(
    ("entries", "says"),
    [
        ([*PAIR, PAIR[0]], "two entries have this id"),
        ([replace(PAIR[0], related=("nanti",)), PAIR[1]], "does not exist"),
        ([replace(PAIR[0], answer="Lihat [ini](/kb/nanti)."), PAIR[1]], "links to '/kb/nanti'"),
        ([PAIR[0]], "no 'en' version"),
        ([replace(PAIR[0], review_by=date(2026, 10, 1)), PAIR[1]], "was due on 2026-10-01"),
        ([replace(PAIR[0], answer="kata " * 1000), PAIR[1]], "Telegram shows 4096"),
        ([*PAIR, replace(PAIR[0], id="denda-2"), replace(PAIR[1], id="denda-2")], "almost that"),
    ],
)
def test_a_fault_is_found(entries: list[Entry], says: str) -> None:
    """Each kind of fault is told in words."""
    assert any(says in line for line in about(entries))


def test_only_broken_things_are_faults() -> None:
    """A missing translation is advice; a link into nothing must be mended, so it comes first."""
    found = findings([replace(PAIR[0], related=("nanti",))], TODAY)
    assert [finding.fault for finding in found] == [True, False]
