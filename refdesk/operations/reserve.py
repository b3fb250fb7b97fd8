"""The reserve file: room kept back on the disk, so that deleting is possible when it is full.

A full disk refuses DELETE as well, for it writes first. The file lies beside the SQLite database.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import structlog

from refdesk.settings import Settings
from refdesk.store.addresses import file_of, is_sqlite, parse

MEBIBYTE = 1 << 20
BESIDE = 32 * MEBIBYTE  # what must be left beside it before it is made
SHORT = 4 * MEBIBYTE  # less than this is a full disk
_BLOCK = 512  # bytes of the unit in which a file's own space is told, whatever the disk's is

_log = structlog.get_logger(__name__)


class Reserve:
    """The file; `held` tells whether it keeps room back now."""

    def __init__(self, folder: Path, size: int, beside: int = BESIDE) -> None:
        self.file = folder / "reserve"
        self.size = size
        self.beside = beside

    @property
    def held(self) -> bool:
        """Tell whether the file takes its whole size of the disk; a sparse one does not."""
        try:
            found = self.file.stat()
        except OSError:
            return False
        return found.st_size >= self.size and _taken(found) >= self.size

    @property
    def short(self) -> bool:
        """Tell whether the disk is as good as full."""
        return self._free() < SHORT

    @property
    def possible(self) -> bool:
        """Tell whether the disk has room for it, and some beside."""
        return self._free() >= self.size + self.beside

    def make(self) -> bool:
        """Take the room where there is enough; tell whether it is held now."""
        if self.held:
            return True
        if not self.possible:
            return False
        unfinished = self.file.with_name(".reserve-unfinished")
        try:
            _fill(unfinished, self.size)
            unfinished.replace(self.file)
        except OSError:  # somebody else took the room meanwhile
            with suppress(OSError):
                unfinished.unlink(missing_ok=True)
        return self.held

    def free(self) -> bool:
        """Give the room back to the disk; tell whether there was any."""
        held = self.file.exists()
        self.file.unlink(missing_ok=True)
        return held

    def _free(self) -> int:
        return shutil.disk_usage(self.file.parent).free


def reserve_of(settings: Settings) -> Reserve | None:
    """Give the reserve of an SQLite database; None for PostgreSQL, whose disk is another's care."""
    url = parse(settings.database_url)
    if not is_sqlite(url) or not settings.reserve_mb:
        return None
    return Reserve(file_of(url).parent, settings.reserve_mb * MEBIBYTE)


def reserve_held(settings: Settings) -> Callable[[], bool]:
    """Give what tells whether there is the reserve, or no need of one."""
    reserve = reserve_of(settings)
    return lambda: reserve is None or reserve.held or reserve.possible


def free_when_short(settings: Settings) -> None:
    """Free the reserve before the database is opened on a disk that is full: opening writes."""
    reserve = reserve_of(settings)
    if reserve is not None and reserve.file.exists() and reserve.short:
        reserve.free()
        _log.critical("disk full: reserve freed", folder=str(reserve.file.parent))


def _fill(file: Path, size: int) -> None:
    """Write a file whose blocks are really taken.

    Where a disk cannot set room aside, or makes less of zeros (ZFS, Btrfs), they are written out
    with what cannot be made less of.
    """
    handle = os.open(file, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        if hasattr(os, "posix_fallocate"):
            os.posix_fallocate(handle, 0, size)
        if os.fstat(handle).st_size < size or _taken(os.fstat(handle)) < size:
            os.lseek(handle, 0, os.SEEK_SET)
            for _ in range(0, size, MEBIBYTE):
                os.write(handle, os.urandom(MEBIBYTE))
        os.fsync(handle)
    finally:
        os.close(handle)


def _taken(found: os.stat_result) -> int:
    # Windows tells no blocks; what has been written there is taken.
    return getattr(found, "st_blocks", found.st_size // _BLOCK) * _BLOCK
