"""Checks of what lies on the disk: the reserve, the backups, who else may read the keys."""

from __future__ import annotations

import asyncio
import stat
import sys
from datetime import timedelta

from refdesk.clock import clock
from refdesk.operations.backing_up import backups, made_at
from refdesk.operations.doctor import Finding, ill, well
from refdesk.operations.reserve import MEBIBYTE, reserve_of
from refdesk.settings import Settings
from refdesk.store.addresses import is_sqlite, parse

BACKUP_DUE = timedelta(days=2)
_OTHERS = stat.S_IRWXG | stat.S_IRWXO


async def reserve_file(settings: Settings) -> Finding:
    """The reserve that a full disk gives up is there, or will be when the server starts."""
    name = ("Cadangan ruang disk", "Disk reserve")
    reserve = reserve_of(settings)
    if reserve is None:
        return well(name, "tidak dipakai", "not used")
    said = f"{reserve.file}, {reserve.size // MEBIBYTE} MB"
    if await asyncio.to_thread(lambda: reserve.held):
        return well(name, said, said)
    if reserve.file.parent.is_dir() and not reserve.possible:
        return ill(
            name,
            ("tidak ada: disk penuh", "not there: the disk is full"),
            (
                "kosongkan ruang; cadangan dibuat lagi dengan sendirinya",
                "free space; the reserve is taken again by itself",
            ),
        )
    return well(name, "dibuat saat server mulai", "taken when the server starts")


async def newest_backup(settings: Settings) -> Finding:
    """The last backup is not older than two days."""
    name = ("Cadangan", "Backup")
    if not is_sqlite(parse(settings.database_url)) and not settings.backup_dir:
        return ill(
            name,
            ("backup_dir kosong: tidak ada cadangan harian", "backup_dir is empty: no daily one"),
            ("isi backup_dir di salah satu server", "set backup_dir on one of the servers"),
            serious=False,
        )
    found = await asyncio.to_thread(backups, settings)
    moment = made_at(found[0]) if found else None
    command = ("jalankan `refdesk backup`, lihat log server", "run `refdesk backup`, see the log")
    if moment is None:
        return ill(name, ("belum ada", "none yet"), command, serious=False)
    said = f"{found[0].name}, {found[0].stat().st_size / MEBIBYTE:.1f} MiB"
    if clock() - moment > BACKUP_DUE:
        days = (clock() - moment).days
        said = f"{said}: {days}"
        return ill(name, (f"{said} hari lalu", f"{said} days ago"), command)
    return well(name, said, said)


async def private_files(settings: Settings) -> Finding:
    """Nobody but the service reads keys and database."""
    name = ("Berkas rahasia", "Secret files")
    if sys.platform == "win32":
        return well(name, "tidak diperiksa di Windows", "not looked at on Windows")
    data = settings.data_dir
    secret = [*data.glob("keys/**/*"), *data.glob("refdesk.db*")]
    shown = [str(one) for one in secret if one.is_file() and one.stat().st_mode & _OTHERS]
    # A folder that lets nobody in covers what is in it.
    if not shown or not data.stat().st_mode & _OTHERS:
        return well(name, "tertutup bagi yang lain", "closed to others")
    return ill(
        name,
        (f"dapat dibaca orang lain: {shown[0]}", f"others can read {shown[0]}"),
        (f"chmod -R go= {data}", f"chmod -R go= {data}"),
    )
