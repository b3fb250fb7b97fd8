"""Editing entries in the console: open, keep, move on in the flow, look back."""

from __future__ import annotations

import msgspec
from aiohttp import web

from kb.entries import Lang
from refdesk.domain.actors import Actor
from refdesk.errors import BadRequest, ForbiddenOrAbsent
from refdesk.knowledge.entry_use_ports import Use
from refdesk.web.access import ME
from refdesk.web.answers import json_answer
from refdesk.web.bodies import read_json
from refdesk.web.editor_parts import EditorParts
from refdesk.web.entry_forms import (
    EntryFile,
    Filled,
    Stepped,
    file_of,
    form_of,
    saving_of,
    stepping_of,
)
from refdesk.web.entry_history import FieldChange, RevisionLine, changes_between, revision_line
from refdesk.web.language import language_of
from refdesk.web.parts import PARTS

_DIGITS = 9


class Restored(msgspec.Struct, frozen=True, kw_only=True):
    """The revision whose text is to come back as a draft on top of `base`."""

    lang: Lang
    revision: int
    base: int


class MonthUse(msgspec.Struct, frozen=True, kw_only=True):
    """How often an entry's page was opened in a month (2026-03), how often it was suggested."""

    month: str
    viewed: int
    offered: int


class History(msgspec.Struct, frozen=True, kw_only=True):
    """The revisions of an entry, newest first; its use in the last twelve months."""

    revisions: list[RevisionLine]
    use: list[MonthUse]


class Compared(msgspec.Struct, frozen=True, kw_only=True):
    """What a revision changed against another: no field where both read alike."""

    lang: Lang
    revision: int
    against: int
    changes: list[FieldChange]


async def read(request: web.Request) -> web.Response:
    """GET /api/kb/entries/<slug>: an entry with all its languages, drafts included."""
    return await _file(request, _slug(request))


async def create(request: web.Request) -> web.Response:
    """POST /api/kb/entries: a new entry, as a draft."""
    filled = await read_json(request, Filled)
    entry = await _parts(request).editing.create(_me(request), form_of(filled), saving_of(filled))
    return await _file(request, entry)


async def save(request: web.Request) -> web.Response:
    """POST /api/kb/entries/<slug>: what differs from the newest revisions becomes a draft."""
    filled = await read_json(request, Filled)
    entry, editing = _slug(request), _parts(request).editing
    await editing.save(_me(request), entry, form_of(filled), saving_of(filled))
    return await _file(request, entry)


async def step(request: web.Request) -> web.Response:
    """POST /api/kb/entries/<slug>/step: on in the editorial flow, or back."""
    stepped = await read_json(request, Stepped)
    entry = _slug(request)
    await _parts(request).editing.step(_me(request), entry, stepping_of(stepped))
    return await _file(request, entry)


async def restore(request: web.Request) -> web.Response:
    """POST /api/kb/entries/<slug>/restore: the text of an earlier revision, as a draft."""
    wanted = await read_json(request, Restored)
    entry, editing = _slug(request), _parts(request).editing
    await editing.restore(_me(request), entry, wanted.lang, wanted.revision, wanted.base)
    return await _file(request, entry)


async def history(request: web.Request) -> web.Response:
    """GET /api/kb/entries/<slug>/revisions: all revisions, newest first, and the use by month."""
    parts = _parts(request)
    names, today = await parts.names(), parts.editing.today()
    found = await parts.editing.revisions(_me(request), _slug(request))
    revisions = [revision_line(one, names, today) for one in found]
    return json_answer(History(revisions=revisions, use=await _use(request)))


async def _use(request: web.Request) -> list[MonthUse]:
    uses, entry = request.app[PARTS].uses, _slug(request)
    found = (await uses.of([entry])).get(entry, {})
    return [
        MonthUse(month=f"{month:%Y-%m}", viewed=use.viewed, offered=use.offered)
        for month in uses.months()
        for use in [found.get(month, Use())]
    ]


async def compare(request: web.Request) -> web.Response:
    """GET /api/kb/entries/<slug>/changes: what a revision changed, to read."""
    query = request.query
    lang, number = _lang(query.get("version", "")), _number(query.get("revision", ""))
    found = await _parts(request).editing.revisions(_me(request), _slug(request))
    own = {one.revision: one for one in found if one.entry.lang is lang}
    against = _number(query.get("against", "")) if "against" in query else number - 1
    if number not in own:
        raise ForbiddenOrAbsent
    before = own.get(against)
    texts = (before.entry if before else None, own[number].entry)
    changes = changes_between(*texts, language_of(request))
    return json_answer(Compared(lang=lang, revision=number, against=against, changes=changes))


async def _file(request: web.Request, entry: str) -> web.Response:
    parts = _parts(request)
    dossier = await parts.editing.open(_me(request), entry)
    names = await parts.names()
    answer: EntryFile = file_of(dossier, names, parts.editing.today(), language_of(request))
    return json_answer(answer)


def _parts(request: web.Request) -> EditorParts:
    return request.app[PARTS].editor


def _me(request: web.Request) -> Actor:
    return request[ME].actor


def _slug(request: web.Request) -> str:
    return request.match_info["slug"]


def _lang(text: str) -> Lang:
    try:
        return Lang(text)
    except ValueError:
        raise BadRequest("bad_number") from None


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= _DIGITS):
        raise BadRequest("bad_number")
    return int(text)
