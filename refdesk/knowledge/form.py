"""The form of an entry: what its languages share, what each of them says, whether that will do."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from kb.addresses import may_be_written
from kb.entries import Audience, Entry, Kind, Lang, Source
from kb.rendering import to_text
from kb.variables import Variables, unknown_names
from refdesk.errors import BadRequest

LONGEST_TITLE = 300  # characters
LONGEST_ANSWER = 20_000
MOST_ITEMS = 100  # of a list
TELEGRAM_LIMIT = 4_096  # characters of one message there
_SLUG = 60
_BAD = re.compile("[\x00\ud800-\udfff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """What an entry says in one language; `answer` is Markdown."""

    title: str
    answer: str
    alternatives: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    scope: str = ""
    for_whom: str = ""
    search_terms: tuple[str, ...] = ()
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """An entry as an editor fills it in; a language that is not in `wordings` is left as it is."""

    kind: Kind
    audience: Audience = Audience.PUBLIC
    owner: str = ""
    topics: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    review_by: date | None = None
    wordings: Mapping[Lang, Wording] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something an editor should know of a version: `what` it is, and `detail` it is about."""

    lang: str
    what: str
    detail: str


def wording_of(entry: Entry) -> Wording:
    """Give what an entry says."""
    return Wording(**{name: getattr(entry, name) for name in Wording.__slots__})


def entry_of(form: Form, lang: Lang, entry: str, reviewed: date | None) -> Entry:
    """Give a version of the form; raises BadRequest naming what is missing or too long."""
    wording = form.wordings[lang]
    _check(form, wording)
    return Entry(
        id=entry,
        lang=lang,
        kind=form.kind,
        audience=form.audience,
        owner=form.owner,
        topics=form.topics,
        related=form.related,
        reviewed=reviewed,
        review_by=form.review_by,
        **{name: getattr(wording, name) for name in Wording.__slots__},
    )


def slug_of(title: str, taken: Collection[str]) -> str:
    """Give an id for a title: its letters and digits, with a number where it is taken."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    words = re.findall(r"[a-z0-9]+", plain)
    slug = "-".join(words)[:_SLUG].strip("-") or "entri"
    number, found = 2, slug
    while found in taken:
        found, number = f"{slug}-{number}", number + 1
    return found


def doubts_of(entry: Entry, ids: Collection[str], facts: Variables) -> Iterator[Doubt]:
    """Give what is doubtful in a version: unknown facts, links into nothing, too long a text."""
    texts = (entry.title, entry.answer, entry.scope, entry.for_whom, *entry.alternatives)
    for name in dict.fromkeys(unknown_names("\n".join(texts), facts)):
        yield Doubt(entry.lang, "unknown_fact", name)
    for name in entry.related:
        if name not in ids:
            yield Doubt(entry.lang, "broken_link", name)
    length = len(to_text(entry.answer))
    if length > TELEGRAM_LIMIT:
        yield Doubt(entry.lang, "too_long", str(length))


def _check(form: Form, wording: Wording) -> None:
    if not wording.title.strip() or not wording.answer.strip():
        raise BadRequest("entry_incomplete")
    if len(wording.title) > LONGEST_TITLE or len(wording.answer) > LONGEST_ANSWER:
        raise BadRequest("entry_too_long")
    lists = (wording.alternatives, wording.keywords, wording.search_terms, form.topics)
    sources = tuple(text for s in wording.sources for text in (s.title, s.call_number, s.link))
    short = (form.owner, wording.scope, wording.for_whom, *sources, *form.related)
    if any(len(items) > MOST_ITEMS for items in (*lists, wording.sources, form.related)):
        raise BadRequest("entry_too_long")
    items = (*short, *(item for items in lists for item in items))
    if any(len(item) > 10 * LONGEST_TITLE for item in items):
        raise BadRequest("entry_too_long")
    if any(s.link and not may_be_written(s.link) for s in wording.sources):
        raise BadRequest("bad_link")
    if any(_BAD.search(text) for text in (wording.title, wording.answer, *items)):
        raise BadRequest("bad_character")
