"""Upgrading: a backup, the newest schema, no way back."""

from __future__ import annotations

import asyncio
import signal
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import create_engine

from refdesk.clock import clock
from refdesk.errors import SettingsProblem, StoreBroken
from refdesk.operations.backing_up import backups
from refdesk.operations.upgrading import revision, upgrade
from refdesk.settings import Settings, load
from refdesk.store import migrating
from refdesk.store.addresses import file_of, parse
from refdesk.store.opening import open_store
from refdesk.store.revision import newest
from tests.contracts.writing import Story
from tests.journeys.server import ServerProcess


def make_first(file: Path) -> None:
    """Make a database as the first release did."""
    engine = create_engine(f"sqlite:///{file}", isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        command.upgrade(migrating._config(connection), "0001")
    engine.dispose()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """An installation whose database is of the first release."""
    chosen = load(data_dir=tmp_path)
    make_first(file_of(parse(chosen.database_url)))
    return chosen


async def test_an_upgrade_keeps_a_backup_of_what_was(settings: Settings) -> None:
    """The schema is the newest afterwards; the backup holds the old one."""
    done = await upgrade(settings, clock)
    assert (done.before, done.after, revision(settings)) == ("0001", newest(), newest())
    assert [done.backup] == backups(settings)


async def test_a_second_upgrade_changes_nothing(settings: Settings) -> None:
    """Where all is new there is nothing to back up; waiting questions are read."""
    await upgrade(settings, clock)
    store = await open_store(settings.database_url, clock=clock)
    await Story(store.log, "c1").open()
    await store.close()
    done = await upgrade(settings, clock)
    assert done.backup is None
    assert done.conversations == 1


async def test_an_upgrade_gives_an_early_file_a_map_of_its_pages(settings: Settings) -> None:
    """Of any size, for no server runs; without the map gaps of pages could not be overwritten."""
    file = file_of(parse(settings.database_url))
    assert (await upgrade(settings, clock)).rewritten
    with closing(sqlite3.connect(file)) as connection:
        assert connection.execute("PRAGMA auto_vacuum").fetchone() == (2,)
    assert not (await upgrade(settings, clock)).rewritten


async def test_there_is_no_downgrade(settings: Settings) -> None:
    """A schema of a newer release is refused with the remedy."""
    file = file_of(parse(settings.database_url))
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(SettingsProblem, match="newer refdesk"):
        await upgrade(settings, clock)


async def test_nothing_is_upgraded_under_a_running_server(settings: Settings) -> None:
    """While another process holds the lock, the upgrade is refused."""
    await upgrade(settings, clock)
    store = await open_store(settings.database_url, clock=clock)
    with pytest.raises(StoreBroken):
        await upgrade(settings, clock)
    await store.close()


STEPS = ("packing", "changing the schema")


async def test_an_upgrade_killed_at_any_step_is_done_by_the_next(tmp_path: Path) -> None:
    """Killed in its backup or in the change itself, it leaves what the next one can take."""
    server = ServerProcess(tmp_path)
    (tmp_path / "var").mkdir()
    make_first(tmp_path / "var" / "refdesk.db")
    for step in STEPS:
        await killed_at(server, step)
    told = server.must("upgrade")
    assert newest() in told
    left = sorted((tmp_path / "var" / "backups").iterdir())
    assert [one.name for one in left if not one.name.endswith(".tar.gz")] == [".lock"]


async def killed_at(server: ServerProcess, step: str) -> None:
    """Kill an upgrade the moment it says that it begins a step."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", server.program, "upgrade"),
        cwd=server.tree,
        env=server.environment,
        stderr=asyncio.subprocess.PIPE,
    )
    assert process.stderr is not None
    async with asyncio.timeout(60):
        async for line in process.stderr:
            if step.encode() in line:
                process.kill()
                break
        await process.wait()
    assert process.returncode == -signal.SIGKILL, f"it ended before {step}"
