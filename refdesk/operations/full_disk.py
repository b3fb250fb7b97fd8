"""A full disk: the reserve is freed, what is over its time goes, the room goes back to the disk."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import asdict
from datetime import datetime

import structlog

from refdesk.errors import RefdeskError
from refdesk.operations.reserve import MEBIBYTE, Reserve
from refdesk.privacy.retention import Retention
from refdesk.privacy.sealed_keeping import SealedKeeping
from refdesk.store.opening import Store

LOOK_EVERY = 1.0  # seconds
AGAIN_AFTER = 600.0  # seconds before relief is tried once more on a disk that stays full

_log = structlog.get_logger(__name__)


class Relief:
    """Looks after the reserve while the server runs; `look` is one look at the disk."""

    def __init__(
        self,
        reserve: Reserve,
        store: Store,
        retention: Retention,
        keeping: SealedKeeping,
        clock: Callable[[], datetime],
    ) -> None:
        self._reserve = reserve
        self._store = store
        self._retention = retention
        self._keeping = keeping
        self._clock = clock
        self._tried = float("-inf")
        self._wanted = asyncio.Event()

    async def run(self) -> None:
        """Look again and again; making room takes its time and hinders no look."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._look_for_ever())
            group.create_task(self._relieve_when_wanted())

    async def look(self) -> bool:
        """Free the reserve on a full disk, take it again when there is room.

        Tells whether relief is wanted.
        """
        reserve, now = self._reserve, asyncio.get_running_loop().time()
        wanted = False
        if self._store.full() and not reserve.short:
            # Somebody made room: that the last commit failed is no news then.
            with suppress(RefdeskError):
                await self._try_writing()
        if self._store.full() or reserve.short:
            freed = await asyncio.to_thread(reserve.free)
            wanted = freed or now - self._tried >= AGAIN_AFTER
            if wanted:
                self._tried = now
                _log.critical(
                    "disk full: room is needed soon",
                    folder=str(reserve.file.parent),
                    reserve_freed=reserve.size // MEBIBYTE if freed else 0,
                )
        if not reserve.held and reserve.possible and await asyncio.to_thread(reserve.make):
            _log.info("reserve held", bytes=reserve.size)
        return wanted

    async def relieve(self) -> None:
        """Let go of what is over its time, give the room back to the disk, try to write."""
        for step in (self._expire, self._purge, self._give_back, self._try_writing):
            try:
                await step()
            except RefdeskError as problem:
                _log.warning("disk full", step=step.__name__, problem=problem.code)

    async def _look_for_ever(self) -> None:
        while True:
            try:
                if await self.look():
                    self._wanted.set()
            except (RefdeskError, OSError) as problem:
                _log.warning("reserve", problem=str(problem) or type(problem).__name__)
            await asyncio.sleep(LOOK_EVERY)

    async def _relieve_when_wanted(self) -> None:
        while True:
            await self._wanted.wait()
            self._wanted.clear()
            await self.relieve()

    async def _expire(self) -> None:
        await self._keeping.expire(self._clock())

    async def _purge(self) -> None:
        gone = await self._retention.purge(self._clock())
        _log.info("retention", gone=asdict(gone))

    async def _give_back(self) -> None:
        given: Awaitable[int] = self._store.expiring.give_back()
        _log.info("room given back to the disk", bytes=await given)

    async def _try_writing(self) -> None:
        await self._store.installation.answer_for_writes()
