"""The schema: what the migrations make is what the code expects, all or nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, create_engine, inspect

from refdesk.domain.events import Ended, EndedWhy, Forgotten
from refdesk.errors import SettingsProblem, StoreBroken
from refdesk.store import migrating, postgres_revision, revision
from refdesk.store.addresses import parse
from refdesk.store.committing import write_alone
from refdesk.store.opening import Store, open_store
from refdesk.store.tables import METADATA
from refdesk.store.tables.derived import PREFIX
from tests.contracts.writing import NOON, SARI, Story
from tests.databases import KINDS, empty_postgres


async def empty(kind: str, folder: Path) -> str:
    """Give the address of a database without any table."""
    return f"sqlite:///{folder / 'refdesk.db'}" if kind == "sqlite" else await empty_postgres()


def not_derived(name: str | None, kind: str, _: object) -> bool:
    """Tell whether a name is one of the tables of the code: what is derived stands apart."""
    return kind != "table" or not (name or "").startswith(PREFIX)


def differences(connection: Connection) -> list[object]:
    """Compare the database with the tables of the code."""
    options = {"compare_type": True, "compare_server_default": True, "include_name": not_derived}
    context = MigrationContext.configure(connection, opts=options)
    return list(compare_metadata(context, METADATA))


@pytest.mark.parametrize("kind", KINDS)
async def test_migrations_make_the_tables_of_the_code(kind: str, tmp_path: Path) -> None:
    """After migrating an empty database nothing is left to change."""
    store = await open_store(await empty(kind, tmp_path), clock=lambda: NOON)
    assert await store._reader.read(differences) == []
    await store.close()


@pytest.mark.parametrize("kind", KINDS)
async def test_migrating_again_changes_nothing(kind: str, tmp_path: Path) -> None:
    """A filled database of this release is left as it is."""
    address = await empty(kind, tmp_path)
    store = await open_store(address, clock=lambda: NOON)
    story = Story(store.log, "c1")
    await story.open()
    await store.close()
    await migrating.upgrade(address)
    again = await open_store(address, clock=lambda: NOON)
    assert await again.log.load("c1") == story.state
    await again.close()


# What turns this release's tables into those of revision 0012, with a text that came too late.
AS_BEFORE = (
    "CREATE TABLE body (library text, conversation text, seq bigint, text text NOT NULL)",
    "INSERT INTO body SELECT library, conversation, seq, text FROM event WHERE text IS NOT NULL",
    "ALTER TABLE event DROP COLUMN text",
    "INSERT INTO body VALUES ('main', 'c2', 2, 'terlambat')",
    "DROP TABLE kb_entry_use",
    "UPDATE alembic_version SET version_num = '0012'",
)


@pytest.mark.parametrize("kind", KINDS)
async def test_texts_of_an_earlier_release_are_kept(kind: str, tmp_path: Path) -> None:
    """Each comes into the row of its event; one written after an erasure goes."""
    address = await empty(kind, tmp_path)
    store = await open_store(address, clock=lambda: NOON)
    kept, emptied = Story(store.log, "c1"), Story(store.log, "c2")
    await kept.open("jam buka?")
    await kept.claim(SARI)
    await emptied.open()
    await emptied.write(Ended(EndedWhy.PATRON), Forgotten())
    before = [await store.transcripts.read(name) for name in ("c1", "c2")]

    def as_before(connection: Connection) -> None:
        for statement in AS_BEFORE:
            connection.exec_driver_sql(statement)

    await write_alone(store._writer, as_before)
    await store.close()
    again = await open_store(address, clock=lambda: NOON)
    assert [await again.transcripts.read(name) for name in ("c1", "c2")] == before
    await again.close()


@pytest.mark.parametrize("kind", KINDS)
async def test_a_newer_schema_is_refused(kind: str, tmp_path: Path) -> None:
    """A database that a newer release has migrated is refused with the remedy."""
    address = await empty(kind, tmp_path)
    store = await open_store(address, clock=lambda: NOON)

    def pretend(connection: Connection) -> None:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")

    await write_alone(store._writer, pretend)
    await store.close()
    with pytest.raises(SettingsProblem, match="newer refdesk"):
        await open_store(address, clock=lambda: NOON)


@pytest.mark.parametrize("kind", KINDS)
async def test_a_migration_that_fails_midway_leaves_nothing(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All steps are one transaction: after a failure the database is as it was."""
    address = await empty(kind, tmp_path)
    real = command.upgrade

    def stumble(*arguments: Any) -> None:  # noqa: ANN401
        real(*arguments)
        raise StoreBroken("the power went")

    monkeypatch.setattr(command, "upgrade", stumble)
    with pytest.raises(StoreBroken):
        await open_store(address, clock=lambda: NOON)
    monkeypatch.undo()
    if kind == "sqlite":
        engine = create_engine(address)
        with engine.connect() as connection:
            assert inspect(connection).get_table_names() == []
        engine.dispose()
    store = await open_store(address, clock=lambda: NOON)
    assert await store.lists.desks() == ["main"]
    await store.close()


QUERIES = {
    "ix_conversation_line": "SELECT id FROM conversation WHERE desk = 'main' "
    "AND stage IN ('waiting', 'offered') ORDER BY waiting_since, id LIMIT 200",
    "ix_conversation_asked": "SELECT id FROM conversation WHERE desk = 'main' "
    "AND stage = 'asked' ORDER BY promised_at, id LIMIT 200",
    "ix_conversation_claimed": "SELECT id FROM conversation WHERE holder = 'sari' "
    "AND stage IN ('active', 'held')",
    "ix_conversation_waited": "SELECT id FROM conversation WHERE desk = 'main' "
    "AND first_claimed_at >= 5 ORDER BY first_claimed_at DESC LIMIT 50",
    "ix_conversation_open": "SELECT id FROM conversation WHERE stage <> 'ended' "
    "ORDER BY opened_at DESC, id DESC LIMIT 200",
    "ix_conversation_opened": "SELECT id FROM conversation "
    "ORDER BY opened_at DESC, id DESC LIMIT 50",
}


@pytest.mark.parametrize("index", QUERIES)
async def test_lists_are_read_by_an_index(sqlite: Store, index: str) -> None:
    """Each list is found by its index, in its order: no scan, no sorting."""
    explain = f"EXPLAIN QUERY PLAN {QUERIES[index]}"
    plan = await sqlite._reader.read(lambda c: [str(row[3]) for row in c.exec_driver_sql(explain)])
    assert any(index in step for step in plan), plan
    assert not any("TEMP B-TREE" in step for step in plan), plan


async def test_the_newest_revision_is_known_without_alembic(tmp_path: Path) -> None:
    """A file's revision is told before anything is imported; what is no database has none."""
    assert revision.newest() == migrating.newest()
    file = tmp_path / "refdesk.db"
    assert not revision.is_newest(file)
    file.write_bytes(b"no database")
    assert not revision.is_newest(file)
    file.unlink()
    await migrating.upgrade(f"sqlite:///{file}")
    assert revision.is_newest(file)


async def test_the_revision_of_postgres_is_known_without_alembic() -> None:
    """A database without tables is not of this release; one that was brought up to it is."""
    url = parse(await empty_postgres())
    assert not await postgres_revision.is_newest(url)
    await migrating.migrate_postgres(url)
    assert await postgres_revision.is_newest(url)
