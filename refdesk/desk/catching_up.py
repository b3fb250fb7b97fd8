"""Catching up: what other nodes wrote is noticed, by a ring at once, by a sweep in any case."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from typing import Final

import structlog

from refdesk.desk.hub import Hub
from refdesk.desk.node_ports import CONVERSATION, EVERYTHING, MARKS, Tip, Tips
from refdesk.desk.ports import Lists
from refdesk.desk.turn import Turns
from refdesk.errors import RefdeskError

SWEEP_EVERY: Final = 3.0  # seconds
RING_APART: Final = 0.02  # seconds: rings that come together share a reading
MOST_RUNG: Final = 4_096  # conversations; beyond that everything is looked at
STREAMS: Final = ("kb", "staff", "settings")  # beside those of the desks

_log = structlog.get_logger(__name__)


class CatchingUp:
    """Compares what this node keeps with the database, which alone is believed (G12).

    `rung` is called by the bus; `run` is awaited by a task of the application.
    """

    def __init__(self, turns: Turns, hub: Hub, tips: Tips, lists: Lists) -> None:
        self._turns = turns
        self._hub = hub
        self._tips = tips
        self._lists = lists
        self._rung: set[str] = set()
        self._streams: set[str] = set()
        self._sweep_due = True
        self._stirred = asyncio.Event()
        self._marks: dict[str, int] = {}
        self._versions: dict[str, int] = {}

    def rung(self, stream: str, version: int) -> None:
        """Take a ring of another node; what nobody here keeps or follows costs nothing."""
        kind, _, name = stream.partition(":")
        if stream == EVERYTHING or len(self._rung) >= MOST_RUNG:
            self._sweep_due = True
        elif f"{kind}:" not in (CONVERSATION, MARKS):
            self._streams.add(stream)
        elif self._concerns(name) and not 0 < version <= self._told(name):
            self._rung.add(name)
        else:
            return
        self._stirred.set()

    async def run(self) -> None:
        """Look when somebody rang, at everything every few seconds; ends by cancellation."""
        loop = asyncio.get_running_loop()
        due = loop.time()
        while True:
            if loop.time() >= due or self._sweep_due:
                due = loop.time() + SWEEP_EVERY
                await self._tolerating(self.sweep)
            try:
                async with asyncio.timeout_at(due):
                    await self._stirred.wait()
            except TimeoutError:
                continue
            await asyncio.sleep(RING_APART)
            await self._tolerating(self.answer)

    async def sweep(self) -> None:
        """Compare all that is kept or followed, all streams; raises what the store raises."""
        self._sweep_due = False
        await self._compare(self._turns.kept() | self._hub.followed())
        await self._compare_streams()

    async def answer(self) -> None:
        """Look where others rang; raises what the store raises."""
        self._stirred.clear()
        streams, self._streams = self._streams, set()
        for stream in streams:
            self._hub.changed_elsewhere(stream)
        rung, self._rung = self._rung, set()
        await self._compare(rung)

    async def _tolerating(self, look: Callable[[], Awaitable[None]]) -> None:
        """Look; what cannot be read now is read at the next sweep."""
        try:
            await look()
        except RefdeskError as error:
            _log.warning("not_caught_up", code=error.code)

    async def _compare(self, conversations: Iterable[str]) -> None:
        asked = sorted(conversations)
        if not asked:
            return
        for name, tip in (await self._tips.of(asked)).items():
            self._notice(name, tip)
        followed = self._hub.followed()
        self._marks = {name: n for name, n in self._marks.items() if name in followed}

    def _notice(self, name: str, tip: Tip) -> None:
        if self._turns.head(name) < tip.head:
            self._turns.forget(name)
        if not self._hub.followers(name):
            return
        if self._hub.told(name) < tip.head:
            self._hub.moved(name, tip.head)
        if self._marks.get(name, 0) < tip.marks:
            self._marks[name] = tip.marks
            self._hub.marked_elsewhere(name)

    async def _compare_streams(self) -> None:
        desks = [f"desk:{desk}" for desk in await self._lists.desks()]
        versions = await self._tips.versions([*desks, *STREAMS])
        changed = [name for name in versions if versions[name] != self._versions.get(name)]
        self._versions = versions
        for stream in changed:
            self._hub.changed_elsewhere(stream)

    def _concerns(self, conversation: str) -> bool:
        return self._turns.head(conversation) > 0 or self._hub.followers(conversation) > 0

    def _told(self, conversation: str) -> int:
        """Give the head that both the kept state and the followers here have reached."""
        heads = []
        if self._turns.head(conversation):
            heads.append(self._turns.head(conversation))
        if self._hub.followers(conversation):
            heads.append(self._hub.told(conversation))
        return min(heads, default=0)
