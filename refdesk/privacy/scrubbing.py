"""Scrubbing the files of the database after deletions, seldom enough that nobody feels it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import structlog

from refdesk.errors import RefdeskError

EVERY = 30.0  # seconds; the full-text index has let go of the texts by then

_log = structlog.get_logger(__name__)


class Scrubbing:
    """Scrubs some seconds after somebody asked for it; `run` is a task of the application."""

    def __init__(self, scrub: Callable[[], Awaitable[None]], every: float = EVERY) -> None:
        self._scrub = scrub
        self._every = every
        self._wanted = asyncio.Event()

    def ask(self) -> None:
        """Have it done soon."""
        self._wanted.set()

    async def run(self) -> None:
        """Scrub whenever it was asked for."""
        while True:
            await self._wanted.wait()
            await asyncio.sleep(self._every)
            self._wanted.clear()
            try:
                await self._scrub()
            except RefdeskError as problem:  # a full disk, say: what is asked for comes again
                _log.warning("scrubbing put off", problem=problem.code)
                self._wanted.set()
