"""Entries as the suggester gets them: with what use has taught about them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from kb.entries import Entry
from kb.small_talk import is_small_talk
from refdesk.domain.lessons import standing
from refdesk.knowledge.lesson_ports import Learned, LessonStore
from refdesk.knowledge.ports import EntryStore, Tell, untold

LONGEST: Final = 200  # characters of a wording: who asks in more asks more than one thing


class LearnedEntries:
    """The port `refdesk.knowledge.ports.EntryStore`, over another."""

    def __init__(self, store: EntryStore, lessons: LessonStore) -> None:
        self._store = store
        self._lessons = lessons
        self._standings: dict[str, float] = {}

    def standing(self, entry: str) -> float:
        """Give what people made of an entry, -0.5 to 0.5, as of the last reading."""
        return self._standings.get(entry, 0.0)

    async def all(self) -> list[Entry]:
        """Give every language version, with the wordings that patrons have for it."""
        learned = {(one.entry, one.language): one for one in await self._lessons.learned()}
        self._standings = {
            one.entry: standing(one.helped, one.rejected) for one in learned.values()
        }
        return [taught(entry, learned.get(entry.key)) for entry in await self._store.all()]

    async def version(self) -> int:
        """Give the counter of the stream `kb`, which lessons raise too."""
        return await self._store.version()

    async def replace_all(
        self, entries: Sequence[Entry], now: datetime, by: str, tell: Tell = untold
    ) -> int:
        """Import: what was learned is no part of it."""
        return await self._store.replace_all(entries, now, by, tell)


def taught(entry: Entry, learned: Learned | None) -> Entry:
    """Give an entry with what was learned about it."""
    if learned is None:
        return entry
    fit = (text for text in learned.wordings if len(text) <= LONGEST and not is_small_talk(text))
    aliases = tuple(dict.fromkeys((*entry.aliases, *(" ".join(text.split()) for text in fit))))
    return replace(entry, aliases=aliases)
