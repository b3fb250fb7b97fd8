"""Tables as CSV that a spreadsheet opens without running anything in it."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable
from enum import StrEnum

BYTE_ORDER_MARK = "\ufeff"  # without it Excel takes UTF-8 for something else
_SIGN = "[=+\\-@＝＋－＠﹢﹣﹫]"
_AFTER = r"[\s\"'\u200b\ufeff]*"  # what a spreadsheet may take away before it looks for a sign
_STARTS_A_FORMULA = re.compile(rf"{_AFTER}{_SIGN}|[\t\r\n]")


class Separator(StrEnum):
    """What stands between cells; Excel set to Indonesian takes the semicolon for it."""

    COMMA = "comma"
    SEMICOLON = "semicolon"


_SIGNS = {Separator.COMMA: ",", Separator.SEMICOLON: ";"}
# Read with the other separator a cell is cut there, and a line break in it begins a row.
_CUTS = {
    Separator.COMMA: re.compile(rf"([;\r\n])(?={_AFTER}{_SIGN})"),
    Separator.SEMICOLON: re.compile(rf"([,\r\n])(?={_AFTER}{_SIGN})"),
}


def harmless(value: object, separator: Separator = Separator.COMMA) -> str:
    """Give a cell's text; what a spreadsheet would take for a formula gets an apostrophe before it.

    So does what would begin a cell where the file is read with the other separator. Numbers stay
    as they are.
    """
    if isinstance(value, int | float):
        return str(value)
    text = _CUTS[separator].sub(r"\1'", str(value).replace("\0", ""))
    return f"'{text}" if _STARTS_A_FORMULA.match(text) else text


def csv_line(cells: Iterable[object], separator: Separator = Separator.COMMA) -> str:
    """Give one line of CSV, ended as RFC 4180 wants it."""
    line = io.StringIO()
    writer = csv.writer(line, delimiter=_SIGNS[separator], lineterminator="\r\n")
    writer.writerow([harmless(cell, separator) for cell in cells])
    return line.getvalue()
