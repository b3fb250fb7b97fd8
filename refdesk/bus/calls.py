"""The four calls of a bus: ring, listen, touch, present."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, Protocol

Hear = Callable[[str, int], None]  # stream, version (0: not known); must not wait
Sign = tuple[int, int, int, int]  # connections, heard, acted, beat of one librarian at one node
Signs = Mapping[tuple[str, str], Sign]  # by node, librarian

EVERYTHING: Final = "*"  # heard after a reconnect: rings may have been lost


class Board(Protocol):
    """Rows that keep signs where the engine of the bus keeps none itself."""

    async def touch(self, node: str, signs: Mapping[str, Sign]) -> None:
        """Replace the node's signs of these librarians."""

    async def present(self) -> Signs:
        """Give all signs."""


class Bus(Protocol):
    """A doorbell between nodes: lost, doubled or reordered rings cost a database read (G12)."""

    def ring(self, stream: str, version: int) -> None:
        """Tell the others that a stream is at this version; never waits, never fails."""

    async def listen(self, hear: Hear) -> None:
        """Carry rings both ways until cancelled; failures are logged, then tried again.

        `hear` is called with the streams of other nodes, and with `EVERYTHING` whenever rings may
        have been lost.
        """

    async def touch(self, signs: Mapping[str, Sign]) -> None:
        """Leave what this node knows of librarians; raises what the board raises."""

    async def present(self) -> Signs:
        """Give what other nodes have left; raises what the board raises."""
