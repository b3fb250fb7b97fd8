"""The read model of transcripts: what the console filters, lists, finds, reads and exports."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from refdesk.desk.ports import Line
from refdesk.domain.conversation import Stage
from refdesk.domain.events import EndedWhy, Recorded


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which transcripts: fields left out do not restrict.

    `since` and `until` are about the opening (until is exclusive); `text` is what somebody looks
    for in all bodies; `coded` tells coded (True) from uncoded (False) ones.
    """

    since: datetime | None = None
    until: datetime | None = None
    stage: Stage | None = None
    channel: str = ""
    desk: str = ""
    text: str = ""
    coded: bool | None = None


@dataclass(frozen=True, slots=True)
class Summary:
    """One conversation in the list of transcripts.

    `question` begins the text it was opened with, `librarian` is who claimed it last. `place`
    rises with the opening; no two have the same.
    """

    line: Line
    question: str = ""
    librarian: str = ""
    messages: int = 0
    first_claimed_at: datetime | None = None
    first_answered_at: datetime | None = None
    ended_why: EndedWhy | None = None
    read_level: int = 0
    question_type: str = ""
    outcome: str = ""
    rating: int = 0
    purged: bool = False
    place: int = 0


SEARCH_DAMAGED = "search_damaged"
"""The key of the `Unavailable` that says that the index must be built again."""

COUNTED = 1_000
"""Conversations that are counted at most: whoever has found more needs no exact number."""

Clause = tuple[tuple[str, ...], ...]
"""What must be found: any of these alternatives, each a row of terms."""


class Wording(Protocol):
    """How a text is taken apart into terms, and what somebody looks for into clauses."""

    def terms(self, text: str, lang: str) -> list[str]:
        """Give the terms of a text in their order."""

    def clauses(self, asked: str) -> tuple[Clause, ...]:
        """Give what must all be found; empty when `asked` holds no word."""

    def reading(self) -> str:
        """Give the fingerprint of this way of reading."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """All that was written in a conversation, as far as `head`."""

    conversation: str
    head: int
    language: str
    opened_at: datetime
    texts: tuple[str, ...]

    def terms(self, wording: Wording) -> tuple[str, ...]:
        """Give the terms of all texts."""
        return tuple(term for text in self.texts for term in wording.terms(text, self.language))


@dataclass(frozen=True, slots=True)
class Indexed:
    """The terms of a conversation, as far as `head`."""

    conversation: str
    head: int
    opened_at: datetime
    terms: tuple[str, ...]


class Transcripts(Protocol):
    """Transcripts, newest first; raises what `refdesk.desk.ports` says.

    Pages go on after a conversation: the next costs what this one did, however long the history.
    """

    async def page(self, wanted: Wanted, after: str = "", limit: int = 50) -> list[Summary]:
        """Give the next that match `wanted`, whose text is not looked at."""

    async def search(
        self, wanted: Wanted, clauses: Sequence[Clause], before: int | None, limit: int = 50
    ) -> list[Summary]:
        """Give the next ended ones before a place that match and whose index has the clauses."""

    async def searched(
        self, wanted: Wanted, clauses: Sequence[Clause], limit: int = 50
    ) -> tuple[list[Summary], int]:
        """Give the first that `search` gives, and count all that it would: up to COUNTED."""

    async def count(self, wanted: Wanted) -> int:
        """Count those that `page` would give: up to COUNTED."""

    async def unended(self, wanted: Wanted, limit: int) -> list[tuple[Summary, Spoken]]:
        """Give the newest that match and have not ended, with what was written in them."""

    async def beyond(self, wanted: Wanted, limit: int) -> int:
        """Count those beyond `limit` that match and have not ended."""

    async def summary(self, conversation: str) -> Summary | None:
        """Give one conversation's summary, None when there is none."""

    async def read(self, conversation: str) -> tuple[Recorded, ...]:
        """Give all events with their bodies; empty when there is none."""


class TranscriptIndex(Protocol):
    """The full-text index of ended conversations: derived, disposable, built again (G16)."""

    async def adopt(self, reading: str) -> None:
        """Take all that was indexed by another reading for not indexed."""

    async def rebuild(self) -> None:
        """Throw the index away: nothing is indexed."""

    async def left(self) -> int:
        """Count the ended conversations whose newest state is not indexed."""

    async def unindexed(self, after: str = "", limit: int = 500) -> tuple[list[str], str]:
        """Look through so many ended ones, newest first; give those not indexed, and the last.

        The last is "" when there are no more to look through.
        """

    async def spoken(self, conversations: Sequence[str]) -> list[Spoken]:
        """Give the texts of those that have ended and whose newest state is not indexed."""

    async def put(self, documents: Sequence[Indexed]) -> None:
        """Index them in a commit of their own; those that went on meanwhile are left out."""

    async def tidy(self) -> bool:
        """Do a small piece of the index's upkeep; tell whether there may be more."""
