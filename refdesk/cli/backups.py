"""`refdesk backup`, `restore`, `drill`: so that nothing can be lost for good."""

from __future__ import annotations

import asyncio
import os
import secrets
import sys
from collections.abc import Coroutine
from pathlib import Path
from typing import TypeVar

from refdesk.clock import clock
from refdesk.errors import RefdeskError, SettingsProblem
from refdesk.operations.backing_up import back_up, backup_key, backups, read_key
from refdesk.operations.backup_folder import backup_folder
from refdesk.operations.restoring import drill, restore
from refdesk.operations.upgrading import upgrade
from refdesk.settings import Settings, load

_STEPS = {
    "copy": "menyalin / copying",
    "pack": "memadatkan / packing",
    "check": "memeriksa / checking",
    "migrate": "memutakhirkan skema / changing the schema",
    "look": "membaca pertanyaan yang menunggu / reading the waiting questions",
    "map": "memeriksa peta halaman basis data / checking the database's map of pages",
}
_MEBIBYTE = 1 << 20

T = TypeVar("T")


def make(file: Path | None) -> int:
    """Make a backup; exit status 1 when there is none."""
    settings = load(file)
    made = _carried_out(back_up(settings, clock(), _told))
    if made is None:
        return 1
    sys.stdout.write(f"{made.file}  {made.size / _MEBIBYTE:.1f} MiB\n")
    if not made.sealed:
        keys = settings.data_dir / "keys"
        sys.stdout.write(
            f"tanpa kunci: simpan salinan {keys} di tempat lain / not sealed: keep a copy of "
            f"{keys} elsewhere\n"
        )
    for old in made.let_go:
        sys.stdout.write(f"dihapus menurut backup_keep / let go by backup_keep: {old.name}\n")
    return 0


def make_key(file: Path) -> int:
    """Make a backup key; never over another one."""
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        sys.stderr.write(f"{file}: {error.strerror}\n")
        return 1
    with os.fdopen(handle, "w", encoding="ascii") as opened:
        opened.write(secrets.token_hex(32) + "\n")
    sys.stdout.write(
        f"{file}: atur backup_key, dan simpan salinannya di tempat lain / set backup_key, and keep "
        "a copy of it elsewhere\n"
    )
    return 0


def put_back(file: Path | None, archive: Path, key: Path | None) -> int:
    """Restore a backup; exit status 1 when nothing was touched."""
    settings = load(file)
    done = _carried_out(restore(settings, archive, _key(settings, key), _told))
    if done is None:
        return 1
    if done.aside is not None:
        sys.stdout.write(f"yang lama / the old one: {done.aside}\n")
    sys.stdout.write("dipulihkan; jalankan server / restored; start the server\n")
    return 0


def rehearse(file: Path | None, archive: Path | None, key: Path | None) -> int:
    """Rehearse a restore; exit status 1 when the backup could not be restored."""
    settings = load(file)
    chosen = archive or next(iter(backups(settings)), None)
    if chosen is None:
        sys.stderr.write(f"{backup_folder(settings)}: belum ada cadangan / no backup yet\n")
        return 1
    found = _carried_out(drill(settings, chosen, _key(settings, key), _told))
    if found is None:
        return 1
    for table, rows in found.rows.items():
        sys.stdout.write(f"{table}\t{rows}\n")
    sys.stdout.write(
        f"{chosen.name}: refdesk {found.manifest.release}, {found.manifest.made_at}; "
        f"{found.replayed} percakapan terbaca utuh / conversations read whole\n"
    )
    return 0


def bring_up_to_date(file: Path | None) -> int:
    """Upgrade the database; exit status 1 when it is as it was."""
    done = _carried_out(upgrade(load(file), clock, _told))
    if done is None:
        return 1
    if done.backup is not None:
        sys.stdout.write(f"cadangan / backup: {done.backup}\n")
    sys.stdout.write(
        f"skema / schema: {done.before or '-'} -> {done.after}; {done.conversations} pertanyaan "
        "menunggu terbaca / waiting questions read\n"
    )
    if done.rewritten:
        sys.stdout.write(
            "berkas basis data ditulis ulang, kini dengan peta halaman / the database's file was "
            "written anew and has a map of its pages now\n"
        )
    return 0


def _key(settings: Settings, given: Path | None) -> bytes | None:
    return read_key(given) if given else backup_key(settings)


def _told(step: str) -> None:
    sys.stderr.write(f"refdesk: {_STEPS[step]} …\n")


def _carried_out(work: Coroutine[object, object, T]) -> T | None:
    """Run it; a refusal that is no matter of settings is printed here, and gives None."""
    try:
        return asyncio.run(work)
    except SettingsProblem:
        raise
    except RefdeskError as problem:
        sys.stderr.write(f"refdesk: {problem.detail or problem.key}\n")
        return None
