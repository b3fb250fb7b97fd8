"""What counting the use of entries needs from the store."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import NamedTuple, Protocol


class Use(NamedTuple):
    """How often an entry's public page was opened, how often it was suggested to a patron."""

    viewed: int = 0
    offered: int = 0

    def __add__(self, other: tuple[int, ...]) -> Use:  # type: ignore[override] # sums, not joins
        """Add up two counts."""
        return Use(self.viewed + other[0], self.offered + other[1])


ByMonth = Mapping[date, Use]
"""Use by month, named by its first day; months without use are not in it."""


class EntryUseStore(Protocol):
    """Sums by entry and month; nothing tells who it was, on which day, in which conversation.

    Methods raise what `refdesk.desk.ports` says.
    """

    async def add(self, month: date, uses: Mapping[str, Use]) -> None:
        """Add to the sums of a month, named by its first day; nobody is told of it."""

    async def of(self, entries: Collection[str], since: date) -> Mapping[str, ByMonth]:
        """Give the use of these entries since a month; one that had none is not in it."""
