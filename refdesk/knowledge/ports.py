"""What the knowledge base's use cases need from the store: entries with their version, facts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from kb.entries import Entry

Wordings = Mapping[str, Mapping[str, str]]
"""Facts of the library: name -> language -> wording."""


Tell = Callable[[int, int], None]


def untold(_: int, __: int) -> None:
    """Tell nobody how far it is."""


class EntryStore(Protocol):
    """Entries of the knowledge base, one row per language version.

    Any change bumps the stream `kb` in the same commit. Methods raise what
    `refdesk.desk.ports` says.
    """

    async def all(self) -> list[Entry]:
        """Give every language version as readers have it; where they have none, as it stands."""

    async def version(self) -> int:
        """Give the counter of the stream `kb`."""

    async def replace_all(
        self, entries: Sequence[Entry], now: datetime, by: str, tell: Tell = untold
    ) -> int:
        """Import: add or replace these language versions in one commit; give how many changed.

        `tell` hears how many are done and of how many, in whatever thread; nothing is kept when
        it raises.
        """


class FactStore(Protocol):
    """Facts that the library has filled in.

    A change bumps the stream `kb` in the same commit. Methods raise what `refdesk.desk.ports` says.
    """

    async def all(self) -> tuple[Wordings, int]:
        """Give what is filled in, and the mark of its newest change (0: none yet)."""

    async def put(self, facts: Wordings, now: datetime, by: str, base: int | None) -> None:
        """Keep wordings; raises Conflict when the newest change is not `base` (None: whatever)."""
