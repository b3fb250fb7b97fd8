"""Backups: made while the database is written to, read back, restored, rehearsed, let go."""

from __future__ import annotations

import asyncio
import io
import os
import tarfile
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import asyncpg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from refdesk.clock import clock
from refdesk.domain.events import Said
from refdesk.errors import SettingsProblem, StoreBroken
from refdesk.operations.backing_up import back_up, backups, check
from refdesk.operations.backup_folder import backup_folder, working_in
from refdesk.operations.backup_keeping import Keep, kept
from refdesk.operations.daily import next_at
from refdesk.operations.keys import key
from refdesk.operations.restoring import drill, restore
from refdesk.privacy.file_sealing import open_file, seal_file
from refdesk.settings import Settings, load
from refdesk.store.opening import open_store
from tests.contracts.writing import Story
from tests.databases import new_database

NOW = datetime(2026, 11, 29, 2, 30, tzinfo=UTC)
KEY = bytes(range(32))


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """An installation without a backup key."""
    return load(data_dir=tmp_path / "data")


async def written(settings: Settings, *texts: str) -> None:
    """Write a conversation with these texts."""
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    store = await open_store(settings.database_url, clock=clock)
    story = Story(store.log, f"c{len(texts)}")
    await story.open()
    for text in texts:
        await story.write(Said(text))
    await store.close()


async def test_a_backup_made_between_writes_holds_whole_conversations(settings: Settings) -> None:
    """While a writer goes on, the snapshot is one state, and the drill reads it whole."""
    await written(settings, "satu")
    store = await open_store(settings.database_url, clock=clock)
    story = Story(store.log, "busy")
    await story.open()

    async def write_on() -> None:
        for number in range(50):
            await story.write(Said(f"pesan {number}"))

    writing = asyncio.create_task(write_on())
    made = await back_up(settings, NOW)
    await writing
    await store.close()
    found = await drill(settings, made.file, None)
    assert found.replayed == 2
    assert found.rows["event"] >= found.rows["conversation"] * 2
    assert not made.sealed


async def test_a_restore_brings_back_what_was_and_keeps_what_is(settings: Settings) -> None:
    """The database reads as it did then; the file of now lies beside it."""
    await written(settings, "dulu")
    made = await back_up(settings, NOW)
    await written(settings, "dulu", "sekarang")
    aside = (await restore(settings, made.file, None)).aside
    store = await open_store(settings.database_url, clock=clock)
    assert await store.log.load("c1") is not None
    assert await store.log.load("c2") is None
    await store.close()
    assert aside is not None
    assert aside.exists()


async def test_nothing_is_restored_under_a_running_server(settings: Settings) -> None:
    """While the lock is held, a restore is refused and changes nothing."""
    await written(settings, "satu")
    made = await back_up(settings, NOW)
    store = await open_store(settings.database_url, clock=clock)
    with pytest.raises(StoreBroken):
        await restore(settings, made.file, None)
    assert await store.log.load("c1") is not None
    await store.close()


async def test_a_sealed_backup_brings_its_keys_and_opens_with_its_own_key_only(
    settings: Settings, tmp_path: Path
) -> None:
    """On a new machine the keys come back with it; without the key nothing of it can be read."""
    await written(settings, "rahasia ini")
    fingerprints = key(settings.data_dir, "fingerprints")
    (tmp_path / "backup.key").write_text(KEY.hex())
    sealing = load(data_dir=settings.data_dir, backup_key=str(tmp_path / "backup.key"))
    made = await back_up(sealing, NOW)
    assert made.sealed
    assert b"rahasia" not in made.file.read_bytes()
    with pytest.raises(SettingsProblem, match="--key"):
        check(made.file, None)
    with pytest.raises(SettingsProblem, match="another key"):
        check(made.file, bytes(32))
    new = load(data_dir=tmp_path / "new")
    await restore(new, made.file, KEY)
    assert key(new.data_dir, "fingerprints") == fingerprints


@pytest.mark.parametrize("harm", ["cut", "flipped", "empty", "no archive"])
async def test_a_damaged_backup_is_refused_before_anything_is_touched(
    settings: Settings, harm: str
) -> None:
    """The error names the file, and the database of now stays."""
    await written(settings, "satu")
    made = await back_up(settings, NOW)
    data = bytearray(made.file.read_bytes())
    match harm:
        case "cut":
            data = data[: len(data) // 2]
        case "flipped":
            data[len(data) // 2] ^= 255
        case "empty":
            data = bytearray()
        case _:
            data = bytearray(b"PK bukan cadangan")
    made.file.write_bytes(data)
    with pytest.raises(SettingsProblem, match=made.file.name):
        await restore(settings, made.file, None)
    store = await open_store(settings.database_url, clock=clock)
    assert await store.log.load("c1") is not None
    await store.close()


async def test_an_archive_cannot_write_outside_its_folder(
    settings: Settings, tmp_path: Path
) -> None:
    """A path that climbs out of the archive is refused."""
    evil = tmp_path / "refdesk-20261129T023000Z.tar.gz"
    with tarfile.open(evil, "w:gz") as tar:
        entry = tarfile.TarInfo("../outside")
        entry.size = 1
        tar.addfile(entry, io.BytesIO(b"x"))
    settings.data_dir.mkdir()
    with pytest.raises(SettingsProblem):
        await restore(settings, evil, None)
    assert not (tmp_path / "outside").exists()


async def test_the_data_folder_may_be_named_from_where_one_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the default `var` a backup is made, read back, restored."""
    monkeypatch.chdir(tmp_path)
    settings = load(data_dir=Path("var"))
    await written(settings, "satu")
    made = await back_up(settings, NOW)
    await restore(settings, made.file, None)
    assert (await drill(settings, made.file, None)).replayed == 1


async def test_old_backups_are_let_go_by_the_rule(settings: Settings) -> None:
    """One of each day stays for as many days as are kept, and the newest always."""
    await written(settings, "satu")
    few = load(data_dir=settings.data_dir, backup_keep={"days": 2, "weeks": 1, "months": 1})
    for day in range(4):
        await back_up(few, NOW + timedelta(days=day))
    assert len(backups(few)) == 2


async def test_a_backup_made_after_the_clock_was_set_back_stays(settings: Settings) -> None:
    """By the rule the one with the later date is that day's; the new one is kept all the same."""
    await written(settings, "satu")
    await back_up(settings, NOW)
    made = await back_up(settings, NOW - timedelta(minutes=5))
    assert made.file in backups(settings)


async def test_a_backup_of_postgresql_comes_back(tmp_path: Path, pg_tools: None) -> None:
    """The dump of a live database restores into it what was there."""
    address = await new_database("postgres", tmp_path)
    settings = load(data_dir=tmp_path / "data", database=address)
    await written(settings, "dulu")
    made = await back_up(settings, NOW)
    await written(settings, "dulu", "sekarang")
    store = await open_store(address, clock=clock)
    await store.lists.desks()  # a server that is there has connections
    with pytest.raises(StoreBroken, match="stop it first"):
        await restore(settings, made.file, None)
    await store.close()
    await restore(settings, made.file, None)
    store = await open_store(address, clock=clock)
    assert await store.log.load("c1") is not None
    assert await store.log.load("c2") is None
    await store.close()


async def test_a_drill_on_postgresql_leaves_no_database(tmp_path: Path, pg_tools: None) -> None:
    """The backup is read through in a database of its own, which is gone afterwards."""
    address = await new_database("postgres", tmp_path)
    settings = load(data_dir=tmp_path / "data", database=address)
    await written(settings, "satu")
    made = await back_up(settings, NOW)
    await written(settings, "satu", "dua")
    found = await drill(settings, made.file, None)
    assert found.replayed == 1
    assert found.rows["conversation"] == 1
    names = await look(
        address, "SELECT count(*) FROM pg_database WHERE datname LIKE 'refdesk_drill%'"
    )
    assert names == 0


async def look(address: str, query: str) -> int:
    """Ask PostgreSQL for one number."""
    connection = await asyncpg.connect(address)
    try:
        return int(await connection.fetchval(query))
    finally:
        await connection.close()


async def test_one_backup_at_a_time_clears_what_a_killed_one_left(settings: Settings) -> None:
    """Half a backup would lie on the disk for ever; two at once would clear each other's away."""
    await written(settings, "satu")
    folder = backup_folder(settings)
    for left in (".making-x", ".checking-x"):
        (folder / left).mkdir()
    (folder / "refdesk-20260101T000000Z.tar.gz.unfinished").write_bytes(b"x")
    made = await back_up(settings, NOW)
    assert sorted(one.name for one in folder.iterdir()) == [".lock", made.file.name]
    with working_in(folder), pytest.raises(SettingsProblem, match="another backup"):
        await back_up(settings, NOW + timedelta(minutes=1))


async def test_a_backup_does_not_fill_the_disk(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where there is too little left it is refused with the numbers; what is there stays."""
    await written(settings, "satu")
    monkeypatch.setattr("refdesk.operations.backup_folder.LEFT", 2**62)
    with pytest.raises(SettingsProblem, match="are needed"):
        await back_up(settings, NOW)
    assert backups(settings) == []


@pytest.mark.parametrize("length", [0, 1, (1 << 20) - 1, 1 << 20, (1 << 20) + 1, 3 << 20])
def test_a_sealed_file_opens_again_whole(length: int) -> None:
    """Any length comes back, whole chunks and parts of one."""
    data = os.urandom(length)
    sealed, opened = io.BytesIO(), io.BytesIO()
    seal_file(KEY, io.BytesIO(data), sealed, os.urandom)
    sealed.seek(0)
    open_file(KEY, sealed, opened)
    assert opened.getvalue() == data


def test_a_sealed_file_that_lost_its_end_does_not_open() -> None:
    """A file cut at a chunk's border is not taken for a shorter one."""
    sealed = io.BytesIO()
    seal_file(KEY, io.BytesIO(bytes(3 << 20)), sealed, os.urandom)
    short = io.BytesIO(sealed.getvalue()[: -(1 << 20) - 16])
    with pytest.raises(ValueError, match="changed"):
        open_file(KEY, short, io.BytesIO())


@given(st.sets(st.datetimes(datetime(2025, 1, 1), datetime(2026, 12, 31))), st.integers(0, 9))  # noqa: DTZ001
def test_the_rule_keeps_the_newest_and_no_more_than_it_says(made: set[datetime], days: int) -> None:
    """At most one a day, a week and a month stays, the newest of all among them."""
    stay = kept(made, Keep(days, 4, 6))
    assert len(stay) <= max(days + 10, 1)
    assert not made or max(made) in stay


def test_the_daily_time_is_of_the_library_s_clock() -> None:
    """Before it, it is today; after it, tomorrow."""
    wita = ZoneInfo("Asia/Makassar")
    before = datetime(2026, 11, 29, 2, 0, tzinfo=wita)
    assert next_at(before, time(2, 30)) - before == timedelta(minutes=30)
    assert next_at(before, time(2, 0)) - before == timedelta(days=1)
