"""What readers' votes on public pages need from the store."""

from __future__ import annotations

from datetime import date
from typing import Protocol


class PageVoteStore(Protocol):
    """Votes of readers; they count for suggestions as `refdesk.store.page_votes.people` says.

    Methods raise what `refdesk.desk.ports` says.
    """

    async def vote(self, entry: str, voter: str, day: date, *, helped: bool) -> None:
        """Keep what a reader says on a day; the last word on an entry counts.

        Raises the stream `kb` when the suggester has something to learn.
        """

    async def fold(self, today: date) -> None:
        """Let sums alone stand for days that are over, and go when they are long over."""
