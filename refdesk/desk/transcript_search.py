"""Finding transcripts by what was said: ended ones by their index, open ones by reading them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final, Protocol

from refdesk.desk.transcript_ports import (
    COUNTED,
    SEARCH_DAMAGED,
    Clause,
    Spoken,
    Summary,
    Transcripts,
    Wanted,
    Wording,
)
from refdesk.errors import Unavailable

OPEN_SEARCHED: Final = 200  # newest open conversations: as many as a list of the console shows
EXPORT_PAGE = 500


@dataclass(frozen=True, slots=True)
class Tally:
    """How many match: up to COUNTED, of which there may be more.

    `unsearched` counts conversations whose texts could not be looked at: open ones beyond the
    newest, and ended ones that are not indexed yet.
    """

    count: int
    unsearched: int = 0


class Indexing(Protocol):
    """What keeps the index."""

    @property
    def pending(self) -> int:
        """Give how many ended conversations are known to be missing in the index."""

    def heal(self) -> None:
        """Build the index again soon."""


class TranscriptSearch:
    """Lists transcripts, those that hold certain words too."""

    def __init__(self, transcripts: Transcripts, wording: Wording, indexing: Indexing) -> None:
        self._transcripts = transcripts
        self._wording = wording
        self._indexing = indexing
        self._known: dict[tuple[str, int], tuple[str, ...]] = {}

    async def first(self, wanted: Wanted, limit: int = 50) -> tuple[list[Summary], Tally]:
        """Give the newest that match, and count all that do."""
        if not wanted.text:
            rows = await self._transcripts.page(wanted, "", limit)
            return rows, Tally(await self._transcripts.count(wanted))
        clauses = self._wording.clauses(wanted.text)
        if not clauses:
            return [], Tally(0)
        still = await self._open(wanted, clauses)
        with self._healing():
            ended, count = await self._transcripts.searched(wanted, clauses, limit)
        beyond = await self._transcripts.beyond(wanted, OPEN_SEARCHED)
        tally = Tally(min(len(still) + count, COUNTED), beyond + self._indexing.pending)
        return _newest(still, ended, limit), tally

    async def page(self, wanted: Wanted, after: str, limit: int = 50) -> list[Summary]:
        """Give the next that match after a conversation; "" begins at the newest."""
        if not wanted.text:
            return await self._transcripts.page(wanted, after, limit)
        clauses = self._wording.clauses(wanted.text)
        if not clauses:
            return []
        last = await self._transcripts.summary(after) if after else None
        before = last.place if last else None
        still = await self._open(wanted, clauses)
        with self._healing():
            ended = await self._transcripts.search(wanted, clauses, before, limit)
        return _newest([o for o in still if before is None or o.place < before], ended, limit)

    async def each(self, wanted: Wanted) -> AsyncIterator[Summary]:
        """Go through all that match in pages of bounded size (for an export)."""
        after = ""
        while page := await self.page(wanted, after, EXPORT_PAGE):
            for summary in page:
                yield summary
            after = page[-1].line.conversation

    @contextmanager
    def _healing(self) -> Iterator[None]:
        try:
            yield
        except Unavailable as problem:
            if problem.key == SEARCH_DAMAGED:
                self._indexing.heal()
            raise

    async def _open(self, wanted: Wanted, clauses: Sequence[Clause]) -> list[Summary]:
        found = await self._transcripts.unended(wanted, OPEN_SEARCHED)
        return await asyncio.to_thread(self._holding, found, clauses)

    def _holding(
        self, found: Sequence[tuple[Summary, Spoken]], clauses: Sequence[Clause]
    ) -> list[Summary]:
        """Give those that hold the clauses; what was read of them is known until they go on."""
        known, self._known = self._known, {}
        for _, spoken in found:
            mark = (spoken.conversation, spoken.head)
            self._known[mark] = known.get(mark) or spoken.terms(self._wording)
        terms = [self._known[spoken.conversation, spoken.head] for _, spoken in found]
        return [one for (one, _), said in zip(found, terms, strict=True) if holds(said, clauses)]


def _newest(still: Sequence[Summary], ended: Sequence[Summary], limit: int) -> list[Summary]:
    return sorted((*still, *ended), key=lambda one: one.place, reverse=True)[:limit]


def holds(terms: Sequence[str], clauses: Sequence[Clause]) -> bool:
    """Tell whether terms hold every clause."""
    known = set(terms)
    return all(any(_in_a_row(row, terms, known) for row in clause) for clause in clauses)


def _in_a_row(row: tuple[str, ...], terms: Sequence[str], known: set[str]) -> bool:
    if not known.issuperset(row):
        return False
    length = len(row)
    return length == 1 or any(
        tuple(terms[at : at + length]) == row for at, term in enumerate(terms) if term == row[0]
    )
