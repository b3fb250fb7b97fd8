"""The console's transcripts: listed, read, exported."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import msgspec
from aiohttp import web

from refdesk.desk.transcript_ports import Summary, Wanted
from refdesk.desk.transcript_search import Tally
from refdesk.domain.conversation import Stage
from refdesk.domain.listed_pages import TEXT, noted
from refdesk.errors import BadRequest, ForbiddenOrAbsent
from refdesk.people.authority import authorise
from refdesk.people.ports import AuditRow
from refdesk.privacy.consents import Purpose
from refdesk.protocol import values
from refdesk.web.access import ME, with_token
from refdesk.web.answers import json_answer
from refdesk.web.entry_texts import lookup_in
from refdesk.web.language import language_of
from refdesk.web.parts import PARTS, Parts
from refdesk.web.table_files import Batches, send_csv, send_workbook, separator_of
from refdesk.web.transcript_access import admit
from refdesk.web.transcript_rows import TranscriptRow, cells, headings, transcript_row
from refdesk.web.wire import View

MOST_ROWS = 200
USUAL_ROWS = 50
UNCOUNTED = -1
_LINES_A_WRITE = 200


class TranscriptList(msgspec.Struct, frozen=True, kw_only=True):
    """A page of the list; `next` leads to the page after it, "" after the last.

    The first page counts all that match, up to 1,000; others say -1. `unsearched` are
    conversations whose texts could not be looked at: ended ones that are not indexed yet, and open
    ones beyond the 200 newest.
    """

    count: int
    rows: list[TranscriptRow]
    next: str
    unsearched: int


class Transcript(msgspec.Struct, frozen=True, kw_only=True):
    """A whole conversation as staff see it."""

    row: TranscriptRow
    events: list[values.Event]


async def index(request: web.Request) -> web.Response:
    """GET /api/transcripts: those that match the filters, newest first; seeing them is audited."""
    authorise(request[ME].actor, "read_transcripts")
    parts = request.app[PARTS]
    after = request.query.get("after", "")
    limit = min(number_of(request, "limit", USUAL_ROWS), MOST_ROWS)
    filters = wanted(request, parts.zone)
    if after:
        found, tally = await parts.search.page(filters, after, limit + 1), Tally(UNCOUNTED)
    else:
        found, tally = await parts.search.first(filters, limit + 1)
    await _note_listed(request, found[:limit], filters)
    rows = [transcript_row(one) for one in found[:limit]]
    more = rows[-1].conversation if rows and len(found) > limit else ""
    listed = TranscriptList(count=tally.count, rows=rows, next=more, unsearched=tally.unsearched)
    return json_answer(listed)


async def _note_listed(request: web.Request, shown: Sequence[Summary], filters: Wanted) -> None:
    """Write down whose names and questions were seen; what was looked for is left out."""
    parts, used = request.app[PARTS], {}
    if filters.channel:
        used["channel"] = filters.channel
    if filters.stage is not None:
        used["stage"] = str(filters.stage)
    if filters.coded is not None:
        used["coded"] = "yes" if filters.coded else "no"
    if filters.text:
        used[TEXT] = ""
    opened = [(s.line.conversation, s.line.opened_at) for s in shown if s.line.opened_at]
    target, detail = noted(opened, used)
    by, detail = request[ME].actor.id, with_token(request, detail)
    await parts.audit(AuditRow(parts.desk.clock(), by, "transcripts_listed", target, detail))


async def read(request: web.Request) -> web.Response:
    """GET /api/transcripts/<id>: every event, bodies included; reading it is audited."""
    conversation, parts = request.match_info["conversation"], request.app[PARTS]
    found = await parts.transcripts.summary(conversation)
    if found is None:
        raise ForbiddenOrAbsent
    await admit(request, found.line)
    state = await parts.desk.turns.conversation(conversation)
    recorded = await parts.transcripts.read(conversation)
    events = View(staff=True, lookup=lookup_in(parts.shelf)).events(state, recorded)
    return json_answer(Transcript(row=transcript_row(found), events=events))


async def export(request: web.Request) -> web.StreamResponse:
    """GET /api/transcripts.csv: all that match, as a table for a spreadsheet; audited."""
    separator_of(request)
    return await send_csv(request, "transkrip", *await _table(request, "csv"))


async def workbook(request: web.Request) -> web.StreamResponse:
    """GET /api/transcripts.xlsx: the same table as an Excel workbook; audited."""
    return await send_workbook(request, "transkrip", *await _table(request, "xlsx"))


async def _table(request: web.Request, kind: str) -> tuple[list[str], Batches]:
    """Give headings and rows of whoever may export them; notes that they were exported."""
    me = request[ME].actor
    authorise(me, "export_transcripts")
    parts, language = request.app[PARTS], language_of(request)
    filters = wanted(request, parts.zone)
    detail = with_token(request, "")
    await parts.audit(AuditRow(parts.desk.clock(), me.id, "transcripts_exported", kind, detail))
    return headings(language), _batches(parts, filters, language)


async def _batches(parts: Parts, filters: Wanted, language: str) -> Batches:
    some: list[Summary] = []
    async for found in parts.search.each(filters):
        some.append(found)
        if len(some) >= _LINES_A_WRITE:
            yield await _lines(parts, some, language)
            some.clear()
    yield await _lines(parts, some, language)


async def _lines(parts: Parts, some: Sequence[Summary], language: str) -> list[list[object]]:
    """Give lines of the export: no word of a patron who refuses that theirs is evaluated."""
    names = [one.line.conversation for one in some]
    refusing = await parts.desk.consents.refusing(names, Purpose.EVALUATION)
    shown = (replace(s, question="") if s.line.conversation in refusing else s for s in some)
    return [cells(one, language, parts.zone) for one in shown]


def wanted(request: web.Request, zone: ZoneInfo) -> Wanted:
    """Read the filters; days are the library's own, `until` is the last day meant."""
    query = request.query
    until = day_of(query.get("until", ""), zone)
    return Wanted(
        since=day_of(query.get("since", ""), zone),
        until=until + timedelta(days=1) if until else None,
        stage=_stage(query.get("stage", "")),
        channel=query.get("channel", ""),
        text=query.get("q", "").strip(),
        coded={"yes": True, "no": False}.get(query.get("coded", "")),
    )


def day_of(text: str, zone: ZoneInfo) -> datetime | None:
    """Read the beginning of a day, None for no day; raises BadRequest."""
    if not text:
        return None
    try:
        return datetime.combine(date.fromisoformat(text), time(), zone)
    except ValueError:
        raise BadRequest("bad_date") from None


def _stage(text: str) -> Stage | None:
    if not text:
        return None
    try:
        return Stage(text)
    except ValueError:
        raise BadRequest("bad_stage") from None


def number_of(request: web.Request, name: str, usual: int) -> int:
    """Read a number of the query; raises BadRequest."""
    text = request.query.get(name, "")
    if not text:
        return usual
    if not text.isascii() or not text.isdigit() or len(text) > 9:  # noqa: PLR2004 # a count of rows
        raise BadRequest("bad_number")
    return int(text)
