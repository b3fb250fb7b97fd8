"""What helps while writing an entry: preview, who else is at it, a draft from a talk."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec
from aiohttp import web

from kb.entries import Kind, Lang
from kb.rendering import to_html, to_text
from kb.variables import REFERENCE, unknown_names
from refdesk.domain.actors import Party
from refdesk.domain.events import Recorded, Said
from refdesk.errors import BadRequest, ForbiddenOrAbsent
from refdesk.people.authority import authorise
from refdesk.privacy.consents import learning_from
from refdesk.web.access import ME
from refdesk.web.answers import json_answer
from refdesk.web.bodies import read_json
from refdesk.web.entry_forms import Filled, Texts
from refdesk.web.parts import PARTS, Parts
from refdesk.web.transcript_access import admit

LONGEST_TITLE = 200  # characters of a question that becomes a title


class Written(msgspec.Struct, frozen=True, kw_only=True):
    """Markdown as it is being written."""

    text: str
    lang: Lang = Lang.INDONESIAN


class Rendered(msgspec.Struct, frozen=True, kw_only=True):
    """What readers will see: safe HTML for pages, plain text for Telegram, unknown facts."""

    html: str
    plain: str
    length: int
    unknown: list[str]


class Hint(msgspec.Struct, frozen=True, kw_only=True):
    """Who else has the entry open, and the revisions that are newest now."""

    others: list[str]
    revisions: dict[str, int]


class TalkWanted(msgspec.Struct, frozen=True, kw_only=True):
    """The conversation that an entry is to be made from."""

    conversation: str


async def preview(request: web.Request) -> web.Response:
    """POST /api/kb/preview: Markdown as readers will see it, facts filled in."""
    authorise(request[ME].actor, "search_knowledge")
    written = await read_json(request, Written)
    facts = request.app[PARTS].shelf.facts()

    def put(name: str, whole: str) -> str:
        return facts[name][written.lang] if name in facts else whole

    text = REFERENCE.sub(lambda match: put(match[1], match[0]), written.text)
    plain = to_text(text)
    unknown = list(dict.fromkeys(unknown_names(written.text, facts)))
    answer = Rendered(html=to_html(text), plain=plain, length=len(plain), unknown=unknown)
    return json_answer(answer)


async def present(request: web.Request) -> web.Response:
    """POST /api/kb/entries/<slug>/open: I have it open; who else has, what is newest."""
    parts, me = request.app[PARTS], request[ME].actor
    authorise(me, "edit_knowledge")
    entry = request.match_info["slug"]
    newest = await parts.editor.editing.newest(me, entry)
    there = await parts.editor.hands.note(entry, me.id, parts.desk.clock())
    names = await parts.editor.names() if there else {}
    others = sorted(names.get(one, one) for one in there)
    revisions = {str(lang): revision for lang, revision in newest.items()}
    return json_answer(Hint(others=others, revisions=revisions))


async def from_talk(request: web.Request) -> web.Response:
    """POST /api/kb/from-transcript: a form filled from a conversation, personal data removed."""
    me, parts = request[ME].actor, request.app[PARTS]
    authorise(me, "edit_knowledge")
    wanted = await read_json(request, TalkWanted)
    found = await parts.transcripts.summary(wanted.conversation)
    if found is None:
        raise ForbiddenOrAbsent
    may_learn = learning_from(parts.desk.consents, parts.desk.child_desks)
    if found.line.restricted or not await may_learn(wanted.conversation, found.line.desk):
        raise BadRequest("learning_refused")
    await admit(request, found.line)
    recorded = await parts.transcripts.read(wanted.conversation)
    lang = Lang.ENGLISH if found.line.language == "en" else Lang.INDONESIAN
    texts = _texts(parts, recorded, found.line.name)
    filled = Filled(kind=Kind.FAQ, texts={lang: texts}, origin=wanted.conversation)
    return json_answer(filled)


def _texts(parts: Parts, recorded: Iterable[Recorded], name: str) -> Texts:
    """Make question and answer of a talk: what the patron asked, what librarians said."""

    def bare(text: str) -> str:
        text = parts.editor.bare(text)
        return text.replace(name, "…") if name else text

    said = [(r.by.party, bare(r.event.body)) for r in recorded if isinstance(r.event, Said)]
    asked = [text for party, text in said if party is Party.PATRON]
    answers = [text for party, text in said if party is Party.STAFF]
    title = " ".join(asked[0].split()) if asked else ""
    return Texts(title=title[:LONGEST_TITLE], answer="\n\n".join(answers))
