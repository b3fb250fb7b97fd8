"""The list of entries in the console: filtered, searched, a page at a time."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date

import msgspec
from aiohttp import web

from kb.entries import Audience, Entry, Kind, Lang, State
from refdesk.domain.records import millis
from refdesk.errors import BadRequest
from refdesk.knowledge.editing import Dossier, states_of
from refdesk.knowledge.editing_ports import Voices
from refdesk.knowledge.entry_use_ports import ByMonth, Use
from refdesk.web.access import ME
from refdesk.web.answers import json_answer
from refdesk.web.entry_forms import Names
from refdesk.web.language import language_of
from refdesk.web.parts import PARTS
from refdesk.web.topics import TOPICS, topic_name

PAGE = 50
NOBODY = Voices(0, 0)
TRANSLATIONS = ("stale", "no-id", "no-en")


class LangState(msgspec.Struct, frozen=True, kw_only=True):
    """How one language of an entry stands."""

    lang: Lang
    state: str
    stale: bool
    has_readers: bool


class EntryLine(msgspec.Struct, frozen=True, kw_only=True):
    """One entry in the list; times are milliseconds since 1970.

    `helped` and `unhelped` count people: at least so many said that it answered, or did not.
    `viewed` counts openings of its public page in this month and the eleven before, `offered` how
    often it was suggested to a patron in them.
    """

    id: str
    kind: Kind
    audience: Audience
    title: str
    owner: str
    review_by: str
    changed_at: int
    changed_by: str
    langs: list[LangState]
    helped: int
    unhelped: int
    viewed: int
    offered: int


class EntryPage(msgspec.Struct, frozen=True, kw_only=True):
    """A page of the list, the count of all that match, and how many are in each state."""

    count: int
    rows: list[EntryLine]
    states: dict[str, int]


class Choice(msgspec.Struct, frozen=True, kw_only=True):
    """Something to choose, with its name."""

    value: str
    label: str


class Choices(msgspec.Struct, frozen=True, kw_only=True):
    """What forms and filters offer: owners, topics, facts by name, entries to relate to."""

    owners: list[str]
    topics: list[Choice]
    facts: list[Choice]
    entries: list[Choice]


async def index(request: web.Request) -> web.Response:
    """GET /api/kb/entries: entries that match the filters, those changed last first."""
    parts, uses = request.app[PARTS].editor, request.app[PARTS].uses
    dossiers = await parts.editing.every(request[ME].actor)
    today, names = parts.editing.today(), await parts.names()
    found = await _among(request, dossiers)
    offset = _offset(request.query.get("offset", ""))
    shown = found[offset : offset + PAGE]
    ids = [one.id for one in shown]
    made, used = await parts.editing.voices(request[ME].actor, ids), await uses.of(ids)
    rows = [
        _line(one, names, today, made.get(one.id, NOBODY), total(used.get(one.id, {})))
        for one in shown
    ]
    return json_answer(EntryPage(count=len(found), rows=rows, states=_counts(dossiers, today)))


async def matching(request: web.Request) -> list[Dossier]:
    """Give the entries that match the filters, those changed last first."""
    every = await request.app[PARTS].editor.editing.every(request[ME].actor)
    return await _among(request, every)


def total(use: ByMonth) -> Use:
    """Add up the use of an entry over the months."""
    return sum(use.values(), Use())


async def _among(request: web.Request, dossiers: Sequence[Dossier]) -> list[Dossier]:
    editing = request.app[PARTS].editor.editing
    found = [one for one in dossiers if _matches(one, request.query, editing.today())]
    if request.query.get("use") == "never":
        used = await editing.used(request[ME].actor)
        found = [one for one in found if one.id not in used]
    found.sort(key=lambda one: (-max(v.changed_at for v in one.versions).timestamp(), one.id))
    return found


async def choices(request: web.Request) -> web.Response:
    """GET /api/kb/choices: what the filters and the form of an entry offer."""
    parts, language = request.app[PARTS], language_of(request)
    dossiers = await parts.editor.editing.every(request[ME].actor)
    firsts = [one.versions[-1].entry for one in dossiers]
    own = {topic for entry in firsts for topic in entry.topics}
    facts = parts.shelf.facts()
    answer = Choices(
        owners=sorted({entry.owner for entry in firsts if entry.owner}),
        topics=[
            _choice(t, topic_name(t, language)) for t in dict.fromkeys([*TOPICS, *sorted(own)])
        ],
        facts=[_choice(name, words.get(language, "")) for name, words in sorted(facts.items())],
        entries=sorted(
            (
                _choice(entry.id, entry.title)
                for entry in firsts
                if entry.state is not State.RETIRED
            ),
            key=lambda choice: choice.label.casefold(),
        ),
    )
    return json_answer(answer)


def _choice(value: str, label: str) -> Choice:
    return Choice(value=value, label=label)


def _line(dossier: Dossier, names: Names, today: date, made: Voices, use: Use) -> EntryLine:
    first, last = dossier.versions[-1].entry, max(dossier.versions, key=lambda v: v.changed_at)
    states = states_of(dossier, today)
    return EntryLine(
        id=dossier.id,
        kind=first.kind,
        audience=first.audience,
        title=first.title,
        owner=first.owner,
        review_by=first.review_by.isoformat() if first.review_by else "",
        changed_at=millis(last.changed_at),
        changed_by=names.get(last.changed_by, last.changed_by),
        langs=[
            LangState(
                lang=version.entry.lang,
                state=str(states[version.entry.lang]),
                stale=version.entry.lang in dossier.stale,
                has_readers=version.standing.read is not None,
            )
            for version in reversed(dossier.versions)
        ],
        helped=made.helped,
        unhelped=made.unhelped,
        viewed=use.viewed,
        offered=use.offered,
    )


def _counts(dossiers: Sequence[Dossier], today: date) -> dict[str, int]:
    """Count entries by state; one whose languages differ counts in each."""
    counts = dict.fromkeys(map(str, State), 0)
    for dossier in dossiers:
        for state in set(states_of(dossier, today).values()):
            counts[state] += 1
    return counts


def _matches(dossier: Dossier, query: Mapping[str, str], today: date) -> bool:
    return all(
        test(dossier, query[name], today) for name, test in _TESTS.items() if query.get(name)
    )


def _in_state(dossier: Dossier, wanted: str, today: date) -> bool:
    return wanted in states_of(dossier, today).values()


def _translation(dossier: Dossier, wanted: str, _: date) -> bool:
    if wanted == "stale":
        return bool(dossier.stale)
    missing = wanted.removeprefix("no-")
    return all(version.entry.lang != missing for version in dossier.versions)


def _says(dossier: Dossier, wanted: str, _: date) -> bool:
    """Tell whether every word stands somewhere in the entry, in whatever language."""
    held = " ".join(_all_text(version.entry) for version in dossier.versions).casefold()
    return all(word in held for word in wanted.casefold().split())


def _all_text(entry: Entry) -> str:
    return " ".join(
        (entry.id, entry.title, entry.answer, entry.scope, *entry.alternatives, *entry.keywords)
    )


def _first(name: str) -> Callable[[Dossier, str, date], bool]:
    return lambda dossier, wanted, _: str(getattr(dossier.versions[-1].entry, name)) == wanted


_TESTS: Mapping[str, Callable[[Dossier, str, date], bool]] = {
    "state": _in_state,
    "kind": _first("kind"),
    "audience": _first("audience"),
    "owner": _first("owner"),
    "translation": _translation,
    "q": _says,
}


def _offset(text: str) -> int:
    if not text:
        return 0
    if not (text.isascii() and text.isdigit() and len(text) < len("1000000000")):
        raise BadRequest("bad_number")
    return int(text)
