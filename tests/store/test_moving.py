"""Moving a filled SQLite database to PostgreSQL: everything, once, after kills too."""

from __future__ import annotations

import asyncio
import random
import signal
import sys
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, Table, insert, select, text
from sqlalchemy import types as t
from sqlalchemy.ext.asyncio import create_async_engine

from refdesk.domain import events as e
from refdesk.errors import SettingsProblem, StoreBroken, Unavailable
from refdesk.store import moving, sqlite
from refdesk.store.addresses import for_asyncpg, parse
from refdesk.store.locking import DatabaseLock
from refdesk.store.migrating import upgrade
from refdesk.store.opening import open_store
from refdesk.store.tables import METADATA
from tests.contracts.writing import NOON, SARI, Story
from tests.databases import empty_postgres, new_database

ROWS = 60  # of each table that the story does not fill
KILLS = 4


def silent(*_: object) -> None:
    """Hear of the progress, say nothing."""


def made_up(chance: random.Random, table: Table, number: int) -> dict[str, Any]:
    """Give a row with some value of the right kind in each column."""
    row: dict[str, Any] = {}
    for column in table.columns:
        match column.type:
            case t.Boolean():
                row[column.name] = chance.random() < 0.5
            case t.BigInteger() | t.Integer():
                row[column.name] = number if column.primary_key else chance.randrange(2**31)
            case t.LargeBinary():
                row[column.name] = number.to_bytes(4) + chance.randbytes(20)
            case _:
                row[column.name] = f"{number:04} é🙂\n'\"\\{chance.random()}"
        if column.nullable and chance.random() < 0.5:
            row[column.name] = None
        if column.foreign_keys:
            (key,) = column.foreign_keys
            row[column.name] = f"{key.column.table.name} {number}"
        elif any(
            key.column is column for other in METADATA.tables.values() for key in other.foreign_keys
        ):
            row[column.name] = f"{table.name} {number}"
    return row


async def filled(folder: Path) -> str:
    """Give the address of an SQLite database with rows in every table."""
    address = await new_database("sqlite", folder)
    store = await open_store(address, clock=lambda: NOON)
    for number in range(20):
        story = Story(store.log, f"c{number}")
        await story.open("jam buka?")
        await story.claim(SARI)
    await store.close()
    fill(folder / "refdesk.db")
    return address


def fill(file: Path, rows: int = ROWS, first: int = 1) -> None:
    """Add made-up rows to every table."""
    chance = random.Random(first)
    engine = sqlite.writing_engine(file)
    with engine.connect() as connection:
        connection.exec_driver_sql("BEGIN")
        for table in METADATA.sorted_tables:
            numbers = range(first, first + rows)
            connection.execute(insert(table), [made_up(chance, table, one) for one in numbers])
        connection.exec_driver_sql("COMMIT")
    engine.dispose()


def rows_of(connection: Connection) -> dict[str, list[Any]]:
    """Give the rows of every table in an order that all databases agree on."""
    return {
        table.name: sorted((tuple(row) for row in connection.execute(select(table))), key=repr)
        for table in METADATA.sorted_tables
    }


def names_in(folder: Path) -> list[str]:
    """Give the names of the files in a folder."""
    return [file.name for file in folder.iterdir()]


def in_sqlite(folder: Path) -> dict[str, list[Any]]:
    """Give the rows of the source."""
    engine = sqlite.reading_engine(folder / "refdesk.db")
    with engine.connect() as connection:
        found = rows_of(connection)
    engine.dispose()
    return found


async def in_postgres(address: str, job: Any = rows_of) -> Any:  # noqa: ANN401
    """Do a job in the target."""
    engine = create_async_engine(for_asyncpg(parse(address)))
    async with engine.begin() as connection:
        found = await connection.run_sync(job)
    await engine.dispose()
    return found


async def test_everything_arrives(tmp_path: Path) -> None:
    """Every row of every table is in the target, which a server can then open and write to."""
    source, target = await filled(tmp_path), await empty_postgres()
    heard: list[tuple[str, int, int]] = []
    counts = await moving.move(source, target, lambda *told: heard.append(told))
    given = in_sqlite(tmp_path)
    assert await in_postgres(target) == given
    assert counts == {name: len(rows) for name, rows in given.items()}
    total = sum(counts.values())
    assert heard[-1] == ("check", total, total)
    assert ("copy", total, total) in heard
    store = await open_store(target, clock=lambda: NOON)
    story = Story(store.log, "c1")
    state = await store.log.load("c1")
    assert state is not None
    story.state = state
    assert (await story.write(e.Said("baik"), by=SARI)).seq == state.head + 1
    await store.close()


async def test_numbers_go_on_where_they_were(tmp_path: Path) -> None:
    """What PostgreSQL counts by itself goes on after the highest number that was copied."""
    source, target = await filled(tmp_path), await empty_postgres()
    await moving.move(source, target, silent)
    added = text(
        "INSERT INTO audit (library, at, actor, action, target, detail)"
        " VALUES ('main', 1, 'a', 'b', 'c', '') RETURNING id"
    )
    highest = max(row[1] for row in in_sqlite(tmp_path)["audit"])
    assert await in_postgres(target, lambda c: c.execute(added).scalar_one()) == highest + 1


async def test_a_killed_move_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """SIGKILL between any two batches: no server opens the target, then the move ends whole."""
    source, target = await filled(tmp_path), await empty_postgres()
    chance, copied = random.Random(3), 0
    for _ in range(KILLS):
        before = copied
        copied = await moved_until_killed(source, target, after=chance.randint(1, 12))
        assert copied >= before
        with pytest.raises(SettingsProblem, match="not finished"):
            await open_store(target, clock=lambda: NOON)
    written: list[int] = []
    real = moving._Mover._write

    async def counting(self: Any, table: Table, rows: list[Any], *rest: Any) -> None:  # noqa: ANN401
        written.append(len(rows))
        await real(self, table, rows, *rest)

    monkeypatch.setattr(moving._Mover, "_write", counting)
    counts = await moving.move(source, target, silent)
    assert 0 < copied <= sum(counts.values()) - sum(written)
    assert await in_postgres(target) == in_sqlite(tmp_path)


async def moved_until_killed(source: str, target: str, after: int) -> int:
    """Let a process move until it has told so many batches, kill it; give what it had copied."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.store.moving_slowly", source, target),
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    lines = [await process.stdout.readline() for _ in range(after)]
    process.send_signal(signal.SIGKILL)
    await process.wait()
    return int(lines[-1])


async def test_a_source_that_was_used_in_between_is_copied_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rows that changed behind the mark are found by the comparison, then copied again."""
    source, target = await filled(tmp_path), await empty_postgres()

    def power_cut(_: Connection) -> None:
        raise OSError("the power went")

    monkeypatch.setattr(moving, "_finish", power_cut)
    with pytest.raises(Unavailable):
        await moving.move(source, target, silent)
    monkeypatch.undo()
    engine = sqlite.writing_engine(tmp_path / "refdesk.db")
    with engine.connect() as connection:
        connection.exec_driver_sql("UPDATE staff SET name = 'Budi'")
        connection.exec_driver_sql("UPDATE conversation SET stage = 'ended'")
        connection.exec_driver_sql("DELETE FROM access")
    engine.dispose()
    fill(tmp_path / "refdesk.db", rows=5, first=5000)
    await moving.move(source, target, silent)
    assert await in_postgres(target) == in_sqlite(tmp_path)


async def test_a_copy_that_differs_is_not_let_go(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When the sides still differ the move fails, and no server opens the target."""
    source, target = await filled(tmp_path), await empty_postgres()
    real = moving._Mover._write

    async def losing(self: Any, table: Table, rows: list[Any], *rest: Any) -> None:  # noqa: ANN401
        kept = rows[:-1] if table.name == "event" else rows
        await real(self, table, kept, *rest)

    monkeypatch.setattr(moving._Mover, "_write", losing)
    with pytest.raises(StoreBroken, match="event"):
        await moving.move(source, target, silent)
    monkeypatch.undo()
    with pytest.raises(SettingsProblem, match="not finished"):
        await open_store(target, clock=lambda: NOON)
    await moving.move(source, target, silent)
    assert await in_postgres(target) == in_sqlite(tmp_path)


async def test_a_target_with_data_is_refused(tmp_path: Path) -> None:
    """A database that refdesk, or any other program, has filled is left as it is."""
    source, target = await filled(tmp_path), await empty_postgres()
    store = await open_store(target, clock=lambda: NOON)
    await Story(store.log, "c1").open()
    await store.close()
    with pytest.raises(SettingsProblem, match="conversation"):
        await moving.move(source, target, silent)
    foreign = await empty_postgres()
    await in_postgres(foreign, lambda c: c.exec_driver_sql("CREATE TABLE wares (id int)"))
    with pytest.raises(SettingsProblem, match="wares"):
        await moving.move(source, foreign, silent)
    tables = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
    kept = await in_postgres(foreign, lambda c: c.exec_driver_sql(tables).scalars().all())
    assert kept == ["wares"]


async def test_another_move_into_the_same_target_is_refused(tmp_path: Path) -> None:
    """An unfinished move goes on from its own source only."""
    (tmp_path / "other").mkdir()
    source, other = await filled(tmp_path), await filled(tmp_path / "other")
    target = await empty_postgres()
    await moved_until_killed(source, target, after=3)
    with pytest.raises(SettingsProblem, match="unfinished move"):
        await moving.move(other, target, silent)
    await moving.move(source, target, silent)
    with pytest.raises(SettingsProblem, match="holds data already"):
        await moving.move(source, target, silent)


async def test_a_running_server_is_noticed(tmp_path: Path) -> None:
    """Neither a source nor a target that a server has open is touched."""
    source, target = await filled(tmp_path), await empty_postgres()
    lock = DatabaseLock(tmp_path / "refdesk.db")
    with pytest.raises(StoreBroken, match="stop it first"):
        await moving.move(source, target, silent)
    lock.release()
    store = await open_store(target, clock=lambda: NOON)
    assert await store.lists.desks() == ["main"]
    with pytest.raises(StoreBroken, match="is using the target"):
        await moving.move(source, target, silent)
    await store.close()


async def test_wrong_addresses_are_refused(tmp_path: Path) -> None:
    """Only from an SQLite file that exists, only to PostgreSQL; no empty file is left behind."""
    source, target = f"sqlite:///{tmp_path / 'none.db'}", await empty_postgres()
    with pytest.raises(SettingsProblem, match="no such file"):
        await moving.move(source, target, silent)
    assert names_in(tmp_path) == []
    with pytest.raises(SettingsProblem, match="to postgresql"):
        await moving.move(target, target, silent)
    await upgrade(source)
    with pytest.raises(SettingsProblem, match="to postgresql"):
        await moving.move(source, source, silent)
