"""Places: of all who want something of a conversation one has its turn, the others wait."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class Places:
    """One place for each name; nothing is kept of a name that nobody wants."""

    def __init__(self) -> None:
        self._taken: dict[str, deque[asyncio.Future[None]] | None] = {}

    def free(self, name: str) -> bool:
        """Tell whether nobody has the place nor waits for it."""
        return name not in self._taken

    def take(self, name: str) -> None:
        """Take a place that is free; `leave` must follow."""
        self._taken[name] = None

    def leave(self, name: str) -> None:
        """Give the place to whoever has waited longest."""
        waiting = self._taken[name]
        while waiting:
            first = waiting.popleft()
            if not first.done():
                first.set_result(None)
                return
        del self._taken[name]

    @asynccontextmanager
    async def turn(self, name: str) -> AsyncIterator[None]:
        """Wait for the place and keep it while the block runs."""
        if self.free(name):
            self.take(name)
        else:
            await self._wait(name)
        try:
            yield
        finally:
            self.leave(name)

    async def _wait(self, name: str) -> None:
        waiting = self._taken[name] or deque()
        self._taken[name] = waiting
        mine: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        waiting.append(mine)
        try:
            await mine
        except asyncio.CancelledError:
            if mine.done() and not mine.cancelled():
                self.leave(name)  # it was given in the same moment
            raise
