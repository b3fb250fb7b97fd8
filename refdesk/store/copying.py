"""Copying the write-ahead log of SQLite into the database between the commits of messages.

Left alone, SQLite copies inside of the commit that makes the log long, and syncs what it has copied
before it goes on: 7 to 50 ms in which nobody's message is acknowledged. Here it is asked between
two commits, while a reader of ours stands in the log. What does not reach the end of the log is
copied without a sync; a thread has the disk take it beside the commits that follow. Then the reader
goes, SQLite copies the rest, syncs what little is left, and begins the log anew.

What is safe rests on SQLite alone: one connection copies, the one that writes (G3), and the log is
begun anew only after a sync of SQLite's own. The thread's comes before that one and counts for
nothing, its errors included: the next sync of the file meets them.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, Final, NamedTuple

import structlog
from sqlalchemy import Connection, Engine

LONG: Final = 3_500  # pages (14 MB): busy pages are copied once for many commits
LOOK_AFTER: Final = 150  # pages, estimated: a look takes as long as a twentieth of a commit
_OF_A_COMMIT, _OF_A_WORK = 5, 3  # pages that a commit and each piece of work add to the log

_log = structlog.get_logger(__name__)
_sync: Final[Callable[[int], None]] = getattr(os, "fdatasync", os.fsync)


class _Log(NamedTuple):
    """The log after a copy: its pages, and how many of them are in the database."""

    pages: int
    copied: int


class Copying:
    """Copies the log of one database; all calls come from the thread of its writer."""

    def __init__(self, connection: Connection, readers: Engine, file: Path) -> None:
        """`connection` is the writer's own; `readers` gives read-only ones."""
        self._driver: Any = connection.connection.driver_connection
        self._readers = readers
        self._file = file
        self._handle: int | None = None
        self._standing: Connection | None = None  # in the log, so that no copy reaches its end
        self._reader: Any = None  # the driver's side of it
        self._syncing: threading.Thread | None = None
        self._long = False  # what lies before the reader is to be copied
        self._written = 0  # pages since the last look, estimated
        self._look_after = LOOK_AFTER

    def committed(self, works: int) -> None:
        """Copy if it is time to, after a commit of so many pieces of work."""
        self._written += _OF_A_COMMIT + _OF_A_WORK * works
        if self._written < self._look_after:
            return
        self._written, self._look_after = 0, LOOK_AFTER
        try:
            self._step()
        except Exception as error:  # noqa: BLE001 - the commits stand, the log grows: tried again
            _log.warning("log_not_copied", error=type(error).__name__)

    def step_aside(self) -> None:
        """Stand in nobody's way who is to cut the log."""
        self._long = False
        if self._reader is not None:
            self._reader.rollback()

    def leave(self) -> None:
        """Close the reader, before the writer's connection is closed."""
        if self._syncing is not None:
            self._syncing.join()
        if self._standing is not None:
            self._standing.close()
        self._readers.dispose()

    def let_go(self) -> None:
        """Let go of the file, after all connections to it are closed.

        Closing a handle of a file takes from the process the locks SQLite holds on it (POSIX).
        """
        if self._handle is not None:
            os.close(self._handle)

    def _step(self) -> None:
        if self._syncing is not None:
            self._finish(self._syncing)
        elif self._long:
            self._copy()
            self._begin_sync()
        elif not self._stands():
            self._stand()
        elif (pages := self._copy().pages) >= LONG:
            self._stand()
            self._long = True
        else:
            self._look_after = max(LOOK_AFTER, (LONG - pages) // 2)

    def _finish(self, syncing: threading.Thread) -> None:
        """Copy the rest once the disk has the most, as often as it takes: others may read in it."""
        if syncing.is_alive():
            return
        self.step_aside()
        log = self._copy()
        if log.copied == log.pages:
            self._syncing = None

    def _begin_sync(self) -> None:
        if self._handle is None:
            self._handle = os.open(self._file, os.O_RDWR)
        self._syncing = threading.Thread(target=_have_taken, args=[self._handle], daemon=True)
        self._syncing.start()

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

    def _copy(self) -> _Log:
        """Copy up to where somebody reads; waits for nobody."""
        _, *log = self._driver.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
        return _Log(*log)


def _have_taken(handle: int) -> None:
    with suppress(OSError):
        _sync(handle)
