"""Scrubbing the files of the database after deletions, seldom enough that nobody feels it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import structlog

from refdesk.errors import RefdeskError
from refdesk.privacy.ports import NEEDS_UPGRADE, PUT_OFF

EVERY = 30.0  # seconds; the full-text index has let go of the texts by then
LONGEST = 3_600.0  # seconds between two tries, each of which reads the whole file

_log = structlog.get_logger(__name__)


def pause(every: float, failed: int) -> float:
    """Give the seconds before a try after so many failed ones in a row."""
    return min(every * 2.0 ** min(failed, 60), max(every, LONGEST))


class Scrubbing:
    """Scrubs some seconds after somebody asked for it; `run` is a task of the application."""

    def __init__(self, scrub: Callable[[], Awaitable[None]], every: float = EVERY) -> None:
        self._scrub = scrub
        self._every = every
        self._wanted = asyncio.Event()

    def ask(self) -> None:
        """Have it done soon."""
        self._wanted.set()

    async def now(self) -> str:
        """Scrub where somebody waits for it.

        Gives "", or the key of what to say where it was put off; then it is asked for again.
        """
        try:
            await self._scrub()
        except RefdeskError as problem:  # a reader of the log, a full disk
            _log.warning("scrubbing put off", problem=problem.key, why=problem.detail)
            self.ask()
            return NEEDS_UPGRADE if problem.key == NEEDS_UPGRADE else PUT_OFF
        return ""

    async def run(self) -> None:
        """Scrub whenever it was asked for, until it came through."""
        failed = 0
        while True:
            await self._wanted.wait()
            await asyncio.sleep(pause(self._every, failed))
            self._wanted.clear()
            failed = failed + 1 if await self.now() else 0
