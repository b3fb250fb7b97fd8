"""Copying the write-ahead log of SQLite into the database between the commits of messages.

Left alone, SQLite copies inside of the commit that makes the log long, and syncs what it has copied
before it goes on: 7 to 50 ms in which nobody's message was acknowledged. Here it is asked between
two commits, while a reader of ours stands in the log. What does not reach the end of the log is
copied without a sync of the database; a thread has the disk take it beside the commits that follow.
Then the reader goes, SQLite copies the rest, syncs what little is left, and begins the log anew.

One connection copies, the one that writes (G3). SQLite counts as copied what it has handed over
without a sync, and never hands it over again while anybody is connected: so a sync that fails,
whoever's, means that the log must not be begun anew. It breaks the store; the next start, for which
nothing counts as copied, takes all of it from the log.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import structlog
from sqlalchemy import Connection, Engine

from refdesk.errors import StoreBroken
from refdesk.store.failures import translate

LONG: Final = 3_000  # pages (12 MB): busy pages are copied once for many commits
# Pages that may come, estimated, while the disk takes those, and once more for what came meanwhile:
# then it is waited for. The whole log (24 MB) has to fit into the room that is left beside the
# reserve (`operations/reserve`, 32 MB).
MOST: Final = 1_500
FEW: Final = 700  # pages, estimated, that SQLite may sync itself: some milliseconds
LOOK_AFTER: Final = 150  # pages, estimated: a look takes as long as a twentieth of a commit
_OF_A_COMMIT, _OF_A_WORK = 5, 3  # pages that a commit and each piece of work add to the log
_LEAVES_WITHIN: Final = 10.0  # seconds for a sync under way at the end

_log = structlog.get_logger(__name__)
_sync: Final[Callable[[int], None]] = getattr(os, "fdatasync", os.fsync)


class Copying:
    """Copies the log of one database; all calls come from the thread of its writer."""

    def __init__(self, connection: Connection, readers: Engine, file: Path) -> None:
        """`connection` is the writer's own; `readers` gives read-only ones."""
        driver: Any = connection.connection.driver_connection
        driver.execute("PRAGMA wal_autocheckpoint = 0")  # whose failures nobody would hear of
        self._driver = driver
        self._readers = readers
        self._handle: int | None = os.open(file, os.O_RDWR)
        self._standing: Connection | None = None  # in the log, so that no copy reaches its end
        self._reader: Any = None  # the driver's side of it
        self._syncing: threading.Thread | None = None
        self._once_more = False  # the disk takes what came while it took the most
        self._refused: OSError | None = None  # how the disk refused what was copied
        self._written = 0  # pages since the last look, estimated
        self._behind = 0  # pages behind our reader, estimated
        self._look_after = LOOK_AFTER

    def committed(self, works: int) -> None:
        """Copy if it is time to, after a commit of so many pieces of work.

        Raises StoreBroken where the disk may have lost what counts as copied.
        """
        pages = _OF_A_COMMIT + _OF_A_WORK * works
        self._written += pages
        self._behind += pages
        if self._written < self._look_after:
            return
        self._written, self._look_after = 0, LOOK_AFTER
        try:
            self._step()
        except Exception as error:  # noqa: BLE001 - the commits stand, the log grows: tried again
            self._copy_at_once(error)

    def step_aside(self) -> None:
        """Stand in nobody's way who is to cut the log."""
        if self._reader is not None:
            self._reader.rollback()

    def leave(self) -> None:
        """Close the reader, before the writer's connection is closed."""
        if self._syncing is not None and self._syncing.is_alive():
            self._syncing.join(_LEAVES_WITHIN)
        if self._standing is not None:
            self._standing.close()
        self._readers.dispose()

    def let_go(self) -> None:
        """Let go of the file, after all connections to it are closed.

        Closing a handle of a file takes from the process the locks SQLite holds on it (POSIX).
        """
        hangs = self._syncing is not None and self._syncing.is_alive()
        if self._handle is not None and not hangs:
            os.close(self._handle)
            self._handle = None

    def _step(self) -> None:
        if self._syncing is not None:
            self._go_on(self._syncing)
        elif not self._stands():
            self._stand()
        elif (pages := self._copy()) >= LONG:
            self._copy_most()
        else:
            self._look_after = max(LOOK_AFTER, (LONG - pages) // 2)

    def _copy_most(self) -> None:
        """Copy what there is now; a thread has the disk take it."""
        self._stand()
        self._copy()
        self._syncing = threading.Thread(target=self._have_taken, daemon=True)
        try:
            self._syncing.start()
        except RuntimeError:  # no thread is to be had
            self._have_taken()

    def _go_on(self, syncing: threading.Thread) -> None:
        """Copy the rest once the disk has the most; where it is much, by a second thread first."""
        if syncing.is_alive():
            if self._behind < MOST:
                return
            syncing.join()
        self._syncing = None
        if self._refused is not None:
            raise StoreBroken(f"sync failed: {self._refused.strerror}") from self._refused
        self._once_more = self._behind > FEW and not self._once_more
        if self._once_more:
            self._copy_most()
        else:
            self.step_aside()
            self._copy()

    def _copy_at_once(self, failure: Exception) -> None:
        """Copy as SQLite does by itself, after a step that failed."""
        _give_up_if_broken(failure)
        _log.warning("log_not_copied", error=type(failure).__name__)
        try:
            self.step_aside()
            self._copy()
        except Exception as error:  # noqa: BLE001 - the same
            _give_up_if_broken(error)

    def _stands(self) -> bool:
        return self._reader is not None and bool(self._reader.in_transaction)

    def _stand(self) -> None:
        """Stand at the present end of the log."""
        if self._standing is None:
            self._standing = self._readers.connect()
            self._reader = self._standing.connection.driver_connection
        self._reader.rollback()
        self._reader.execute("BEGIN")
        self._reader.execute("SELECT 1 FROM sqlite_schema LIMIT 1").fetchone()
        self._behind = 0

    def _copy(self) -> int:
        """Copy up to where somebody reads, waiting for nobody; give the pages of the log."""
        _, pages, _ = self._driver.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
        return int(pages)

    def _have_taken(self) -> None:
        if self._handle is None:
            return
        try:
            _sync(self._handle)
        except OSError as refused:
            self._refused = refused


def _give_up_if_broken(error: Exception) -> None:
    failure = translate(error)
    if isinstance(failure, StoreBroken):
        raise failure from error
