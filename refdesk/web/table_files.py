"""A table as a file to keep: CSV row by row, or a workbook."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from typing import Final

from aiohttp import web

from refdesk.errors import BadRequest
from refdesk.web.shape import Field
from refdesk.web.spreadsheets import BYTE_ORDER_MARK, Separator, csv_line
from refdesk.web.workbooks import Cells, Workbook

XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SEPARATORS: Final = Field(
    "separator",
    "Between cells: Excel set to Indonesian reads semicolons.",
    among=tuple(Separator),
)
Batches = AsyncIterator[Sequence[Cells]]


def separator_of(request: web.Request) -> Separator:
    """Read what is to stand between cells; raises BadRequest."""
    try:
        return Separator(request.query.get("separator", Separator.COMMA))
    except ValueError:
        raise BadRequest from None


async def send_csv(
    request: web.Request, name: str, headings: Sequence[str], batches: Batches
) -> web.StreamResponse:
    """Send a table as CSV while it is read."""
    separator = separator_of(request)
    response = web.StreamResponse(headers=_headers(f"{name}.csv", "text/csv; charset=utf-8"))
    await response.prepare(request)
    await response.write((BYTE_ORDER_MARK + csv_line(headings, separator)).encode())
    async for lines in batches:
        await response.write("".join(csv_line(one, separator) for one in lines).encode())
    await response.write_eof()
    return response


async def send_workbook(
    request: web.Request, name: str, headings: Sequence[str], batches: Batches
) -> web.StreamResponse:
    """Send a table as a workbook once all of it is written."""
    book = Workbook(headings)
    async for lines in batches:
        await book.add(lines)
    response = web.StreamResponse(headers=_headers(f"{name}.xlsx", XLSX))
    await response.prepare(request)
    async for piece in book.pieces():
        await response.write(piece)
    await response.write_eof()
    return response


def _headers(name: str, kind: str) -> dict[str, str]:
    return {
        "Content-Type": kind,
        "Content-Disposition": f'attachment; filename="{name}"',
        "Cache-Control": "no-store",
    }
