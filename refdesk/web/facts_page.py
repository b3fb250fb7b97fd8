"""The page on which a coordinator fills in the library's facts; it works without scripts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from aiohttp import web

from kb.entries import Lang
from kb.fact_list import Fact
from refdesk.errors import Conflict, RefdeskError
from refdesk.knowledge.fact_filling import FactFilling, Use, filled_in
from refdesk.knowledge.fact_kinds import ONE_WORDING
from refdesk.knowledge.ports import Wordings
from refdesk.web.access import ME
from refdesk.web.bodies import MOST_STAFF_FIELDS, read_form
from refdesk.web.language import language_of
from refdesk.web.parts import PARTS
from refdesk.web.sentences import SENTENCES, sentence_of
from refdesk.web.statuses import STATUSES
from refdesk.web.templating import page
from refdesk.web.words import phrase, say

MOST_USES = 4  # shown of a fact; the rest are counted
_DIGITS = 15
GROUPS: Mapping[str, str] = MappingProxyType(
    {
        "library": phrase("Perpustakaan"),
        "hours": phrase("Jam buka"),
        "membership": phrase("Keanggotaan"),
        "borrowing": phrase("Pinjaman dan koleksi"),
        "building": phrase("Ruang dan fasilitas"),
        "community": phrase("Anak dan kegiatan"),
        "national": phrase("Alamat layanan nasional"),
    }
)


@dataclass(frozen=True, slots=True)
class Line:
    """A fact as the form asks for it; `wrong` holds sentences by language."""

    name: str
    label: str
    kind: str
    said: Mapping[str, str]
    wrong: Mapping[str, str]
    example: bool
    alike: bool
    uses: list[Use]
    more: int


@dataclass(frozen=True, slots=True)
class Told:
    """What the page says above the form."""

    kept: int = -1
    wrong: str = ""
    status: int = 200
    previewed: bool = False


async def show(request: web.Request) -> web.Response:
    """GET /fakta: one group of facts as they are, with the passages that name them."""
    await _filling(request).open(request[ME].actor)
    return await _form(request, {}, Told())


async def send(request: web.Request) -> web.Response:
    """POST /fakta: keep the group's facts, or show how entries would read with them."""
    filling = _filling(request)
    await filling.open(request[ME].actor)
    fields = await read_form(request, MOST_STAFF_FIELDS)
    given = filled_in(_listed(request), fields)
    if filling.faults(given):
        return await _form(request, given, Told(wrong=_say(request, _MEND), status=400))
    if fields.get("act") == "preview":
        return await _form(request, given, Told(previewed=True))
    sure = frozenset(name for name in given if f"{name}.sure" in fields)
    try:
        kept = await filling.save(request[ME].actor, given, sure, _number(fields.get("base", "")))
    except Conflict as error:
        return await _form(request, given, _refused(request, error))
    return await _form(request, {}, Told(kept=kept))


_MEND = phrase("Belum disimpan: ada isian yang perlu diperbaiki.")


async def _form(request: web.Request, given: Wordings, told: Told) -> web.Response:
    filling, language = _filling(request), language_of(request)
    shown = {} if filling.faults(given) else given
    uses = await filling.uses(shown, Lang(language))
    facts = filling.facts
    left = facts.examples()
    groups = [
        (name, say(language, title), sum(f.group == name and f.name in left for f in facts.listed))
        for name, title in GROUPS.items()
    ]
    response = page(
        request,
        "facts.html",
        status=told.status,
        told=told,
        group=_group(request),
        groups=groups,
        lines=[_line(request, fact, given, uses.get(fact.name, [])) for fact in _listed(request)],
        csrf=request[ME].csrf,
        base=facts.mark,
    )
    response.headers["Cache-Control"] = "no-store"
    return response


def _line(request: web.Request, fact: Fact, given: Wordings, uses: list[Use]) -> Line:
    filling, language = _filling(request), language_of(request)
    said = given.get(fact.name) or filling.facts.current()[fact.name]
    faults = filling.faults({fact.name: said}) if fact.name in given else {}
    return Line(
        fact.name,
        fact.labels[language],
        fact.kind,
        said,
        {lang: say(language, SENTENCES[fault]) for (_, lang), fault in faults.items()},
        filling.facts.is_example(fact),
        fact.kind in ONE_WORDING,
        uses[:MOST_USES],
        max(0, len(uses) - MOST_USES),
    )


def _filling(request: web.Request) -> FactFilling:
    return request.app[PARTS].editor.filling


def _listed(request: web.Request) -> list[Fact]:
    group = _group(request)
    return [fact for fact in _filling(request).facts.listed if fact.group == group]


def _group(request: web.Request) -> str:
    wanted = request.query.get("group", "")
    return wanted if wanted in GROUPS else next(iter(GROUPS))


def _refused(request: web.Request, error: RefdeskError) -> Told:
    return Told(wrong=sentence_of(error, language_of(request)), status=STATUSES[error.code])


def _say(request: web.Request, source: str) -> str:
    return say(language_of(request), source)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _DIGITS else 0
