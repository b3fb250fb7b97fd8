"""One connection of a bridge: what is asked over it is answered over it, or it is lost."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Hashable
from typing import Final

from refdesk.protocol import frames
from refdesk.protocol.shapes import In

ANSWER_WITHIN: Final = 30.0  # seconds; the client itself notices a dead connection later
_MILLISECONDS: Final = 1000


class Line:
    """A live connection; `now` is a steady clock in seconds, `at` the server's time at its start.

    The fence of a part is 0 as long as the part is not held.
    """

    def __init__(self, pass_on: Callable[[In], bool], at: int, now: Callable[[], float]) -> None:
        self._pass_on = pass_on
        self._at = at
        self._now = now
        self._began = now()
        self._asked: dict[Hashable, asyncio.Future[frames.ServerFrame | None]] = {}
        self.fences = {"in": 0, "out": 0}
        self.lost = False
        self.asking = False  # parts will be asked for again
        self.pauses = 0  # waits for everybody that were told: what was queued before is dropped

    def server_time(self) -> int:
        """Give the server's clock, milliseconds; the own clock may be wrong."""
        return self._at + int((self._now() - self._began) * _MILLISECONDS)

    def tell(self, frame: In) -> bool:
        """Send a frame that has no answer; False when the connection is lost."""
        return not self.lost and self._pass_on(frame)

    async def ask(self, key: Hashable, frame: In) -> frames.ServerFrame | None:
        """Send a frame and give its answer; None when the connection is lost before it came."""
        answer: asyncio.Future[frames.ServerFrame | None]
        answer = asyncio.get_running_loop().create_future()
        self._asked[key] = answer
        try:
            if not self.tell(frame):
                return None
            async with asyncio.timeout(ANSWER_WITHIN):
                return await answer
        except TimeoutError:
            return None
        finally:
            self._asked.pop(key, None)

    def answer(self, key: Hashable, frame: frames.ServerFrame) -> None:
        """An answer came; one that nobody waits for is dropped."""
        waiting = self._asked.get(key)
        if waiting is not None and not waiting.done():
            waiting.set_result(frame)

    def lose(self) -> None:
        """The connection is over."""
        self.lost = True
        self.fences = {"in": 0, "out": 0}
        for waiting in self._asked.values():
            if not waiting.done():
                waiting.set_result(None)
