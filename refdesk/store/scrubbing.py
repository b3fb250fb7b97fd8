"""Leaving no byte of what was deleted in the files of an SQLite database, beside live traffic.

SQLite overwrites what it deletes (`secure_delete`); older pages stay in the write-ahead log until
it is cut, terms of a deleted text in the parts of the full-text index until they are merged, and
rows that once moved to a neighbouring page in the gap of the old one (`page_layout`), which is
the matter of `wiping`.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Sequence
from contextlib import suppress
from functools import partial
from typing import Any, Final

import structlog
from sqlalchemy import Connection

from refdesk.store.committing import Writer, between_commits, write_apart
from refdesk.store.pacing import step
from refdesk.store.sqlite import cut_log
from refdesk.store.transcript_index import MERGED, merge
from refdesk.store.wiping import Gaps

_log = structlog.get_logger(__name__)

GIVEN: Final = 500  # pages given back in a commit
PASSES: Final = 4  # through the file: what moves during one is met by the next
_BESIDE_TRAFFIC: Final = 1.0  # seconds of rest more where something else was written meanwhile
_TRIES, _BETWEEN = 40, 0.1  # for a moment in which nobody reads in the log; seconds


class Scrubber:
    """Scrubs the file of one writer."""

    def __init__(self, writer: Writer, gaps: Gaps) -> None:
        self._writer = writer
        self._gaps = gaps
        self._turn = asyncio.Lock()

    async def scrub(self) -> None:
        """Leave no byte of what was deleted until now."""
        async with self._turn:
            more = await step(self._writer, partial(merge, pages=-MERGED))
            while more:
                more = await step(self._writer, partial(merge, pages=MERGED))
            await write_apart(self._writer, _write_anew)
            await self._cut()
            for _ in range(PASSES):
                if not await self._wipe():
                    break
            await self._cut()

    async def give_back(self) -> int:
        """Give free pages back to the disk, in small commits; give how many bytes."""
        given = 0
        while pages := await write_apart(self._writer, _give_back):
            given += pages
        await self._cut()
        return given * await write_apart(self._writer, _page_size)

    async def _wipe(self) -> int:
        """Overwrite what is left in gaps, few pages at a time; give in how many pages."""
        wiped = 0
        for batch in self._gaps.batches(await self._gaps.with_remains()):
            done = await self._wiped(batch)
            if done is None:  # the next scrub tries again; it is asked for each night
                _log.warning("gaps of pages not overwritten: somebody reads in the log for long")
                return 0
            wiped += done
        await self._gaps.sync()
        return wiped

    async def _wiped(self, batch: Sequence[int]) -> int | None:
        for _ in range(_TRIES):
            before = self._writer.served
            done = await step(self._writer, partial(self._gaps.wipe, numbers=batch))
            # What syncs the whole file is for seldom where people write; else nobody waits for it.
            if self._writer.served - before > 1:
                await asyncio.sleep(_BESIDE_TRAFFIC)
            if done is not None:
                return done
            await asyncio.sleep(_BETWEEN)
        return None

    async def _cut(self) -> None:
        for _ in range(_TRIES):
            if await write_apart(self._writer, _cut_log):
                return
            await asyncio.sleep(_BETWEEN)


def _cut_log(connection: Connection) -> bool:
    with between_commits(connection):
        return cut_log(connection)


def _write_anew(connection: Connection) -> None:
    """Give a file that was made without a pointer map one, once: without it no page can be told."""
    if connection.exec_driver_sql("PRAGMA auto_vacuum").scalar_one():
        return
    with between_commits(connection):
        driver: Any = connection.connection.driver_connection
        driver.execute("PRAGMA temp_store = MEMORY")  # nothing of it in another file, either
        driver.execute("PRAGMA auto_vacuum = INCREMENTAL")
        # A full disk has no room for it; the next time does it.
        with suppress(sqlite3.OperationalError):
            driver.execute("VACUUM")
        driver.execute("PRAGMA temp_store = DEFAULT")


def _give_back(connection: Connection) -> int:
    """Cut off up to so many free pages from the end of the file; give how many."""
    before = _free_pages(connection)
    with between_commits(connection):
        # A script, for `execute` takes one step of a statement without columns: one page.
        driver: Any = connection.connection.driver_connection
        driver.executescript(f"PRAGMA incremental_vacuum({GIVEN})")
    return before - _free_pages(connection)


def _free_pages(connection: Connection) -> int:
    return int(connection.exec_driver_sql("PRAGMA freelist_count").scalar_one())


def _page_size(connection: Connection) -> int:
    return int(connection.exec_driver_sql("PRAGMA page_size").scalar_one())
