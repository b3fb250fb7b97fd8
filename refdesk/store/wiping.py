"""Overwriting what rows that moved left in the gaps of pages of an SQLite file.

SQLite has no way to clear a gap but to write the whole database anew, during which nobody could
write. It is done in the file itself, and is safe because

- only bytes change that mean nothing to SQLite: cut off anywhere, the file is sound;
- nobody else can write: the writer's connection holds the write lock on an empty write-ahead log,
  so that there is nothing a commit or a checkpoint, of whatever process, could bring into the file;
- the writer lets go of the pages it keeps in memory before it changes one again, and others only
  read: no page with the old bytes is written back.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, BinaryIO, Final

from sqlalchemy import Connection

from refdesk.store.committing import between_commits
from refdesk.store.driver import control
from refdesk.store.failures import translate
from refdesk.store.page_layout import HEADER, Layout, gap, has_remains, read_header
from refdesk.store.sqlite import cut_log

LOOKED: Final = 256  # pages looked at in one go: under a millisecond
WIPED: Final = 256  # pages overwritten while the write lock is held: some milliseconds
_PAUSE: Final = 0.004  # seconds between two looks, for the loop beside it


class Gaps:
    """The gaps of one file; `close` comes after all connections to it are closed.

    Closing any handle of a file takes from the process the locks that SQLite holds on it (POSIX),
    so that these stay open until then. One only looks, in any thread; the other is the writer's.
    """

    def __init__(self, file: Path) -> None:
        self._file = file
        self._log = file.with_name(f"{file.name}-wal")
        self._looking: BinaryIO | None = None
        self._wiping: BinaryIO | None = None

    def close(self) -> None:
        """Let go of the file."""
        for handle in (self._looking, self._wiping):
            if handle is not None:
                handle.close()

    async def with_remains(self) -> list[int]:
        """Look through the file; give the pages whose gap holds something.

        Of a file without a pointer map, where no page can be told, it gives none. Raises
        Unavailable where it cannot be read now.
        """
        try:
            return await self._looked_through()
        except OSError as error:
            raise translate(error) from error

    async def _looked_through(self) -> list[int]:
        if self._looking is None:
            self._looking = self._file.open("rb", buffering=0)
        found: list[int] = []
        first, pages = 2, _Pages(self._looking)
        while numbers := pages.some(first, LOOKED):
            found += await asyncio.to_thread(lambda: list(pages.with_remains(numbers)))
            first += LOOKED
            await asyncio.sleep(_PAUSE)
        return found

    def batches(self, numbers: Sequence[int]) -> Iterator[Sequence[int]]:
        """Give so many pages at a time as `wipe` takes."""
        return (numbers[at : at + WIPED] for at in range(0, len(numbers), WIPED))

    def wipe(self, connection: Connection, numbers: Sequence[int]) -> int | None:
        """Overwrite what is left in the gaps of these pages, in a job that stands apart.

        Gives how many had something; None while somebody reads in the log: later, then.
        """
        if self._wiping is None:
            self._wiping = self._file.open("r+b", buffering=0)
        with between_commits(connection):
            if not cut_log(connection):
                return None
            control(connection, "BEGIN IMMEDIATE")
            try:
                if self._log.stat().st_size:
                    return None  # another process wrote in between
                return sum(map(_Pages(self._wiping).wipe, numbers))
            finally:
                control(connection, "ROLLBACK")
                driver: Any = connection.connection.driver_connection
                driver.execute("PRAGMA shrink_memory")

    async def sync(self) -> None:
        """Have what was overwritten reach the disk; raises Unavailable where it does not."""
        if self._wiping is None:
            return
        try:
            await asyncio.to_thread(os.fsync, self._wiping.fileno())
        except OSError as error:
            raise translate(error) from error


class _Pages:
    """The pages of a file as they stand in it; the map's are kept for the time of one use."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._layout: Layout | None = read_header(self._at(0, HEADER))
        self._maps: dict[int, bytes] = {}

    def some(self, first: int, count: int) -> Sequence[int]:
        """Give so many page numbers from the first, fewer at the end of the file."""
        if self._layout is None:
            return ()
        last = os.fstat(self._file.fileno()).st_size // self._layout.page_size
        return range(first, min(first + count, last + 1))

    def with_remains(self, numbers: Sequence[int]) -> Iterator[int]:
        """Give those of neighbouring pages whose gap holds something."""
        if self._layout is None:
            return
        size, self._maps = self._layout.page_size, {}
        block = self._at((numbers[0] - 1) * size, len(numbers) * size)
        for place, number in enumerate(numbers):
            page = block[place * size : (place + 1) * size]
            if len(page) == size and self._is_tree(number) and has_remains(page):
                yield number

    def wipe(self, number: int) -> bool:
        """Overwrite the gap of a page where something is left; tell whether it was."""
        if self._layout is None or not self._is_tree(number):
            return False
        place = (number - 1) * self._layout.page_size
        page = self._at(place, self._layout.page_size)
        if len(page) < self._layout.page_size or not has_remains(page):
            return False
        start, end = gap(page)
        self._file.seek(place + start)
        return self._file.write(bytes(end - start)) > 0

    def _is_tree(self, number: int) -> bool:
        layout = self._layout
        if layout is None:
            return False
        map_page, _ = layout.map_entry(number)
        if map_page not in self._maps:
            self._maps[map_page] = self._at((map_page - 1) * layout.page_size, layout.page_size)
        return layout.is_tree(number, self._maps[map_page])

    def _at(self, place: int, count: int) -> bytes:
        self._file.seek(place)
        return self._file.read(count)
