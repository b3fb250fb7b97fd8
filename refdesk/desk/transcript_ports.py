"""The read model of transcripts: what the console filters, lists, reads and exports."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from refdesk.desk.ports import Line
from refdesk.domain.conversation import Stage
from refdesk.domain.events import EndedWhy, Recorded


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which transcripts: fields left out do not restrict.

    `since` and `until` are about the opening (until is exclusive); `text` is looked for in all
    bodies, without regard to case; `coded` tells coded (True) from uncoded (False) ones.
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

    `question` begins the text it was opened with, `librarian` is who claimed it last.
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


class Transcripts(Protocol):
    """Transcripts, newest first; raises what `refdesk.desk.ports` says."""

    async def page(
        self, wanted: Wanted, offset: int = 0, limit: int = 50
    ) -> tuple[list[Summary], int]:
        """Give one page and the count of all that match."""

    async def summary(self, conversation: str) -> Summary | None:
        """Give one conversation's summary, None when there is none."""

    async def read(self, conversation: str) -> tuple[Recorded, ...]:
        """Give all events with their bodies; empty when there is none."""

    def each(self, wanted: Wanted) -> AsyncIterator[Summary]:
        """Go through all that match in pages of bounded size (for an export)."""
