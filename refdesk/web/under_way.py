"""Under way: what of one exchange has been begun and has not had its answer yet."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any

from refdesk.web.residents import Over


class UnderWay:
    """Counts what was begun, keeps the tasks that run beside it; `handled` is called for each."""

    def __init__(self, handled: Callable[[], None]) -> None:
        self._handled = handled
        self._count = 0
        self._tasks: set[asyncio.Task[None]] = set()
        self._failure: BaseException | None = None
        self._stirred = asyncio.Event()

    def begun(self) -> Over:
        """Count one more; give what is to be called at its end."""
        self._count += 1
        return self._over

    def beside(self, work: Coroutine[Any, Any, None]) -> None:
        """Run this until it is done or the exchange is over."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._done)

    async def all_over(self) -> None:
        """Wait until everything begun has ended; raises what one of them failed with."""
        while self._count and self._failure is None:
            self._stirred.clear()
            await self._stirred.wait()
        if self._failure is not None:
            raise self._failure

    async def stop(self) -> None:
        """End the tasks that are left."""
        left = tuple(self._tasks)
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)

    def _over(self, failure: BaseException | None) -> None:
        self._count -= 1
        self._handled()
        self._note(failure)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        self._note(None if task.cancelled() else task.exception())

    def _note(self, failure: BaseException | None) -> None:
        self._failure = self._failure or failure
        self._stirred.set()


@asynccontextmanager
async def together(handled: Callable[[], None]) -> AsyncIterator[UnderWay]:
    """Begin things in the block; leaving it waits for all of them."""
    under_way = UnderWay(handled)
    try:
        yield under_way
        await under_way.all_over()
    finally:
        await under_way.stop()
