"""What the knowledge base's use cases need from the store: entries and their version."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from kb.entries import Entry


class EntryStore(Protocol):
    """Entries of the knowledge base, one row per language version.

    Any change bumps the stream `kb` in the same commit. Methods raise what
    `refdesk.desk.ports` says.
    """

    async def all(self) -> list[Entry]:
        """Give every language version as readers have it; where they have none, as it stands."""

    async def version(self) -> int:
        """Give the counter of the stream `kb`."""

    async def replace_all(self, entries: Sequence[Entry], now: datetime, by: str) -> int:
        """Import: add or replace these language versions in one commit; give how many changed."""
