"""Reading: a plain function over a read-only connection, within a bound."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Protocol, TypeVar

from sqlalchemy import Connection

from refdesk.errors import StoreBroken, Unavailable
from refdesk.store.failures import translate

R = TypeVar("R")
READ_SECONDS = 20.0


class Source(Protocol):
    """Where read-only connections come from.

    `crowd` is how many of those who read in turn are best read for at once.
    """

    crowd: int

    async def run(self, job: Callable[[Connection], R]) -> R:
        """Run the job on a connection; drivers' errors come as they are."""

    async def close(self) -> None:
        """Close all connections."""


class Reader:
    """Runs read jobs; after `stop` every read raises StoreBroken."""

    def __init__(self, source: Source, on_broken: Callable[[StoreBroken], None]) -> None:
        self._source = source
        self._on_broken = on_broken
        self._broken: StoreBroken | None = None
        self._turns = asyncio.Semaphore(source.crowd)

    def stop(self, broken: StoreBroken) -> None:
        """Read no more: the store is broken."""
        self._broken = broken

    async def read(self, job: Callable[[Connection], R]) -> R:
        """Run the job; raises Unavailable or StoreBroken.

        A connection that had died unnoticed is replaced once.
        """
        if self._broken is not None:
            raise StoreBroken(str(self._broken))
        try:
            try:
                return await self._once(job)
            except Unavailable:
                return await self._once(job)
        except StoreBroken as broken:
            self._on_broken(broken)
            raise

    async def read_in_turn(self, job: Callable[[Connection], R]) -> R:
        """Do the same when it is the caller's turn; raises Unavailable if that takes too long.

        In this line wait all who read on in a conversation: followers, who may come back as a
        crowd, and with them webhooks, forms, transcripts and suggestions.
        """
        try:
            async with asyncio.timeout(READ_SECONDS):
                await self._turns.acquire()
        except TimeoutError as late:
            raise Unavailable(detail="no turn to read") from late
        try:
            return await self.read(job)
        finally:
            self._turns.release()

    async def close(self) -> None:
        """Close all connections."""
        await self._source.close()

    async def _once(self, job: Callable[[Connection], R]) -> R:
        try:
            async with asyncio.timeout(READ_SECONDS):
                return await self._source.run(job)
        except Exception as error:
            failure = translate(error)
            if failure is error:
                raise
            raise failure from error
