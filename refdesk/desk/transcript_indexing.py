"""Indexing transcripts: what has ended can be found by what was said."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from refdesk.desk.follow_up import REST, FollowUp
from refdesk.desk.transcript_ports import (
    SEARCH_DAMAGED,
    Indexed,
    Spoken,
    TranscriptIndex,
    Wording,
)
from refdesk.domain.conversation import Conversation, Stage
from refdesk.domain.events import Recorded
from refdesk.domain.records import ALL_BUT_SAID
from refdesk.errors import Unavailable


class TranscriptIndexing(FollowUp):
    """Indexes every conversation that has ended, in the background.

    One that changes after its end (a note, a text that is forgotten) is indexed anew; one that was
    reopened, when it ends again.
    """

    def __init__(self, index: TranscriptIndex, wording: Wording, rest: float = REST) -> None:
        self._indexing = _Indexing(index, wording, self)
        super().__init__(self._indexing, rest)

    def heal(self) -> None:
        """Build the index again soon: somebody has found it damaged (G16)."""
        self._indexing.damaged = True
        self.look_again()


class _Indexing:
    """The work itself (`refdesk.desk.follow_up.Work`)."""

    kinds = ALL_BUT_SAID  # nothing can be said in what has ended: it is reopened first

    def __init__(
        self, index: TranscriptIndex, wording: Wording, healing: TranscriptIndexing
    ) -> None:
        self._index = index
        self._wording = wording
        self._healing = healing
        self.damaged = False

    def wants(self, conversation: Conversation, recorded: Sequence[Recorded]) -> bool:
        """Whatever changes in an ended conversation may change what was said in it."""
        return bool(recorded) and conversation.stage is Stage.ENDED

    async def prepare(self) -> None:
        """Throw away what is damaged, take what was read otherwise for not indexed."""
        if self.damaged:
            await self._index.rebuild()
            self.damaged = False
        await self._index.adopt(self._wording.reading())

    async def left(self) -> int:
        """Count what is not indexed."""
        return await self._index.left()

    async def due(self, after: str, limit: int) -> tuple[list[str], str]:
        """Find what is not indexed."""
        return await self._index.unindexed(after, limit)

    async def do(self, conversations: Sequence[str]) -> None:
        """Index some, then look after the index in small steps."""
        try:
            spoken = await self._index.spoken(conversations)
            if spoken:
                await self._index.put(await asyncio.to_thread(self._documents, spoken))
            more = True
            while more:
                more = await self._index.tidy()
        except Unavailable as problem:
            if problem.key == SEARCH_DAMAGED:
                self._healing.heal()
            raise

    def _documents(self, spoken: Sequence[Spoken]) -> list[Indexed]:
        return [
            Indexed(one.conversation, one.head, one.opened_at, one.terms(self._wording))
            for one in spoken
        ]
