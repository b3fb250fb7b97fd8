"""Migrations whose process is killed midway: the next start finishes them, the data is whole."""

from __future__ import annotations

import asyncio
import random
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, inspect

from refdesk.store import migrating, moving
from refdesk.store import revision as revisions
from refdesk.store.opening import open_store
from refdesk.store.tables import METADATA
from refdesk.store.tables.derived import PREFIX
from tests.contracts.writing import NOON
from tests.databases import KINDS, empty_postgres
from tests.store.migrating_midway import and_next
from tests.store.test_migrating import differences, empty
from tests.store.test_moving import filled, in_postgres, made_up, rows_of, silent

# Changes after which the process is killed; 0: all are made, the commit is not.
STOPS = (1, 5, 0)
EVENTS = ("event", "body")
NEXT_RELEASE = '''
"""What a later release might do: change a filled table, fill a new one."""

import sqlalchemy as sa
from alembic import op

revision = "next"
down_revision = "{newest}"


def upgrade():
    with op.batch_alter_table("staff") as staff:
        staff.alter_column("capacity", type_=sa.BigInteger)
        staff.add_column(sa.Column("hat", sa.String, nullable=False, server_default=""))
    op.execute("UPDATE staff SET hat = 'blue'")
    op.create_index("ix_staff_hat", "staff", ["hat"])
    op.create_table("shelf", sa.Column("conversation", sa.String, primary_key=True))
    op.execute("INSERT INTO shelf SELECT id FROM conversation")
'''


async def killed(*arguments: str) -> None:
    """Let a process migrate until it is midway, then kill it."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.store.migrating_midway", *arguments),
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    assert await process.stdout.readline() == b"midway\n"
    process.send_signal(signal.SIGKILL)
    await process.wait()


async def look(address: str, job: Any) -> Any:  # noqa: ANN401
    """Open the database as this release does, then read from it."""
    store = await open_store(address, clock=lambda: NOON)
    found = await store._reader.read(job)
    await store.close()
    return found


def revision(connection: Connection) -> str | None:
    """Give the revision that the database is at."""
    return MigrationContext.configure(connection).get_current_revision()


@pytest.mark.parametrize("kind", KINDS)
async def test_an_empty_database(kind: str, tmp_path: Path) -> None:
    """Killed three times on the way to the first schema, the next start makes it whole."""
    address = await empty(kind, tmp_path)
    for stop in (1, 20, 0):
        await killed(address, str(stop))
    assert await look(address, differences) == []
    assert await look(address, lambda c: len(rows_of(c)["desk"])) == 1


@pytest.fixture
async def database(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a database with rows in every table."""
    source = await filled(tmp_path)
    if request.param == "sqlite":
        return source
    target = await empty_postgres()
    await moving.move(source, target, silent)
    return target


@pytest.mark.parametrize("database", KINDS, indirect=True)
async def test_a_filled_database(
    database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed anywhere in a later release's migration: this release or that goes on, all kept."""
    folder = tmp_path / "next"
    folder.mkdir()
    (folder / "next.py").write_text(NEXT_RELEASE.format(newest=migrating.newest()), "utf-8")
    before = await look(database, rows_of)
    for stop in STOPS:
        await killed(database, str(stop), str(folder))
        assert await look(database, rows_of) == before
        assert await look(database, revision) == migrating.newest()
        assert await look(database, differences) == []
    monkeypatch.setattr(migrating, "_config", and_next(str(folder)))
    monkeypatch.setattr(revisions, "newest", lambda: "next")
    assert await look(database, rows_of) == before
    assert await look(database, revision) == "next"
    tables = await look(database, lambda c: set(inspect(c).get_table_names()))
    kept = {one for one in tables if not one.startswith(PREFIX)}
    assert kept == {*METADATA.tables, "alembic_version", "shelf"}
    hats = "SELECT count(*) FROM staff WHERE hat = 'blue'"
    assert await look(database, lambda c: c.exec_driver_sql(hats).scalar()) == len(before["staff"])
    shelved = "SELECT count(*) FROM shelf"
    found = await look(database, lambda c: c.exec_driver_sql(shelved).scalar())
    assert found == len(before["conversation"])


@pytest.mark.parametrize("kind", KINDS)
async def test_texts_that_come_to_their_events(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed anywhere between 0014 and 0015, texts are where they were; then each is at its event.

    Envelopes are the same before and after.
    """
    address = await empty(kind, tmp_path)
    with monkeypatch.context() as patched:
        real = command.upgrade
        patched.setattr(command, "upgrade", lambda config, _: real(config, "0014"))
        await migrating.upgrade(address)
    await in_database(address, write_as_0014)
    before = await in_database(address, envelopes), await in_database(address, bodies)
    for stop in (1, 2, 3, 0):
        await killed(address, str(stop))
        assert await in_database(address, revision) == "0014"
        assert (await in_database(address, envelopes), await in_database(address, bodies)) == before
    await migrating.upgrade(address)
    assert await in_database(address, revision) == migrating.newest()
    assert await in_database(address, envelopes) == before[0]
    texts = "SELECT conversation, seq, text FROM event WHERE text IS NOT NULL"
    found = await in_database(address, lambda c: set(map(tuple, c.execute(sa.text(texts)))))
    assert found == before[1]
    assert await in_database(address, lambda c: "body" in inspect(c).get_table_names()) is False


def write_as_0014(connection: Connection) -> None:
    """Add events as release 0014 kept them: two of three with a text, some of them long."""
    event, body = (sa.Table(name, sa.MetaData(), autoload_with=connection) for name in EVENTS)
    chance = random.Random(1)
    rows = [
        made_up(chance, event, number) | {"conversation": f"c{number % 7}", "seq": number}
        for number in range(1, 301)
    ]
    connection.execute(event.insert(), rows)
    texts = [
        {name: row[name] for name in ("library", "conversation", "seq")}
        | {"text": f"é🙂'{row['seq']}" * chance.choice((1, 9, 900))}
        for row in rows
        if row["seq"] % 3
    ]
    chance.shuffle(texts)
    connection.execute(body.insert(), texts)


def envelopes(connection: Connection) -> list[Any]:
    """Give all columns of events but their text."""
    event = sa.Table("event", sa.MetaData(), autoload_with=connection)
    columns = [column for column in event.columns if column.name != "text"]
    return sorted((tuple(row) for row in connection.execute(sa.select(*columns))), key=repr)


def bodies(connection: Connection) -> set[Any]:
    """Give the texts that lie apart from their events, as until 0014."""
    texts = "SELECT conversation, seq, text FROM body"
    return set(map(tuple, connection.execute(sa.text(texts))))


async def in_database(address: str, job: Callable[[Connection], Any]) -> Any:  # noqa: ANN401
    """Do a job in a database of whatever revision, as no release would open it."""
    if not address.startswith("sqlite"):
        return await in_postgres(address, job)
    engine = sa.create_engine(address)
    with engine.begin() as connection:
        found = job(connection)
    engine.dispose()
    return found
