"""Shared reading: what many want to know in the same moment is read once for all of them."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Generic, TypeVar

R = TypeVar("R")


class SharedReading(Generic[R]):
    """Readings by key. Nobody is given what began to be read before they asked.

    Who asks while a reading is under way shares the next one with everybody else who does.
    """

    def __init__(self, read: Callable[[str], Awaitable[R]]) -> None:
        self._read = read
        self._under_way: dict[str, asyncio.Task[R]] = {}
        self._next: dict[str, asyncio.Task[R]] = {}

    async def of(self, key: str) -> R:
        """Give what a reading found that began after this call; raises what it raised."""
        task = self._next.get(key)
        if task is None:
            task = asyncio.get_running_loop().create_task(self._after(key))
            self._next[key] = task
        return await asyncio.shield(task)

    async def _after(self, key: str) -> R:
        while (before := self._under_way.get(key)) is not None:
            await asyncio.wait([before])
        task = self._under_way[key] = self._next.pop(key)
        task.add_done_callback(partial(self._done, key))
        return await self._read(key)

    def _done(self, key: str, task: asyncio.Task[R]) -> None:
        del self._under_way[key]
        if not task.cancelled():
            task.exception()  # whoever still waits is told; where nobody does it is no fault
