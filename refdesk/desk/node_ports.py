"""What a node needs to be one of several on one database: rings, tips, signs of librarians."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Protocol

Ring = Callable[[str, int], None]
"""Tell other nodes that a stream is now at a version, 0 when that is not known (G12).

Never waits, never fails: a ring that is lost costs a moment, the sweep finds the rest.
"""

CONVERSATION: Final = "conversation:"  # a stream's name goes on with the id
MARKS: Final = "marks:"
EVERYTHING: Final = "*"  # rings may have been lost: look at all that is served

Sign = tuple[int, int, int, int]
"""What a node last knew of a librarian: connections, heard, acted, beat.

The last three only ever grow. They are milliseconds of that node's clock, which nobody else
compares with a clock: a reader only notices that they have changed.
"""


@dataclass(frozen=True, slots=True)
class Tip:
    """How far a conversation has come: its head, and the sum of its marks, which only grow."""

    head: int
    marks: int


class Tips(Protocol):
    """One cheap reading of what other nodes may have moved on."""

    async def of(self, conversations: Iterable[str]) -> dict[str, Tip]:
        """Give the tips of those that exist."""

    async def versions(self, streams: Iterable[str]) -> dict[str, int]:
        """Give the counters of those streams that were ever raised."""


class SignBoard(Protocol):
    """Where nodes leave what they hear of librarians."""

    async def touch(self, signs: Mapping[str, Sign]) -> None:
        """Leave this node's signs, by librarian."""

    async def present(self) -> Mapping[tuple[str, str], Sign]:
        """Give the other nodes' signs, by node and librarian; long dead nodes have none."""
