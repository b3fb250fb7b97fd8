"""The list of entries as a table for a spreadsheet, with the use of each by month."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

from aiohttp import web

from refdesk.knowledge.editing import Dossier, states_of
from refdesk.knowledge.entry_use_ports import Use
from refdesk.web.access import ME
from refdesk.web.editor_list import NOBODY, matching, total
from refdesk.web.language import language_of
from refdesk.web.parts import PARTS
from refdesk.web.table_files import Batches, send_csv, send_workbook, separator_of
from refdesk.web.words import phrase, say
from refdesk.web.workbooks import Cells

TOGETHER: Final = 200  # entries whose use is read at once
_NAME: Final = "entri"
_HEADINGS: Final = (
    phrase("Alamat entri"),
    phrase("Jenis"),
    phrase("Pembaca"),
    phrase("Pertanyaan atau judul"),
    phrase("Keadaan"),
    phrase("Penanggung jawab"),
    phrase("Tinjau sebelum"),
    phrase("Menjawab, orang"),
    phrase("Tidak menjawab, orang"),
    phrase("Dibaca, 12 bulan"),
    phrase("Disarankan, 12 bulan"),
)


async def export(request: web.Request) -> web.StreamResponse:
    """GET /api/kb/entries.csv: all that match the filters of the list, with their use."""
    separator_of(request)
    return await send_csv(request, _NAME, *await _table(request))


async def workbook(request: web.Request) -> web.StreamResponse:
    """GET /api/kb/entries.xlsx: the same table as an Excel workbook."""
    return await send_workbook(request, _NAME, *await _table(request))


async def _table(request: web.Request) -> tuple[list[str], Batches]:
    dossiers, language = await matching(request), language_of(request)
    months = request.app[PARTS].uses.months()
    headings = [say(language, heading) for heading in _HEADINGS]
    for words in (phrase("Dibaca {month}"), phrase("Disarankan {month}")):
        headings += [say(language, words, month=f"{month:%Y-%m}") for month in months]
    return headings, _batches(request, dossiers, months)


async def _batches(
    request: web.Request, dossiers: Sequence[Dossier], months: Sequence[date]
) -> Batches:
    parts = request.app[PARTS]
    editing = parts.editor.editing
    today = editing.today()
    for start in range(0, len(dossiers), TOGETHER):
        some = dossiers[start : start + TOGETHER]
        ids = [one.id for one in some]
        made = await editing.voices(request[ME].actor, ids)
        uses = await parts.uses.of(ids)
        yield [
            [
                *_standing(one, today),
                *made.get(one.id, NOBODY),
                *total(uses.get(one.id, {})),
                *_by_month(uses.get(one.id, {}), months),
            ]
            for one in some
        ]


def _standing(dossier: Dossier, today: date) -> Cells:
    entry = dossier.versions[-1].entry
    states = sorted(f"{lang}: {state}" for lang, state in states_of(dossier, today).items())
    review_by = entry.review_by.isoformat() if entry.review_by else ""
    return [
        dossier.id,
        str(entry.kind),
        str(entry.audience),
        entry.title,
        ", ".join(states),
        entry.owner,
        review_by,
    ]


def _by_month(use: Mapping[date, Use], months: Sequence[date]) -> list[object]:
    found = [use.get(month, Use()) for month in months]
    return [*(one.viewed for one in found), *(one.offered for one in found)]
