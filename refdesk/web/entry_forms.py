"""An entry under edit as JSON, both ways: what the console fills in, what it is shown."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

import msgspec

from kb.entries import Audience, Entry, Kind, Lang, Source
from refdesk.domain.records import millis
from refdesk.errors import BadRequest
from refdesk.knowledge.editing import Dossier, Saving, Stepping
from refdesk.knowledge.editing_ports import Version
from refdesk.knowledge.flow import Step, state_of
from refdesk.knowledge.form import Form, Wording, wording_of
from refdesk.web.entry_texts import PAGED
from refdesk.web.words import phrase, say

_ENDS = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_UNSEEN = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ufeff\ufffe\uffff]")
Names = Mapping[str, str]  # staff id -> name


class SourceLine(msgspec.Struct, frozen=True, kw_only=True):
    """Where an answer comes from: a title, with a call number or a link where there is one."""

    title: str
    call_number: str = ""
    link: str = ""


class Texts(msgspec.Struct, frozen=True, kw_only=True):
    """What an entry says in one language; `answer` is Markdown."""

    title: str
    answer: str
    alternatives: list[str] = []
    keywords: list[str] = []
    scope: str = ""
    for_whom: str = ""
    search_terms: list[str] = []
    sources: list[SourceLine] = []


class Filled(msgspec.Struct, frozen=True, kw_only=True):
    """A form to be kept: `base` are the revisions that it was filled in on, by language.

    With `minor` the translation need not follow; `settled` are languages whose text is right as
    it is; `origin` is the conversation that a new entry is made from.
    """

    kind: Kind
    texts: dict[Lang, Texts]
    audience: Audience = Audience.PUBLIC
    owner: str = ""
    topics: list[str] = []
    related: list[str] = []
    review_by: str = ""
    base: dict[Lang, int] = {}
    note: str = ""
    minor: bool = False
    settled: list[Lang] = []
    origin: str = ""


class Stepped(msgspec.Struct, frozen=True, kw_only=True):
    """A step of the editorial flow for the languages in `base`, which holds their revisions."""

    step: Step
    base: dict[Lang, int]
    note: str = ""
    review_by: str = ""


class VersionText(msgspec.Struct, frozen=True, kw_only=True):
    """A language of an entry as it stands; `texts` is the newest, `read` tells whether it is read.

    `remark` came with the newest revision; times are milliseconds since 1970.
    """

    lang: Lang
    state: str
    revision: int
    stale: bool
    read: bool
    has_readers: bool
    step: Step
    remark: str
    changed_at: int
    changed_by: str
    texts: Texts


class DoubtText(msgspec.Struct, frozen=True, kw_only=True):
    """Something to look at before publishing, in words."""

    lang: str
    what: str
    text: str


class EntryFile(msgspec.Struct, frozen=True, kw_only=True):
    """An entry under edit with all its languages."""

    id: str
    kind: Kind
    audience: Audience
    owner: str
    topics: list[str]
    related: list[str]
    reviewed: str
    review_by: str
    origin: str
    url: str
    versions: list[VersionText]
    doubts: list[DoubtText]


def form_of(filled: Filled) -> Form:
    """Read a form; raises BadRequest for a date that is none."""
    return Form(
        kind=filled.kind,
        audience=filled.audience,
        owner=_line(filled.owner),
        topics=_clean(filled.topics),
        related=_clean(filled.related),
        review_by=day_of(filled.review_by),
        wordings={lang: _wording(texts) for lang, texts in filled.texts.items()},
    )


def saving_of(filled: Filled) -> Saving:
    """Read how a form is to be kept."""
    return Saving(
        base=filled.base,
        note=filled.note.strip(),
        minor=filled.minor,
        settled=frozenset(filled.settled),
        origin=filled.origin[:64],
    )


def stepping_of(stepped: Stepped) -> Stepping:
    """Read a step."""
    return Stepping(
        step=stepped.step,
        base=stepped.base,
        note=stepped.note.strip(),
        review_by=day_of(stepped.review_by),
    )


def day_of(text: str) -> date | None:
    """Read a date written as YYYY-MM-DD, "" for none; raises BadRequest("bad_date")."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise BadRequest("bad_date") from None


def file_of(dossier: Dossier, names: Names, today: date, language: str) -> EntryFile:
    """Give an entry with all its languages; what they share is that of the first."""
    first = dossier.versions[-1].entry  # Indonesian where there is one
    return EntryFile(
        id=dossier.id,
        kind=first.kind,
        audience=first.audience,
        owner=first.owner,
        topics=list(first.topics),
        related=list(first.related),
        reviewed=_day(first.reviewed),
        review_by=_day(first.review_by),
        origin=next((v.origin for v in dossier.versions if v.origin), ""),
        url=f"/kb/{dossier.id}" if first.kind in PAGED else "",
        versions=[_version(v, dossier, names, today) for v in dossier.versions],
        doubts=[
            DoubtText(lang=d.lang, what=d.what, text=say(language, _DOUBTS[d.what], it=d.detail))
            for d in dossier.doubts
        ],
    )


def texts_of(entry: Entry) -> Texts:
    """Give what an entry says."""
    wording = wording_of(entry)
    return Texts(
        title=wording.title,
        answer=wording.answer,
        alternatives=list(wording.alternatives),
        keywords=list(wording.keywords),
        scope=wording.scope,
        for_whom=wording.for_whom,
        search_terms=list(wording.search_terms),
        sources=[
            SourceLine(title=s.title, call_number=s.call_number, link=s.link)
            for s in wording.sources
        ],
    )


_DOUBTS = {
    "unknown_fact": phrase("Fakta {{{it}}} belum ada dalam daftar fakta perpustakaan."),
    "broken_link": phrase('Entri terkait "{it}" tidak ada.'),
    "too_long": phrase("Panjang {it} huruf; Telegram menampilkan 4.096 dalam satu pesan."),
}


def _version(version: Version, dossier: Dossier, names: Names, today: date) -> VersionText:
    entry = version.entry
    return VersionText(
        lang=entry.lang,
        state=str(state_of(entry, today)),
        revision=version.revision,
        stale=entry.lang in dossier.stale,
        read=entry.findable,
        has_readers=version.standing.read is not None,
        step=version.step,
        remark=version.remark,
        changed_at=millis(version.changed_at),
        changed_by=names.get(version.changed_by, version.changed_by),
        texts=texts_of(entry),
    )


def _wording(texts: Texts) -> Wording:
    return Wording(
        title=_line(texts.title),
        answer=_legible(texts.answer).strip("\n"),
        alternatives=_clean(texts.alternatives),
        keywords=_clean(texts.keywords),
        scope=_legible(texts.scope).strip(),
        for_whom=_legible(texts.for_whom).strip(),
        search_terms=_clean(texts.search_terms),
        sources=tuple(
            Source(title=_line(s.title), call_number=_line(s.call_number), link=_line(s.link))
            for s in texts.sources
            if _line(s.title)
        ),
    )


def _clean(items: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(line for item in items if (line := _line(item))))


def _line(text: str) -> str:
    return " ".join(_legible(text).split())


def _legible(text: str) -> str:
    """Give a text with one kind of line's end, without what shows nothing and files would lose."""
    return _UNSEEN.sub("", _ENDS.sub("\n", text))


def _day(found: date | None) -> str:
    return found.isoformat() if found else ""
