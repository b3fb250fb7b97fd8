"""The console's transcripts: listed, read, exported."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import msgspec
from aiohttp import web

from refdesk.desk.transcript_ports import Wanted
from refdesk.desk.transcript_search import Tally
from refdesk.domain.conversation import Stage
from refdesk.errors import BadRequest, ForbiddenOrAbsent
from refdesk.people.authority import authorise
from refdesk.people.ports import AuditRow
from refdesk.protocol import values
from refdesk.web.access import ME
from refdesk.web.answers import json_answer
from refdesk.web.entry_texts import lookup_in
from refdesk.web.language import language_of
from refdesk.web.parts import PARTS
from refdesk.web.spreadsheets import BYTE_ORDER_MARK, csv_line
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
    """GET /api/transcripts: those that match the filters, newest first."""
    authorise(request[ME].actor, "read_transcripts")
    parts = request.app[PARTS]
    after = request.query.get("after", "")
    limit = min(_number(request, "limit", USUAL_ROWS), MOST_ROWS)
    filters = wanted(request, parts.zone)
    if after:
        found, tally = await parts.search.page(filters, after, limit + 1), Tally(UNCOUNTED)
    else:
        found, tally = await parts.search.first(filters, limit + 1)
    rows = [transcript_row(one) for one in found[:limit]]
    more = rows[-1].conversation if rows and len(found) > limit else ""
    listed = TranscriptList(count=tally.count, rows=rows, next=more, unsearched=tally.unsearched)
    return json_answer(listed)


async def read(request: web.Request) -> web.Response:
    """GET /api/transcripts/<id>: every event, bodies included; reading it is audited."""
    me, conversation = request[ME].actor, request.match_info["conversation"]
    parts = request.app[PARTS]
    found = await parts.transcripts.summary(conversation)
    if found is None or found.line.library != me.library:
        raise ForbiddenOrAbsent
    state = await parts.desk.turns.conversation(conversation)
    authorise(me, "read_transcripts", state)
    recorded = await parts.transcripts.read(conversation)
    await parts.audit(AuditRow(parts.desk.clock(), me.id, "transcript_read", conversation))
    events = View(staff=True, lookup=lookup_in(parts.shelf)).events(state, recorded)
    return json_answer(Transcript(row=transcript_row(found), events=events))


async def export(request: web.Request) -> web.StreamResponse:
    """GET /api/transcripts.csv: all that match, as a table for a spreadsheet; audited."""
    me = request[ME].actor
    authorise(me, "export_transcripts")
    parts, language = request.app[PARTS], language_of(request)
    filters = wanted(request, parts.zone)
    await parts.audit(AuditRow(parts.desk.clock(), me.id, "transcripts_exported", "csv"))
    response = web.StreamResponse(headers=_as_file("transkrip.csv"))
    await response.prepare(request)
    lines = [BYTE_ORDER_MARK + csv_line(headings(language))]
    async for found in parts.search.each(filters):
        lines.append(csv_line(cells(found, language, parts.zone)))
        if len(lines) >= _LINES_A_WRITE:
            await response.write("".join(lines).encode())
            lines.clear()
    await response.write("".join(lines).encode())
    await response.write_eof()
    return response


def wanted(request: web.Request, zone: ZoneInfo) -> Wanted:
    """Read the filters; days are the library's own, `until` is the last day meant."""
    query = request.query
    until = _day(query.get("until", ""), zone)
    return Wanted(
        since=_day(query.get("since", ""), zone),
        until=until + timedelta(days=1) if until else None,
        stage=_stage(query.get("stage", "")),
        channel=query.get("channel", ""),
        text=query.get("q", "").strip(),
        coded={"yes": True, "no": False}.get(query.get("coded", "")),
    )


def _as_file(name: str) -> dict[str, str]:
    return {
        "Content-Type": "text/csv; charset=utf-8",
        "Content-Disposition": f'attachment; filename="{name}"',
        "Cache-Control": "no-store",
    }


def _day(text: str, zone: ZoneInfo) -> datetime | None:
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


def _number(request: web.Request, name: str, usual: int) -> int:
    text = request.query.get(name, "")
    if not text:
        return usual
    if not text.isascii() or not text.isdigit() or len(text) > 9:  # noqa: PLR2004 # a count of rows
        raise BadRequest("bad_number")
    return int(text)
