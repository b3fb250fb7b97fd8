"""Places: of all who want something of a conversation one has its turn, the others wait."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from typing import Generic, TypeVar

T = TypeVar("T")


class Places(Generic[T]):
    """One place for each name; nothing is kept of a name that nobody wants.

    Coroutines wait by `turn`. What is not to cost a task waits by `join`: when the first in line
    is one of these, `serve` is called with the name, which owns the place until it calls `leave`.
    """

    def __init__(self, serve: Callable[[str], None]) -> None:
        self._serve = serve
        self._taken: dict[str, deque[asyncio.Future[None] | T] | None] = {}

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
            first = waiting[0]
            if not isinstance(first, asyncio.Future):
                self._serve(name)
                return
            waiting.popleft()
            if not first.done():
                first.set_result(None)
                return
        del self._taken[name]

    def join(self, name: str, one: T) -> None:
        """Wait for a place that is taken."""
        self._line(name).append(one)

    def put_back(self, name: str, those: Iterable[T]) -> None:
        """Let these wait in their order before everybody else; the place is the caller's."""
        self._line(name).extendleft(reversed(list(those)))

    def first(self, name: str) -> T | None:
        """Give who is the first in line, None where that is nobody or a coroutine."""
        waiting = self._taken[name]
        if not waiting or isinstance(waiting[0], asyncio.Future):
            return None
        return waiting[0]

    def call(self, name: str) -> None:
        """Take the first out of the line: it has its turn."""
        self._line(name).popleft()

    def call_off(self, name: str, whom: Callable[[T], bool]) -> list[T]:
        """Take these out of the line; give them in their order."""
        line = self._line(name)
        off = [one for one in line if not isinstance(one, asyncio.Future) and whom(one)]
        for one in off:
            line.remove(one)
        return off

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
        mine: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._line(name).append(mine)
        try:
            await mine
        except asyncio.CancelledError:
            if mine.done() and not mine.cancelled():
                self.leave(name)  # it was given in the same moment
            raise

    def _line(self, name: str) -> deque[asyncio.Future[None] | T]:
        line = self._taken[name]
        if line is None:
            line = self._taken[name] = deque()
        return line
