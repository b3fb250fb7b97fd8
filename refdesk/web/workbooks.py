"""Tables as XLSX workbooks, in which a text is always a text."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable, Sequence
from tempfile import TemporaryFile
from typing import Final

_WIDTH: Final = 18  # characters of a column
_PIECE: Final = 256 * 1024  # bytes
_MOST_CHARACTERS: Final = 32_767  # of a cell: Excel's own limit
_MOST_ROWS: Final = 1_048_576  # of a sheet: likewise
Cells = Sequence[object]


class Workbook:
    """One sheet, filled row by row into a file of its own; memory does not grow with the rows."""

    def __init__(self, headings: Sequence[str]) -> None:
        from xlsxwriter import Workbook as Book  # noqa: PLC0415 - a start exports nothing

        self._file = TemporaryFile()  # noqa: SIM115 - closed by `pieces`
        self._book = Book(self._file, {"constant_memory": True})
        self._sheet = self._book.add_worksheet()
        self._sheet.freeze_panes(1, 0)
        self._sheet.set_column(0, len(headings) - 1, _WIDTH)
        bold = self._book.add_format({"bold": True})
        for place, text in enumerate(headings):
            self._sheet.write_string(0, place, text, bold)
        self._rows = 1

    async def add(self, lines: Iterable[Cells]) -> None:
        """Add rows; numbers stay numbers, everything else is text. What no sheet holds is left."""
        await asyncio.to_thread(self._add, list(lines))

    def _add(self, lines: Sequence[Cells]) -> None:
        for cells in lines[: _MOST_ROWS - self._rows]:
            for place, value in enumerate(cells):
                if isinstance(value, int | float):
                    self._sheet.write_number(self._rows, place, value)
                else:
                    text = str(value)[:_MOST_CHARACTERS]
                    self._sheet.write_string(self._rows, place, text)
            self._rows += 1

    async def pieces(self) -> AsyncIterator[bytes]:
        """Give the finished file, piece by piece."""
        with self._file as file:
            await asyncio.to_thread(self._book.close)
            file.seek(0)
            while piece := await asyncio.to_thread(file.read, _PIECE):
                yield piece
