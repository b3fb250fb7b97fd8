"""Rings that wait to be carried: one per stream, the newest, so that they stay few."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Iterable
from typing import Final

from refdesk.bus.calls import EVERYTHING

MOST: Final = 4_096  # streams; more of them than that are one ring for everything
BATCH: Final = 256  # rings that are carried at once
LONGEST: Final = 7_900  # bytes of a text: PostgreSQL's NOTIFY carries fewer than 8,000
ECHO: Final = "."  # what a node rings itself to hear whether the bell works


class Rings:
    """What this node has to tell; a version of 0 (not known) counts as the newest."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._waiting: OrderedDict[str, int] = OrderedDict()
        self._stirred = asyncio.Event()

    def put(self, stream: str, version: int) -> None:
        """Let a stream wait, its newest version only."""
        known = self._waiting.get(stream, version)
        self._waiting[stream] = max(known, version) if known and version else 0
        if len(self._waiting) > self._most:
            self._waiting.clear()
            self._waiting[EVERYTHING] = 0
        self.stir()

    def stir(self) -> None:
        """Let whoever waits look up."""
        self._stirred.set()

    def full(self) -> bool:
        """Tell whether a whole batch waits."""
        return len(self._waiting) >= BATCH

    async def wait(self, seconds: float) -> None:
        """Wait until something is there or was stirred, no longer than this."""
        try:
            async with asyncio.timeout(max(seconds, 0)):
                await self._stirred.wait()
        except TimeoutError:
            return

    def take(self) -> list[tuple[str, int]]:
        """Take up to a batch, those that wait longest first."""
        self._stirred.clear()
        count = min(len(self._waiting), BATCH)
        taken = [self._waiting.popitem(last=False) for _ in range(count)]
        if self._waiting:
            self.stir()
        return taken


def written(node: str, rings: Iterable[tuple[str, int]]) -> list[str]:
    """Give the texts of rings, as few as they fit in; neither node nor stream has a blank in it."""
    texts: list[str] = []
    words, length = [node], len(node.encode())
    for stream, version in rings:
        ring = f"{version} {stream}"
        size = 1 + len(ring.encode())
        if length + size > LONGEST and len(words) > 1:
            texts.append(" ".join(words))
            words, length = [node], len(node.encode())
        words.append(ring)
        length += size
    return [*texts, " ".join(words)] if len(words) > 1 else texts


def read(text: str) -> tuple[str, list[tuple[str, int]]]:
    """Give node and rings of a text; raises ValueError for any other text."""
    node, *words = text.split(" ")
    pairs = zip(words[::2], words[1::2], strict=True)
    return node, [(stream, int(version)) for version, stream in pairs]
