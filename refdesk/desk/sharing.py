"""Sharing presence: each node leaves what it hears of librarians, reads what the others left."""

from __future__ import annotations

import asyncio

import structlog

from refdesk.desk.node_ports import SignBoard
from refdesk.desk.ports import Clock
from refdesk.desk.presence import Presence
from refdesk.errors import RefdeskError

EVERY = 2.0  # seconds

_log = structlog.get_logger(__name__)


class Sharing:
    """Keeps presence in step with the other nodes; `run` is awaited by a task of the application.

    A store that is down brings no word, and then presence makes nobody vanish.
    """

    def __init__(self, presence: Presence, board: SignBoard, clock: Clock) -> None:
        self._presence = presence
        self._board = board
        self._clock = clock

    async def run(self) -> None:
        """Exchange signs again and again; ends only by cancellation."""
        while True:
            try:
                await self.exchange()
            except RefdeskError as error:
                _log.warning("presence_not_shared", code=error.code)
            await asyncio.sleep(EVERY)

    async def exchange(self) -> None:
        """Leave this node's signs, take the others'; raises what the store raises."""
        await self._board.touch(self._presence.signs(self._clock()))
        self._presence.told_elsewhere(await self._board.present(), self._clock())
