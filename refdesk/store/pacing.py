"""Long upkeep in small steps, between which the writer is left to messages."""

from __future__ import annotations

import asyncio
from typing import TypeVar

from refdesk.store.committing import Job, Writer, write_apart

R = TypeVar("R")
REST = 3.0  # times as long as a step took
_LOOKS, _BETWEEN = 50, 0.02  # for a moment in which nothing waits: a second, then on all the same


async def step(writer: Writer, job: Job[R]) -> R:
    """Do a step in a commit of its own, then rest."""
    loop = asyncio.get_running_loop()
    began = loop.time()
    result = await write_apart(writer, job)
    await asyncio.sleep(REST * (loop.time() - began))
    await calm(writer)
    return result


async def calm(writer: Writer) -> None:
    """Return as soon as no message waits for its commit, after a second at the latest."""
    for _ in range(_LOOKS):
        if not writer.backlog():
            return
        await asyncio.sleep(_BETWEEN)
