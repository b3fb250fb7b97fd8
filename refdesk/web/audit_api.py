"""The audit for the coordinator: who read, exported, changed what, and why."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

import msgspec
from aiohttp import web

from refdesk.domain.records import millis
from refdesk.people.audit_ports import Audited, AuditWanted
from refdesk.people.authority import authorise
from refdesk.people.ports import AuditRow
from refdesk.web.access import ME
from refdesk.web.answers import json_answer
from refdesk.web.language import language_of
from refdesk.web.parts import PARTS, Parts
from refdesk.web.table_files import Batches, send_csv, send_workbook, separator_of
from refdesk.web.transcripts import day_of, number_of
from refdesk.web.words import phrase, say

PAGE: Final = 50
MOST_PAGE: Final = 200
EXPORTED: Final = 500  # rows read at once


class AuditLine(msgspec.Struct, frozen=True, kw_only=True):
    """One row; `at` in milliseconds, `name` of the account where it is one."""

    id: int
    at: int
    actor: str
    name: str
    action: str
    target: str
    detail: str


class AuditPage(msgspec.Struct, frozen=True, kw_only=True):
    """A page, newest first; `next` leads to the page after it, 0 after the last."""

    rows: list[AuditLine]
    next: int
    actions: list[str]


async def index(request: web.Request) -> web.Response:
    """GET /api/audit: the rows that match the filters; looking is no row of its own."""
    authorise(request[ME].actor, "read_audit")
    parts = request.app[PARTS]
    limit = min(number_of(request, "limit", PAGE), MOST_PAGE)
    found = await parts.audit_log.page(_wanted(request, parts), _before(request), limit + 1)
    rows = [_line(one) for one in found[:limit]]
    more = rows[-1].id if rows and len(found) > limit else 0
    actions = [] if _before(request) else list(await parts.audit_log.actions())
    return json_answer(AuditPage(rows=rows, next=more, actions=actions))


async def export(request: web.Request) -> web.StreamResponse:
    """GET /api/audit.csv: all that match, as a table for a spreadsheet; audited itself."""
    separator_of(request)
    return await send_csv(request, "jejak-audit", *await _table(request, "csv"))


async def workbook(request: web.Request) -> web.StreamResponse:
    """GET /api/audit.xlsx: the same table as an Excel workbook; audited itself."""
    return await send_workbook(request, "jejak-audit", *await _table(request, "xlsx"))


async def _table(request: web.Request, kind: str) -> tuple[list[str], Batches]:
    me = request[ME].actor
    authorise(me, "read_audit")
    parts, language = request.app[PARTS], language_of(request)
    wanted = _wanted(request, parts)
    await parts.audit(AuditRow(parts.desk.clock(), me.id, "audit_exported", kind))
    return _headings(language), _batches(parts, wanted)


async def _batches(parts: Parts, wanted: AuditWanted) -> Batches:
    before = 0
    while found := await parts.audit_log.page(wanted, before, EXPORTED):
        yield [_cells(one, parts) for one in found]
        before = found[-1].id


def _wanted(request: web.Request, parts: Parts) -> AuditWanted:
    query = request.query
    until = day_of(query.get("until", ""), parts.zone)
    return AuditWanted(
        actor=query.get("actor", ""),
        action=query.get("action", ""),
        target=query.get("target", ""),
        since=day_of(query.get("since", ""), parts.zone),
        until=until + timedelta(days=1) if until else None,
    )


def _before(request: web.Request) -> int:
    return number_of(request, "before", 0)


def _line(one: Audited) -> AuditLine:
    row = one.row
    return AuditLine(
        id=one.id,
        at=millis(row.at),
        actor=row.actor,
        name=one.name,
        action=row.action,
        target=row.target,
        detail=row.detail,
    )


_HEADINGS: Final = (
    phrase("Waktu"),
    phrase("Pelaku"),
    phrase("Nama"),
    phrase("Tindakan"),
    phrase("Objek"),
    phrase("Keterangan"),
)


def _headings(language: str) -> list[str]:
    return [say(language, heading) for heading in _HEADINGS]


def _cells(one: Audited, parts: Parts) -> list[object]:
    row = one.row
    at = f"{row.at.astimezone(parts.zone):%Y-%m-%d %H:%M:%S}"
    return [at, row.actor, one.name, row.action, row.target, row.detail]
