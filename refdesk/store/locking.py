"""The process lock of an SQLite file: one server per database (G3)."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from refdesk.errors import StoreBroken

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl


class DatabaseLock:
    """Held from construction to `release`; the database file exists.

    Raises StoreBroken when another process holds it.
    """

    def __init__(self, database: Path) -> None:
        self._database = database
        self._path = database.with_name(database.name + ".lock")
        self._file = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        if not _seize(self._file):
            os.close(self._file)
            raise StoreBroken(
                f"{database} sedang dipakai proses refdesk lain: hentikan dahulu, atau pilih basis "
                f"data lain / another refdesk process is using {database}: stop it first, or give "
                "this one another database"
            )
        self._own = _identity(self._file)
        self._identity = _identity(database)
        self._looked_at = (str(self._path), str(database))  # a Path costs as much as the look

    def check(self) -> None:
        """Raise StoreBroken when the lock or the database file was replaced under us."""
        lock, database = self._looked_at
        if _identity(lock) != self._own:
            raise StoreBroken(f"the lock file {self._path} was removed or replaced")
        if _identity(database) != self._identity:
            raise StoreBroken(f"the database {self._database} was removed or replaced")

    def release(self) -> None:
        """Let the next process in."""
        os.close(self._file)


def _identity(file: Path | str | int) -> tuple[int, int] | None:
    try:
        found = os.stat(file)  # noqa: PTH116 (a descriptor has no path)
    except FileNotFoundError:
        return None
    return (found.st_dev, found.st_ino)


if sys.platform == "win32":

    def _seize(file: int) -> bool:
        try:
            msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:

    def _seize(file: int) -> bool:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True
