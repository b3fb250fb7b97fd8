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
from functools import partial
from typing import Any, Final

import structlog
from sqlalchemy import Connection

from refdesk.errors import RefdeskError, Unavailable
from refdesk.privacy.ports import NEEDS_UPGRADE, PUT_OFF
from refdesk.store.committing import Writer, between_commits, write_apart
from refdesk.store.failures import translate
from refdesk.store.pacing import step
from refdesk.store.page_map import has_map, is_large, write_anew
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
        """Leave no byte of what was deleted until now.

        Raises Unavailable where bytes may be left: `PUT_OFF` where somebody reads in the log for
        long, or for what the disk says; `NEEDS_UPGRADE` where no page of the file can be told.
        """
        async with self._turn:
            more = await step(self._writer, partial(merge, pages=-MERGED))
            while more:
                more = await step(self._writer, partial(merge, pages=MERGED))
            unmapped = await write_apart(self._writer, _map_pages)
            await self._cut_whole()
            for _ in range(PASSES):
                if not await self._wipe():
                    break
            await self._cut_whole()
            if unmapped:
                raise Unavailable(unmapped)

    async def give_back(self) -> int:
        """Give free pages back to the disk, in small commits; give how many bytes."""
        async with self._turn:  # a scrub knows pages by their number
            given = 0
            while pages := await write_apart(self._writer, _give_back):
                given += pages
            if not await self._cut():
                _log.warning("room not given back yet: somebody reads in the log for long")
            return given * await write_apart(self._writer, _page_size)

    async def _wipe(self) -> int:
        """Overwrite what is left in gaps, few pages at a time; give in how many pages."""
        wiped = 0
        for batch in self._gaps.batches(await self._gaps.with_remains()):
            wiped += await self._wiped(batch)
        await self._gaps.sync()
        return wiped

    async def _wiped(self, batch: Sequence[int]) -> int:
        for _ in range(_TRIES):
            before = self._writer.served
            done = await step(self._writer, partial(self._gaps.wipe, numbers=batch))
            # What syncs the whole file is for seldom where people write; else nobody waits for it.
            if self._writer.served - before > 1:
                await asyncio.sleep(_BESIDE_TRAFFIC)
            if done is not None:
                return done
            await asyncio.sleep(_BETWEEN)
        raise Unavailable(PUT_OFF, detail="somebody reads in the log for long")

    async def _cut_whole(self) -> None:
        if not await self._cut():
            raise Unavailable(PUT_OFF, detail="somebody reads in the log for long")

    async def _cut(self) -> bool:
        """Cut the log; False where somebody reads in it for long."""
        for _ in range(_TRIES):
            if await write_apart(self._writer, _cut_log):
                return True
            await asyncio.sleep(_BETWEEN)
        return False


def _cut_log(connection: Connection) -> bool:
    with between_commits(connection):
        return cut_log(connection)


def _map_pages(connection: Connection) -> str:
    """Give a file that was made without a map of its pages one, once.

    Gives "", or why it has none yet: a full disk has no room for it, and a large file would be held
    in memory while nobody can write.
    """
    driver: Any = connection.connection.driver_connection
    if has_map(driver):
        return ""
    if is_large(driver):
        return NEEDS_UPGRADE
    with between_commits(connection):
        driver.execute("PRAGMA temp_store = MEMORY")  # nothing of it in another file, either
        try:
            write_anew(driver)
        except sqlite3.Error as error:
            if not isinstance(translate(error), RefdeskError):
                raise
            return PUT_OFF
        finally:
            driver.execute("PRAGMA temp_store = DEFAULT")
    return ""


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
