"""The folder of backups: made on first use, worked in by one at a time, with enough space."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from refdesk.errors import SettingsProblem
from refdesk.settings import Settings
from refdesk.store.addresses import file_of, is_sqlite, parse

if sys.platform != "win32":
    import fcntl

UNFINISHED = (".making-*", ".checking-*", ".drill-*", "*.unfinished")
LEFT = 16 << 20  # bytes of the disk that a backup leaves to others


def backup_folder(settings: Settings) -> Path:
    """Give the folder of backups, making it on first use; raises SettingsProblem."""
    own = settings.backup_dir
    folder = Path(own) if own else settings.data_dir / "backups"
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise SettingsProblem(
            f"backup_dir (REFDESK_BACKUP_DIR): {folder}: {error.strerror}. Beri hak tulis atau "
            "pilih folder lain / let the service write there or choose another folder"
        ) from error
    return folder


@contextmanager
def working_in(folder: Path) -> Iterator[None]:
    """Have the folder alone; what a killed process left half done is cleared away.

    Raises SettingsProblem while another process works in it.
    """
    handle = os.open(folder / ".lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        if not _alone(handle):
            raise SettingsProblem(
                f"{folder}: cadangan lain sedang dibuat; coba lagi nanti / another backup is being "
                "made; try again later"
            )
        for pattern in UNFINISHED:
            for left in folder.glob(pattern):
                _clear(left)
        yield
    finally:
        os.close(handle)


def refuse_if_crowded(settings: Settings, folder: Path) -> None:
    """Raise SettingsProblem where a backup would fill the disk instead of saving anything.

    The copy is at most as long as the database with its log, its packed form shorter than that.
    """
    url = parse(settings.database_url)
    if not is_sqlite(url):
        return
    file = file_of(url)
    parts = (file, file.with_name(f"{file.name}-wal"))
    needed = 2 * sum(one.stat().st_size for one in parts if one.exists()) + LEFT
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise SettingsProblem(
            f"backup_dir (REFDESK_BACKUP_DIR): {folder}: perlu {needed >> 20} MB, hanya ada "
            f"{free >> 20} MB; kosongkan atau pilih disk lain / {needed >> 20} MB are needed, "
            f"{free >> 20} MB left; free some or choose another disk"
        )


def _clear(left: Path) -> None:
    if left.is_dir():
        shutil.rmtree(left, ignore_errors=True)
    else:
        left.unlink(missing_ok=True)


if sys.platform == "win32":

    def _alone(handle: int) -> bool:
        del handle  # whoever removes a file that is open fails there, which is lock enough
        return True

else:

    def _alone(handle: int) -> bool:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True
