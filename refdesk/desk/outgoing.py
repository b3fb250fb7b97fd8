"""Outgoing: events go out to a channel's threads, one unsettled per thread (G14)."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from refdesk.desk.channel_ports import ChannelStore, OutRow
from refdesk.desk.ports import Clock
from refdesk.errors import RefdeskError

UNSETTLED = 64  # rows of one channel in all
LOOK_EVERY = 1.0  # seconds: what a lost stir, or a wait of a process before, costs at most


@dataclass(frozen=True, slots=True)
class Dispatch:
    """A row to deliver; `again`: an earlier try may have gone out.

    `refs` are public numbers of messages with the channel's ids, where the event is about one.
    """

    row: OutRow
    again: bool
    refs: dict[int, str] = field(default_factory=dict)


class Outgoing:
    """The out part of one channel while one connection holds it under `fence`."""

    def __init__(self, store: ChannelStore, channel: str, fence: int, clock: Clock) -> None:
        self._store = store
        self._channel = channel
        self._fence = fence
        self._clock = clock
        self._unsettled: dict[str, int] = {}
        self._stirred = asyncio.Event()

    def stir(self) -> None:
        """Look for rows soon."""
        self._stirred.set()

    async def run(self, send: Callable[[Dispatch], None]) -> None:
        """Hand out rows as they come due; ends by cancellation or LostClaim.

        A store that is down is asked again a moment later.
        """
        while True:
            self._stirred.clear()
            try:
                for dispatch in await self.due():
                    send(dispatch)
            except RefdeskError as refusal:
                if not refusal.retryable:
                    raise
            try:
                async with asyncio.timeout(LOOK_EVERY):
                    await self._stirred.wait()
            except TimeoutError:
                continue

    async def due(self) -> list[Dispatch]:
        """Give the rows to deliver now; each counts as unsettled from here on."""
        # What is settled while the rows are read may still stand among them as it was before.
        busy = set(self._unsettled)
        rows = await self._store.next_out(self._channel, self._clock(), UNSETTLED)
        free = [row for row in rows if row.thread not in busy][: UNSETTLED - len(busy)]
        found = [Dispatch(row, row.state == "unknown", await self._refs(row)) for row in free]
        # Counted only now: a store that fails in between must leave no row behind unsent.
        self._unsettled |= {one.row.thread: one.row.n for one in found}
        return found

    async def trying(self, thread: str, n: int, part: int) -> None:
        """Store that a call for this part is about to be made; raises LostClaim."""
        await self._store.trying(self._channel, thread, n, part, self._fence)

    async def settle(
        self, thread: str, n: int, state: str, refs: list[str] | None = None, why: str = ""
    ) -> None:
        """Store the fate of a row: `sent`, `failed`, or `unknown`, which is handed out again."""
        await self._store.settle(self._channel, thread, n, state, self._fence, refs or [], why)
        self._free(thread)

    async def wait(self, chat: str, until: datetime) -> None:
        """Store a wait for one thread or "all"; what it holds up is handed out again after it."""
        await self._store.wait(self._channel, chat, until)
        left = (until - self._clock()).total_seconds()
        asyncio.get_running_loop().call_later(max(0.0, left), self.stir)
        for thread in list(self._unsettled) if chat == "all" else [chat]:
            self._free(thread)

    def _free(self, thread: str) -> None:
        self._unsettled.pop(thread, None)
        self.stir()

    async def _refs(self, row: OutRow) -> dict[int, str]:
        if not getattr(row.recorded.event, "of", 0):
            return {}
        return await self._store.refs(self._channel, row.thread, row.conversation)
