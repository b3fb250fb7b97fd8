"""Questions that need the encoder are answered off the event loop, one after the other."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Final, TypeVar

MOST_WAITING: Final = 64  # questions; more than a desk can have open, so something is wrong
Answer = TypeVar("Answer")


class EncodingTurn:
    """Runs what takes tens of milliseconds with the extra in a thread, and without it at once.

    One at a time: several would take turns at the interpreter anyway, and messages with them.
    """

    def __init__(self, *, dense: bool) -> None:
        self._dense = dense
        self._turn = asyncio.Lock()
        self._waiting = 0

    @property
    def full(self) -> bool:
        """Tell whether so many wait that one more would be answered too late to help."""
        return self._waiting >= MOST_WAITING

    async def run(self, ask: Callable[[], Answer]) -> Answer:
        """Give what `ask` gives."""
        if not self._dense:
            return ask()
        self._waiting += 1
        try:
            async with self._turn:
                return await asyncio.to_thread(ask)
        finally:
            self._waiting -= 1
