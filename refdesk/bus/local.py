"""The bus of a node that rings nobody: alone on its database, or left to the sweeps."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from refdesk.bus.calls import EVERYTHING, Board, Hear, Sign, Signs


class LocalBus:
    """Rings nobody; signs go to the board if there is one, so that sweeps alone are enough."""

    def __init__(self, node: str, board: Board | None = None) -> None:
        self._node = node
        self._board = board

    def ring(self, stream: str, version: int) -> None:
        """Tell nobody."""

    async def listen(self, hear: Hear) -> None:
        """Hear nothing, for ever."""
        hear(EVERYTHING, 0)
        await asyncio.Event().wait()

    async def touch(self, signs: Mapping[str, Sign]) -> None:
        """Leave what this node knows of librarians."""
        if self._board is not None:
            await self._board.touch(self._node, signs)

    async def present(self) -> Signs:
        """Give what other nodes have left."""
        found = await self._board.present() if self._board is not None else {}
        return {place: sign for place, sign in found.items() if place[0] != self._node}
