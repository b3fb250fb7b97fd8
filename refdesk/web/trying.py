"""Trying a question out: what it would suggest now, or once a draft is published, and why."""

from __future__ import annotations

from collections.abc import Collection

import msgspec
from aiohttp import web

from kb.entries import Lang
from refdesk.errors import BadRequest
from refdesk.knowledge.form import entry_of
from refdesk.knowledge.trying import Explained
from refdesk.people.authority import authorise
from refdesk.web.access import ME
from refdesk.web.answers import json_answer
from refdesk.web.bodies import read_json
from refdesk.web.entry_forms import Filled, form_of
from refdesk.web.language import language_of
from refdesk.web.parts import PARTS

NEW = "-"  # id of an entry that has none yet


class Matched(msgspec.Struct, frozen=True, kw_only=True):
    """The words of the question that a field of the entry holds."""

    field: str
    words: list[str]


class Tried(msgspec.Struct, frozen=True, kw_only=True):
    """An entry found: whether a patron would be shown it, its score, what it was found by.

    `draft` says that it is what is being written, which no patron has yet.
    """

    entry: str
    lang: str
    title: str
    shown: bool
    score: float
    confidence: float
    reasons: list[Matched]
    draft: bool = False


class TryOut(msgspec.Struct, frozen=True, kw_only=True):
    """What a question would suggest: nothing where the best confidence is under the threshold."""

    ready: bool
    threshold: float
    found: list[Tried]


class DraftTried(msgspec.Struct, frozen=True, kw_only=True):
    """A question to an entry as it is being written; `entry` is "" for one that is new."""

    q: str
    lang: Lang = Lang.INDONESIAN
    entry: str = ""
    form: Filled


async def try_out(request: web.Request) -> web.Response:
    """GET /api/kb/try?q=: what a question would suggest now, with the reasons."""
    authorise(request[ME].actor, "search_knowledge")
    query = request.query
    explained = await request.app[PARTS].shelf.explain(
        query.get("q", ""), language_of(request), staff=query.get("audience") == "staff"
    )
    return json_answer(_told(explained))


async def try_draft(request: web.Request) -> web.Response:
    """POST /api/kb/try: what a question would suggest if this draft were published."""
    authorise(request[ME].actor, "edit_knowledge")
    given = await read_json(request, DraftTried)
    form, entry = form_of(given.form), given.entry or NEW
    if not form.wordings:
        raise BadRequest("entry_incomplete")
    drafts = [entry_of(form, lang, entry, None) for lang in form.wordings]
    explained = await request.app[PARTS].shelf.explain_draft(drafts, given.q, given.lang)
    return json_answer(_told(explained, drafted={entry}))


def _told(explained: Explained | None, drafted: Collection[str] = ()) -> TryOut:
    if explained is None:
        return TryOut(ready=False, threshold=0.0, found=[])
    found = [
        Tried(
            entry=entry.id,
            lang=entry.lang,
            title=entry.title,
            shown=place < explained.shown,
            score=round(one.score, 3),
            confidence=round(one.confidence, 3),
            reasons=[Matched(field=r.field, words=list(r.words)) for r in one.reasons],
            draft=entry.id in drafted,
        )
        for place, (entry, one) in enumerate(explained.found)
    ]
    return TryOut(ready=True, threshold=round(explained.threshold, 3), found=found)
