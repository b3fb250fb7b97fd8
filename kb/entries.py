"""An entry is one language version of something the library knows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Kind(StrEnum):
    """What sort of text an entry holds."""

    FAQ = "faq"
    PATHFINDER = "pathfinder"
    CANNED = "canned"
    FACT = "fact"


class Lang(StrEnum):
    """The languages an entry may be written in (ISO 639-1)."""

    INDONESIAN = "id"
    ENGLISH = "en"


class Audience(StrEnum):
    """Who may read an entry."""

    PUBLIC = "public"
    STAFF = "staff"


class State(StrEnum):
    """Where an entry stands in the editorial flow."""

    DRAFT = "draft"
    REVIEW = "review"
    LIVE = "live"
    DUE = "due"
    RETIRED = "retired"


FINDABLE = frozenset({State.LIVE, State.DUE})
"""States in which an entry may be suggested; one that is due for review still answers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where an answer comes from; a title, with a call number or a link where there is one."""

    title: str
    call_number: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One version of an entry: `id` names the entry, (`id`, `lang`) names the version.

    `title` is the question of an FAQ or the name of anything else; `answer` is Markdown.
    `alternatives` are phrasings an editor wrote, `aliases` are patrons' wordings learned from
    use (kept in the database, never written to files).
    """

    id: str
    lang: Lang
    kind: Kind
    title: str
    answer: str
    alternatives: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    audience: Audience = Audience.PUBLIC
    state: State = State.LIVE
    owner: str = ""
    reviewed: date | None = None
    review_by: date | None = None
    sources: tuple[Source, ...] = ()
    related: tuple[str, ...] = ()
    scope: str = ""
    for_whom: str = ""
    search_terms: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()

    @property
    def key(self) -> tuple[str, str]:
        """Name this version among all versions of all entries."""
        return (self.id, self.lang.value)

    @property
    def findable(self) -> bool:
        """Tell whether this version may be suggested at all."""
        return self.state in FINDABLE
