"""The reserve on a disk of its own: really taken, freed when the disk is full, taken again."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from refdesk.domain.actors import Actor, Party
from refdesk.domain.commands import End, Open, Say
from refdesk.errors import RefdeskError, StorageFull
from refdesk.operations.full_disk import Relief
from refdesk.operations.reserve import MEBIBYTE, Reserve
from refdesk.privacy.retention import Retention, Times
from refdesk.privacy.sealed_keeping import SealedKeeping
from refdesk.privacy.sealing import Sealer
from refdesk.web.checks import disk_check
from tests.faults import needs
from tests.web.site import Site, open_site

PATRON = Actor(Party.PATRON, "p1")
OLD = 30  # conversations
DISK, RESERVE = 48 * MEBIBYTE, 16 * MEBIBYTE


def lacking() -> str:
    """Say why no small disk can be had here, "" where it can."""
    return "a disk that can be filled" if needs.root() or not shutil.which("mount") else ""


@contextmanager
def small_disk(folder: Path) -> Iterator[Path]:
    """Mount a small disk while the block runs."""
    folder.mkdir()
    options = f"size={DISK}"
    subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)], check=True)
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def test_the_reserve_is_really_taken_of_the_disk(tmp_path: Path) -> None:
    """The disk has less room while it is held; a sparse file of that size is no reserve."""
    reserve = Reserve(tmp_path, MEBIBYTE)
    assert not reserve.held
    with reserve.file.open("wb") as sparse:
        sparse.truncate(MEBIBYTE)
    assert not reserve.held
    assert reserve.make()
    assert reserve.file.stat().st_blocks * 512 >= MEBIBYTE
    assert reserve.free()
    assert not reserve.held


def test_no_reserve_is_made_where_little_would_be_left(tmp_path: Path) -> None:
    """It waits until the disk has room for it and for the service."""
    reserve = Reserve(tmp_path, MEBIBYTE, beside=2**62)
    assert not reserve.make()
    assert list(tmp_path.iterdir()) == []


async def test_on_a_full_disk_the_purge_makes_room_and_service_resumes(
    tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    """Full: messages are refused, the reserve goes, old texts go, messages are taken again."""
    if reason := lacking():
        record_property("not run", f"full disk: {reason} needs root on Linux")
        return
    with small_disk(tmp_path / "disk") as disk:
        assert await through_a_full_disk(disk), "the reserve is there again"


async def through_a_full_disk(disk: Path) -> bool:
    """Fill it, see what happens, empty it; tell whether the reserve is held in the end."""
    async with open_site(disk) as site:
        reserve = Reserve(disk, RESERVE, beside=DISK // 2)
        relief = relieving(site, reserve)
        await relief.look()
        assert reserve.held
        for number in range(OLD):
            await talk(site, number)
        site.behind.now += timedelta(days=91)
        filler = fill(disk)
        open_now = await refused_at_last(site)
        before = database_pages(disk)
        assert await relief.look()
        assert not reserve.held
        await relief.relieve()
        assert not (await disk_check(disk, lambda: reserve.held)()).ok
        assert (await retention(site).due(site.behind.now)).conversations == 0
        assert database_pages(disk) < before
        await site.behind.turns.take(PATRON, open_now, Say("sekarang bisa"))
        filler.unlink()
        behind_the_times = site.behind.store._writer
        behind_the_times.full = True  # nothing was written since
        assert not await relief.look(), "room that somebody made is no full disk"
        return reserve.held


def relieving(site: Site, reserve: Reserve) -> Relief:
    """Give what looks after a site's disk."""
    behind = site.behind
    keeping = SealedKeeping(behind.store.sealed, Sealer([bytes(32)], os.urandom))
    return Relief(reserve, behind.store, retention(site), keeping, lambda: behind.now)


def retention(site: Site) -> Retention:
    """Give the retention of a site."""
    return Retention(site.behind.store.expiring, site.behind.turns.take, Times())


async def talk(site: Site, number: int, *, end: bool = True) -> str:
    """Hold a long conversation; give its id."""
    opened = await site.parts.desk.open(
        PATRON, Open("a" * 4_000, "web", "id"), cid=f"{number:032x}", fingerprint=b""
    )
    take, conversation = site.behind.turns.take, opened.conversation
    for _ in range(20):
        await take(PATRON, conversation, Say("b" * 4_000))
    if end:
        await take(PATRON, conversation, End())
    return conversation


def fill(disk: Path) -> Path:
    """Take all that is left of a disk."""
    filler = disk / "filler"
    with filler.open("wb") as file:
        try:
            while True:
                file.write(bytes(64 * 1024))
                file.flush()
        except OSError:
            return filler


async def refused_at_last(site: Site) -> str:
    """Write until a message is refused for want of room; give the conversation."""
    opened = await site.parts.desk.open(
        PATRON, Open("baru", "web", "id"), cid=f"{OLD:032x}", fingerprint=b""
    )
    with pytest.raises(StorageFull):
        await say_for_ever(site, opened.conversation)
    with pytest.raises(RefdeskError):
        await retention(site).purge(site.behind.now)
    return opened.conversation


async def say_for_ever(site: Site, conversation: str) -> None:
    """Say more than any small disk holds."""
    for _ in range(DISK // 4_000):
        await site.behind.turns.take(PATRON, conversation, Say("c" * 4_000))


def database_pages(disk: Path) -> int:
    """Give the size of the database with its write-ahead log."""
    files = (disk / "refdesk.db", disk / "refdesk.db-wal")
    return sum(file.stat().st_size for file in files if file.exists())
