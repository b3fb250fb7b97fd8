"""Commands that have to wait: in order within a conversation, with nothing else behind them."""

from __future__ import annotations

from collections import deque
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

from refdesk.protocol.shapes import In
from refdesk.web.residents import Over

Spawn = Callable[[Coroutine[Any, Any, None]], None]


class Lanes:
    """A queue of frames for each conversation of a connection that has any, beside its worker.

    Each frame counts as in flight until its `over` is called (G9).
    """

    def __init__(self, spawn: Spawn, answer: Callable[[In], Awaitable[None]]) -> None:
        self._spawn = spawn
        self._answer = answer
        self._lanes: dict[str, deque[tuple[In, Over]]] = {}

    def __contains__(self, conversation: str) -> bool:
        """Whether frames of this conversation wait, or one of them is being answered."""
        return conversation in self._lanes

    def join(self, conversation: str, frame: In, over: Over) -> None:
        """Answer a frame after all of its conversation that came before it (G4)."""
        lane = self._lanes.get(conversation)
        if lane is None:
            self._lanes[conversation] = lane = deque()
            self._spawn(self._run(conversation, lane))
        lane.append((frame, over))

    async def _run(self, conversation: str, lane: deque[tuple[In, Over]]) -> None:
        while lane:
            frame, over = lane.popleft()
            await self._answer(frame)
            over(None)
        del self._lanes[conversation]
