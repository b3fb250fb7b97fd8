"""The bot between the whole desk on fakes, a recorder: all in one process."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass

from bots.telegram import run
from refdesk.domain import commands as c
from tests.fakes.whole_desk import librarian
from tests.journeys.recorder import TOKEN, Recorder, recording
from tests.web.wired import SECRET, Wired, wired

CHAT = 77


@dataclass
class Telegram:
    """The running parts: `server` has the desk, `recorder` the patrons' chats."""

    server: Wired
    recorder: Recorder

    @property
    def conversation(self) -> str:
        """The newest conversation."""
        return list(self.server.desk.memory.states)[-1]

    async def claim(self, name: str = "sari") -> int:
        """A librarian takes the newest conversation; gives the fence."""
        await self.server.desk.on_duty(name)
        found = await self.server.desk.turns.take(librarian(name), self.conversation, c.Claim())
        return found.seq

    async def give(self, command: c.Command, name: str = "sari") -> int:
        """A librarian does something in the newest conversation."""
        done = await self.server.desk.turns.take(librarian(name), self.conversation, command)
        return done.seq


@asynccontextmanager
async def bot(server: Wired, api: str) -> AsyncIterator[None]:
    """Run the bot while the block runs."""
    config = {"token": TOKEN, "api": api, "mode": "polling", "lang": "id"}
    task = asyncio.create_task(run(config, f"http://127.0.0.1:{server.port}", SECRET))
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


@asynccontextmanager
async def telegram() -> AsyncIterator[Telegram]:
    """Run desk, recorder, bot."""
    async with wired() as server, recording() as (recorder, api), bot(server, api):
        yield Telegram(server, recorder)
