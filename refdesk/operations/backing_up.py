"""Backing up while the server runs: a snapshot, packed, read back, the old ones let go."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory

from refdesk.errors import SettingsProblem
from refdesk.operations.archives import DATABASE, Manifest, digest_of, pack, unpack
from refdesk.operations.backup_folder import backup_folder, refuse_if_crowded, working_in
from refdesk.operations.backup_keeping import kept
from refdesk.operations.desk_values import keep
from refdesk.settings import Settings
from refdesk.store.addresses import is_sqlite, parse
from refdesk.store.revision import newest
from refdesk.store.snapshots import damage_of, write_snapshot

_PREFIX, _ENDING, _SEALED = "refdesk-", ".tar.gz", ".sealed"
_NAMED = "%Y%m%dT%H%M%SZ"
_KEY_BYTES = 32

Told = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup that was made and read back whole."""

    file: Path
    size: int  # bytes
    sealed: bool
    let_go: tuple[Path, ...]  # older ones that the rule did not keep


async def back_up(settings: Settings, now: datetime, told: Told = lambda _: None) -> Backup:
    """Make a backup in the backup folder; `told` hears the name of each step.

    Raises SettingsProblem with the remedy, StoreBroken, StorageFull, Unavailable. What was there
    before stays until the new one has been read back whole.
    """
    folder, key = backup_folder(settings), backup_key(settings)
    with working_in(folder):
        await asyncio.to_thread(refuse_if_crowded, settings, folder)
        return await _back_up(settings, now, told, folder, key)


async def _back_up(
    settings: Settings, now: datetime, told: Told, folder: Path, key: bytes | None
) -> Backup:
    name = f"{_PREFIX}{now.astimezone(UTC):{_NAMED}}{_ENDING}{_SEALED if key else ''}"
    with TemporaryDirectory(dir=folder, prefix=".making-") as making:
        told("copy")
        snapshot = Path(making) / DATABASE
        await write_snapshot(settings.database_url, snapshot)
        told("pack")
        target = folder / name
        files = {DATABASE: snapshot, **(_keys(settings) if key is not None else {})}
        manifest = _manifest(settings, snapshot, now)
        await asyncio.to_thread(pack, target, manifest, files, key)
    told("check")
    await asyncio.to_thread(check, target, key)
    # A clock that was set back must not let go of what was made just now.
    let_go = [old for old in _not_kept(settings) if old != target]
    for old in let_go:
        old.unlink()
    return Backup(target, target.stat().st_size, key is not None, tuple(let_go))


def check(archive: Path, key: bytes | None) -> Manifest:
    """Read an archive back; raises SettingsProblem naming the damage."""
    with TemporaryDirectory(dir=archive.parent, prefix=".checking-") as folder:
        return unpack_whole(archive, Path(folder), key)


def unpack_whole(archive: Path, into: Path, key: bytes | None) -> Manifest:
    """Take an archive apart and look at its snapshot; raises SettingsProblem naming the damage."""
    manifest = unpack(archive, into, key)
    if manifest.kind == "sqlite" and (damage := damage_of(into / DATABASE)):
        raise SettingsProblem(f"{archive}: basis data rusak / damaged database: {damage}")
    return manifest


def backup_key(settings: Settings) -> bytes | None:
    """Read the key that seals backups, None when there is to be none; raises SettingsProblem."""
    return read_key(Path(settings.backup_key)) if settings.backup_key else None


def read_key(file: Path) -> bytes:
    """Read a key of 64 hexadecimal digits; raises SettingsProblem."""
    try:
        key = bytes.fromhex(file.read_text("ascii").strip())
    except (OSError, ValueError):
        key = b""
    if len(key) != _KEY_BYTES:
        raise SettingsProblem(
            f"{file}: bukan kunci cadangan; buat dengan `refdesk backup --new-key {file}` / "
            f"no backup key; make one with `refdesk backup --new-key {file}`"
        )
    return key


def backups(settings: Settings) -> list[Path]:
    """Give the backups in the folder, the newest first."""
    found = backup_folder(settings).glob(f"{_PREFIX}*{_ENDING}*")
    return sorted((file for file in found if made_at(file) is not None), reverse=True)


def made_at(file: Path) -> datetime | None:
    """Read from its name when a backup was made, None when it is no backup of ours."""
    stem = file.name.removesuffix(_SEALED).removesuffix(_ENDING).removeprefix(_PREFIX)
    try:
        return datetime.strptime(stem, _NAMED).replace(tzinfo=UTC)
    except ValueError:
        return None


def _not_kept(settings: Settings) -> list[Path]:
    made = {moment: file for file in backups(settings) if (moment := made_at(file))}
    stay = kept(made, keep(settings))
    return [file for moment, file in made.items() if moment not in stay]


def _keys(settings: Settings) -> dict[str, Path]:
    keys = settings.data_dir / "keys"
    return {f"keys/{f.relative_to(keys)}": f for f in keys.rglob("*") if f.is_file()}


def _manifest(settings: Settings, snapshot: Path, now: datetime) -> Manifest:
    kind = "sqlite" if is_sqlite(parse(settings.database_url)) else "postgresql"
    return Manifest(
        now.astimezone(UTC).isoformat(), version("refdesk"), newest(), kind, digest_of(snapshot)
    )
