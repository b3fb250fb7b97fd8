"""Commands that have to wait: in order within a conversation, with nothing else behind them."""

from __future__ import annotations

from collections import deque
from collections.abc import Awaitable, Callable

from refdesk.protocol.shapes import In
from refdesk.web.residents import Over, Spawn


class Lanes:
    """A queue of frames for each conversation of a connection that has any, beside its worker.

    Each frame counts as in flight until its `over` is called (G9).
    """

    __slots__ = ("_answer", "_lanes")  # every connection has one

    def __init__(self, answer: Callable[[In], Awaitable[None]]) -> None:
        self._answer = answer
        self._lanes: dict[str, deque[tuple[In, Over]]] = {}

    def __contains__(self, conversation: str) -> bool:
        """Whether frames of this conversation wait, or one of them is being answered."""
        return conversation in self._lanes

    def join(self, conversation: str, frame: In, over: Over, beside: Spawn) -> None:
        """Answer a frame after all of its conversation that came before it (G4)."""
        lane = self._lanes.get(conversation)
        if lane is None:
            self._lanes[conversation] = lane = deque()
            beside(self._run(conversation, lane))
        lane.append((frame, over))

    async def _run(self, conversation: str, lane: deque[tuple[In, Over]]) -> None:
        while lane:
            frame, over = lane.popleft()
            await self._answer(frame)
            over(None)
        del self._lanes[conversation]
