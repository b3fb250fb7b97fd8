"""What came for a consumer waits here, in bounds."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable
from typing import Final, Generic, TypeVar

FEED_LIMIT: Final = 1_000  # items that wait for their consumer

_T = TypeVar("_T")


class Feed(Generic[_T]):
    """What came for a consumer: `async for` gives it, oldest first, without end.

    When `FEED_LIMIT` wait the rest is not kept; `missed` is called once the consumer has taken
    all, and asks for it again: the log is the queue.
    """

    def __init__(self, missed: Callable[[], None]) -> None:
        self._missed = missed
        self._waiting: deque[_T] = deque()
        self._came = asyncio.Event()
        self._incomplete = False

    def put(self, one: _T) -> bool:
        """Add what came; False when there is no place for it."""
        self._incomplete = self._incomplete or len(self._waiting) >= FEED_LIMIT
        if not self._incomplete:
            self._waiting.append(one)
        self._came.set()
        return not self._incomplete

    def clear(self) -> None:
        """Drop what waits: it was worth something on its own connection only."""
        self._waiting.clear()
        self._incomplete = False

    def __aiter__(self) -> AsyncIterator[_T]:
        return self

    async def __anext__(self) -> _T:
        while not self._waiting:
            self._came.clear()
            if self._incomplete:
                self._incomplete = False
                self._missed()
            await self._came.wait()
        return self._waiting.popleft()
