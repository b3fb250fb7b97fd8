"""Questions without an answer, in groups: listed for editors, decided on by them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Final

import msgspec
from aiohttp import web

from refdesk.knowledge.gaps import LONGEST_REASON, trend
from refdesk.knowledge.lesson_ports import Gap, GapState
from refdesk.people.authority import authorise
from refdesk.people.ports import AuditRow
from refdesk.web.access import ME
from refdesk.web.answers import json_answer
from refdesk.web.bodies import Body, read_json
from refdesk.web.parts import PARTS, Parts
from refdesk.web.wire import stamp

MOST_GROUPS: Final = 100


class GapWeek(msgspec.Struct, frozen=True, kw_only=True):
    """How often a group was asked in a week by ISO 8601, e.g. 2026-W48."""

    week: str
    count: int


class GapExample(msgspec.Struct, frozen=True, kw_only=True):
    """A question as a patron wrote it; `seq` is its number in the transcript."""

    conversation: str
    seq: int
    language: str
    at: int
    text: str
    fate: str


class GapRow(msgspec.Struct, frozen=True, kw_only=True):
    """A group of questions of one meaning; times are milliseconds since 1970.

    `rejected` counts those for which entries were offered in vain (`in_vain` names the entries);
    the others found nothing. `weeks` are the newest twelve in which anybody asked, `trend` counts
    the newest twelve one by one, the oldest first. `entry` is the draft or the answer, `published`
    once patrons have it. `decided_by` says who decided: a staff id, or refdesk by itself;
    `decided_name` is that person's name. `reason` says why a group is none of ours.
    """

    gap: str
    state: GapState
    language: str
    count: int
    rejected: int
    first_at: int
    newest_at: int
    weeks: list[GapWeek]
    trend: list[int]
    examples: list[GapExample]
    entry: str
    published: bool
    in_vain: list[str]
    decided_by: str
    decided_name: str
    reason: str


class GapList(msgspec.Struct, frozen=True, kw_only=True):
    """The largest groups first."""

    gaps: list[GapRow]


class GapDecision(Body, frozen=True, kw_only=True):
    """How far a group has come; drafted and closed name the entry, dismissed may say why."""

    state: GapState
    entry: str = ""
    reason: Annotated[str, msgspec.Meta(max_length=LONGEST_REASON)] = ""


class GapDecided(msgspec.Struct, frozen=True, kw_only=True):
    """The group as it stands now."""

    gap: str
    state: GapState
    entry: str


async def index(request: web.Request) -> web.Response:
    """GET /api/kb/gaps: groups of questions that found no answer, largest first."""
    authorise(request[ME].actor, "search_knowledge")
    asked = request.query.get("state", "")
    states = (GapState(asked),) if asked in set(GapState) else (GapState.OPEN, GapState.DRAFTED)
    parts = request.app[PARTS]
    found = await parts.gaps.page(states, MOST_GROUPS)
    names = await parts.editor.names()
    return json_answer(GapList(gaps=[_row(one, parts, names) for one in found]))


async def decide(request: web.Request) -> web.Response:
    """POST /api/kb/gaps/<gap>: a draft was begun, an entry answers it, it is none of ours."""
    me, parts = request[ME].actor, request.app[PARTS]
    authorise(me, "edit_knowledge")
    gap, given = request.match_info["gap"], await read_json(request, GapDecision)
    group = await parts.gaps.decide(gap, given.state, given.entry, me.id, given.reason)
    said = f"{group.state} {group.entry}".strip()
    await parts.audit(AuditRow(parts.desk.clock(), me.id, "gap_decided", gap, said))
    return json_answer(GapDecided(gap=group.id, state=group.state, entry=group.entry))


def _row(found: Gap, parts: Parts, names: Mapping[str, str]) -> GapRow:
    group = found.group
    return GapRow(
        gap=group.id,
        state=group.state,
        language=group.language,
        count=found.count,
        rejected=found.rejected,
        first_at=stamp(found.first_at),
        newest_at=stamp(found.newest_at),
        weeks=[GapWeek(week=week, count=count) for week, count in found.weeks.items()],
        trend=trend(found.weeks, parts.desk.clock()),
        examples=[
            GapExample(
                conversation=one.conversation,
                seq=one.seq,
                language=one.language,
                at=stamp(one.at),
                text=one.text,
                fate=str(one.fate),
            )
            for one in found.examples
        ],
        entry=group.entry,
        published=parts.gaps.published(group),
        in_vain=list(group.rejected),
        decided_by=found.decided_by,
        decided_name=names.get(found.decided_by, ""),
        reason=found.reason,
    )
