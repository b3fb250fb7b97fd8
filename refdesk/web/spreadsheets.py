"""Tables as CSV that a spreadsheet opens without running anything in it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

BYTE_ORDER_MARK = "\ufeff"  # without it Excel takes UTF-8 for something else
_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def harmless(value: object) -> str:
    """Give a cell's text; what a spreadsheet would take for a formula gets an apostrophe before it.

    Numbers stay as they are.
    """
    if isinstance(value, int | float):
        return str(value)
    text = str(value).replace("\0", "")
    if text.startswith(_STARTS_A_FORMULA) or text.lstrip().startswith(_STARTS_A_FORMULA):
        return f"'{text}"
    return text


def csv_line(cells: Iterable[object]) -> str:
    """Give one line of CSV, ended as RFC 4180 wants it."""
    line = io.StringIO()
    csv.writer(line, lineterminator="\r\n").writerow([harmless(cell) for cell in cells])
    return line.getvalue()
