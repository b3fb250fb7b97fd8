"""Restoring a backup, and the drill that shows that it could be done."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from refdesk.clock import clock
from refdesk.errors import SettingsProblem
from refdesk.operations.archives import DATABASE, Manifest, unpack
from refdesk.operations.backing_up import unpack_whole
from refdesk.operations.backup_folder import backup_folder, working_in
from refdesk.operations.data_folder import make_data_folder
from refdesk.settings import Settings
from refdesk.store.addresses import file_of, is_sqlite, parse
from refdesk.store.locking import DatabaseLock
from refdesk.store.opening import open_store
from refdesk.store.revision import newest
from refdesk.store.scratch import refuse_in_use, scratch_database
from refdesk.store.snapshots import put_back

KEYS = "keys"  # in data_dir, in a sealed archive

Told = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Restored:
    """What was put in place; `aside` is where the old SQLite file went, if there was one."""

    manifest: Manifest
    aside: Path | None


@dataclass(frozen=True, slots=True)
class Drill:
    """What a restored backup held when it was opened like a server opens it."""

    manifest: Manifest
    rows: dict[str, int]  # by table
    replayed: int  # conversations whose log was read from its first event to its last


async def restore(
    settings: Settings, archive: Path, key: bytes | None, told: Told = lambda _: None
) -> Restored:
    """Put a backup in the place of the database.

    Raises SettingsProblem (a damaged archive, one of the other kind of database or of a newer
    release), StoreBroken while a server holds the database. Nothing is touched before the archive
    has been read whole. After a kill in the middle the same command does it again.
    """
    url = parse(settings.database_url)
    database = file_of(url) if is_sqlite(url) else None
    make_data_folder(settings)
    with TemporaryDirectory(dir=settings.data_dir, prefix=".restoring-") as folder:
        told("check")
        manifest = await asyncio.to_thread(unpack_whole, archive, Path(folder), key)
        _refuse_other(archive, manifest, "sqlite" if database else "postgresql")
        told("copy")
        with _held(database):
            if database is None:
                await refuse_in_use(settings.database_url)
            _clear_others(settings.data_dir, Path(folder))
            aside = _put_aside(database) if database else None
            await put_back(settings.database_url, Path(folder) / DATABASE)
            _put_back_keys(Path(folder) / KEYS, settings.data_dir / KEYS)
            shutil.rmtree(settings.data_dir / "index", ignore_errors=True)  # of the other one
    return Restored(manifest, aside)


async def drill(
    settings: Settings, archive: Path, key: bytes | None, told: Told = lambda _: None
) -> Drill:
    """Restore a backup where it goes away again, open it like a server, read all of its logs.

    SQLite: into a folder beside the backups. PostgreSQL: into a database of its own on the same
    server. Raises SettingsProblem, StoreBroken, Unavailable.
    """
    told("copy")
    beside = backup_folder(settings)
    with working_in(beside), TemporaryDirectory(dir=beside, prefix=".drill-") as folder:
        manifest = await asyncio.to_thread(unpack, archive, Path(folder), key)
        kind = "sqlite" if is_sqlite(parse(settings.database_url)) else "postgresql"
        _refuse_other(archive, manifest, kind)
        database = Path(folder) / DATABASE
        if kind == "sqlite":
            return await _read_through(manifest, f"sqlite:///{database}", told)
        async with scratch_database(settings.database_url) as address:
            await put_back(address, database)
            return await _read_through(manifest, address, told)


async def _read_through(manifest: Manifest, address: str, told: Told) -> Drill:
    store = await open_store(address, clock=clock)
    try:
        told("check")
        conversations = await store.conversations()
        for conversation in conversations:
            await store.log.load(conversation)
        return Drill(manifest, await store.rows(), len(conversations))
    finally:
        await store.close()


def _refuse_other(archive: Path, manifest: Manifest, kind: str) -> None:
    if manifest.kind != kind:
        raise SettingsProblem(
            f"{archive}: cadangan {manifest.kind}, sedangkan basis data ini {kind} / a backup of "
            f"{manifest.kind}, while this database is {kind}"
        )
    if manifest.revision > newest():
        raise SettingsProblem(
            f"{archive}: dari refdesk {manifest.release}, lebih baru dari ini: pasang rilis itu / "
            f"made by refdesk {manifest.release}, which is newer than this: install that release"
        )


def _clear_others(data_dir: Path, own: Path) -> None:
    """Take away what a killed restore has left."""
    for left in data_dir.glob(".restoring-*"):
        if left.resolve() != own.resolve():
            shutil.rmtree(left, ignore_errors=True)


@contextmanager
def _held(database: Path | None) -> Iterator[None]:
    """Hold the lock of an SQLite file, so that no server starts meanwhile."""
    if database is None:
        yield
        return
    database.touch(0o600, exist_ok=True)
    lock = DatabaseLock(database)
    try:
        yield
    finally:
        lock.release()


def _put_aside(database: Path) -> Path | None:
    """Keep the old database until somebody deletes it: a restore may have been a mistake."""
    if not database.exists() or not database.stat().st_size:
        return None
    aside = database.with_name(f"{database.name}.before-{clock():%Y%m%dT%H%M%SZ}")
    shutil.copyfile(database, aside)
    aside.chmod(0o600)
    log = database.with_name(f"{database.name}-wal")
    if log.exists():
        shutil.copyfile(log, aside.with_name(f"{aside.name}-wal"))
    return aside


def _put_back_keys(found: Path, keys: Path) -> None:
    """Put back keys where they are lacking; those that are there stay."""
    for key in (path for path in found.rglob("*") if path.is_file()):
        target = keys / key.relative_to(found)
        if not target.exists():
            target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            shutil.copyfile(key, target)
            target.chmod(0o600)
