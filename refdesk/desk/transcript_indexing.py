"""Indexing transcripts in the background: what ends now, what an upgrade or a crash left."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Final

import structlog

from refdesk.desk.transcript_ports import (
    SEARCH_DAMAGED,
    Indexed,
    Spoken,
    TranscriptIndex,
    Wording,
)
from refdesk.domain.conversation import Conversation, Stage
from refdesk.domain.events import Recorded
from refdesk.errors import RefdeskError, StoreBroken

AT_ONCE: Final = 8  # conversations of one commit
LOOKED_AT: Final = 500  # conversations of one look for what is not indexed
REST: Final = 3.0  # × the time a commit's worth took: a quarter of the time at most
LOOK_EVERY: Final = 3_600.0  # seconds; finds what another node left when it crashed
WAIT: Final = 10.0  # seconds before a store that cannot be reached is tried again

_log = structlog.get_logger(__name__)


class TranscriptIndexing:
    """Indexes every conversation that has ended; `run` is awaited by a task of the application.

    One that changes after its end (a note, a text that is forgotten) is indexed anew; one that was
    reopened, when it ends again. No message waits for any of it.
    """

    def __init__(self, index: TranscriptIndex, wording: Wording, rest: float = REST) -> None:
        self._index = index
        self._wording = wording
        self._rest = rest
        self._due: dict[str, None] = {}
        self._left = 0  # of what was found when the index was last looked through
        self._damaged = False
        self._stirred = asyncio.Event()

    @property
    def pending(self) -> int:
        """Give how many ended conversations are known to be missing in the index."""
        return self._left + len(self._due)

    def react(self, conversation: Conversation, _: tuple[Recorded, ...]) -> None:
        """Take notice of what changes in ended conversations (a reaction of the hub)."""
        if conversation.stage is Stage.ENDED:
            self._due[conversation.id] = None
            self._stirred.set()

    def heal(self) -> None:
        """Build the index again soon: somebody has found it damaged (G16)."""
        self._damaged = True
        self._stirred.set()

    async def run(self) -> None:
        """Index what comes; ends only by cancellation or with the store."""
        while True:
            try:
                await self.catch_up()
                await self._follow()
            except RefdeskError as problem:
                _log.warning("transcripts_not_indexed", problem=problem.key)
                self._damaged = self._damaged or problem.key == SEARCH_DAMAGED
                if not self._damaged:
                    await asyncio.sleep(WAIT)

    async def catch_up(self) -> int:
        """Index all that is missing, newest first; give how many were."""
        if self._damaged:
            await self._index.rebuild()
            self._damaged = False
        await self._index.adopt(self._wording.reading())
        self._left = await self._index.left()
        done, after, more = 0, "", self._left > 0
        while more:
            found, after = await self._index.unindexed(after, LOOKED_AT)
            for some in _parts(found):
                await self._index_all(some)
                self._left = max(0, self._left - len(some))
                done += len(some)
            more = bool(after)
        self._left = 0
        return done

    async def _follow(self) -> None:
        """Index what ends, until it is time to look through all again."""
        loop = asyncio.get_running_loop()
        until = loop.time() + LOOK_EVERY
        while loop.time() < until and not self._damaged:
            try:
                async with asyncio.timeout_at(until):
                    await self._stirred.wait()
            except TimeoutError:
                return
            self._stirred.clear()
            await self.work()

    async def work(self) -> None:
        """Index all that is known to have changed."""
        while self._due:
            some = list(self._due)[:AT_ONCE]
            await self._index_all(some)
            for conversation in some:
                self._due.pop(conversation, None)

    async def _index_all(self, conversations: Sequence[str]) -> None:
        now = asyncio.get_running_loop().time
        began = now()
        try:
            await self._put(await self._index.spoken(conversations))
        except (RefdeskError, StoreBroken):
            raise
        except Exception:  # noqa: BLE001 - one strange conversation must not keep out the others
            _log.exception("transcripts_not_indexed", conversations=list(conversations))
        more = True
        while more:
            more = await self._index.tidy()
        await asyncio.sleep(self._rest * (now() - began))

    async def _put(self, spoken: Sequence[Spoken]) -> None:
        if spoken:
            await self._index.put(await asyncio.to_thread(self._documents, spoken))

    def _documents(self, spoken: Sequence[Spoken]) -> list[Indexed]:
        return [
            Indexed(one.conversation, one.head, one.opened_at, one.terms(self._wording))
            for one in spoken
        ]


def _parts(conversations: Sequence[str]) -> list[Sequence[str]]:
    return [conversations[at : at + AT_ONCE] for at in range(0, len(conversations), AT_ONCE)]
