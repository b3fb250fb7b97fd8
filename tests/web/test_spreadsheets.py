"""Cells that no spreadsheet runs."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from refdesk.web.spreadsheets import csv_line, harmless


@pytest.mark.parametrize("cell", ["=1+1", "+62", "-2", "@x", "\t=1", "\r=1", " =cmd", "＝1"])
def test_what_looks_like_a_formula_is_defused(cell: str) -> None:
    """A text that would start a formula gets an apostrophe before it."""
    assert harmless(cell) == "'" + cell


@pytest.mark.parametrize("cell", [5, -5, "halo", "", "a=b"])
def test_harmless_cells_stay(cell: object) -> None:
    """Numbers and ordinary text are written as they are."""
    assert harmless(cell) == str(cell)


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=2, max_size=5))
def test_a_line_reads_back(cells: list[str]) -> None:
    """Commas, quotes and line breaks inside cells survive."""
    (read,) = list(csv.reader(io.StringIO(csv_line(cells), newline="")))
    assert read == [harmless(cell) for cell in cells]
