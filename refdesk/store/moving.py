"""Moving a filled SQLite database into an empty PostgreSQL one: batches, marks, sums."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, Table, func, select, text, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from refdesk.errors import SettingsProblem, StoreBroken
from refdesk.store import move_state, sqlite
from refdesk.store.addresses import file_of, for_asyncpg, is_sqlite, parse
from refdesk.store.failures import translate
from refdesk.store.locking import DatabaseLock
from refdesk.store.migrating import migrate_postgres, migrate_sqlite
from refdesk.store.move_state import Key
from refdesk.store.sums import Sum
from refdesk.store.tables import METADATA

BATCH = 2_000  # rows of one transaction
_ADVISORY_LOCK = 0x6D6F7665  # one move at a time into a database
_CONNECT_SECONDS = 5
_STATEMENT_SECONDS = 60
_BEGINNING: Key = ()
# (what is being done: read, copy or check, rows done, rows in all)
Told = Callable[[str, int, int], None]


async def move(source: str, target: str, told: Told) -> dict[str, int]:
    """Copy everything, compare both sides; give the rows of each table.

    May be killed at any moment: called again it goes on. The source is not changed, beyond being
    brought to this release's schema. Raises SettingsProblem for a wrong address or a target that
    is not empty, StoreBroken when a server uses the source or the two sides differ in the end,
    Unavailable when the target cannot be reached.
    """
    given, wanted = parse(source), parse(target)
    file = _source_file(given, wanted)
    lock = DatabaseLock(file)
    try:
        await asyncio.to_thread(migrate_sqlite, given)
        async with _target(wanted) as connection:
            await _claim(connection, wanted)
            engine = sqlite.reading_engine(file)
            try:
                return await _Mover(engine, connection, told).run(str(file))
            finally:
                engine.dispose()
    except Exception as error:
        failure = translate(error)
        if failure is error:
            raise
        raise failure from error
    finally:
        lock.release()


class _Mover:
    """One run of a move."""

    def __init__(self, engine: Engine, target: AsyncConnection, told: Told) -> None:
        self._engine = engine
        self._target = target
        self._told = told
        self._total = 0

    async def run(self, name: str) -> dict[str, int]:
        """Copy what is still missing of the source of this name, compare, let the target go."""
        self._total = await asyncio.to_thread(self._count)
        given = await self._source_sums()
        fingerprint = repr(given).encode()
        async with self._target.begin():
            await self._target.run_sync(move_state.begin, name)
            if not await self._target.run_sync(move_state.is_of, fingerprint):
                # The source is new, or was used since the last run.
                await self._target.run_sync(move_state.start_over, fingerprint)
        await self._copy()
        copied = await self._target_sums()
        async with self._target.begin():
            if copied == given:
                await self._target.run_sync(_finish)
                return {name: one.rows for name, one in given.items()}
            await self._target.run_sync(move_state.start_over, b"")
        wrong = ", ".join(name for name, one in copied.items() if one != given[name])
        raise StoreBroken(
            f"isi berbeda setelah disalin ({wrong}): jalankan lagi perintah yang sama / "
            "the copies differ: run the same command again"
        )

    def _count(self) -> int:
        with self._engine.connect() as connection:
            counts = (
                connection.execute(select(func.count()).select_from(table)).scalar_one()
                for table in METADATA.sorted_tables
            )
            return sum(counts)

    async def _source_sums(self) -> dict[str, Sum]:
        """Read the source whole; it cannot change while this move holds its lock."""
        found: dict[str, Sum] = {}
        done = 0
        for table in METADATA.sorted_tables:
            one, mark = Sum(), _BEGINNING
            while rows := await asyncio.to_thread(self._batch, table, mark):
                mark, one = _key(table, rows[-1]), one.plus(rows)
                self._told("read", done + one.rows, self._total)
            done += one.rows
            found[table.name] = one
        return found

    async def _copy(self) -> None:
        done = 0
        for table in METADATA.sorted_tables:
            async with self._target.begin():
                mark, copied = await self._target.run_sync(move_state.mark_of, table)
            done += copied
            self._told("copy", done, self._total)
            while rows := await asyncio.to_thread(self._batch, table, mark):
                mark, copied = _key(table, rows[-1]), copied + len(rows)
                await self._write(table, rows, mark, copied)
                done += len(rows)
                self._told("copy", done, self._total)

    def _batch(self, table: Table, after: Key) -> list[Sequence[Any]]:
        """Read the rows that follow a key, in the order of the keys."""
        query = select(table).order_by(*table.primary_key).limit(BATCH)
        if after:
            query = query.where(tuple_(*table.primary_key) > tuple_(*after))
        with self._engine.connect() as connection:
            return list(connection.execute(query).all())

    async def _write(self, table: Table, rows: list[Sequence[Any]], mark: Key, copied: int) -> None:
        names = [column.name for column in table.columns]
        async with self._target.begin():
            await self._target.run_sync(move_state.advance, table, mark, copied)
            raw: Any = (await self._target.get_raw_connection()).driver_connection
            records = map(tuple, rows)
            await raw.copy_records_to_table(table.name, records=records, columns=names)

    async def _target_sums(self) -> dict[str, Sum]:
        found: dict[str, Sum] = {}
        done = 0
        for table in METADATA.sorted_tables:
            one = Sum()
            async with self._target.begin():
                streamed = await self._target.stream(select(table))
                async for rows in streamed.partitions(BATCH):
                    one = one.plus(rows)
                    self._told("check", done + one.rows, self._total)
            done += one.rows
            found[table.name] = one
        return found


def _source_file(given: URL, wanted: URL) -> Path:
    if not is_sqlite(given) or is_sqlite(wanted):
        raise SettingsProblem(
            "--from, --to: dari sqlite:… ke postgresql:… / from sqlite:… to postgresql:…"
        )
    file = file_of(given)
    if not file.is_file():
        raise SettingsProblem(f"--from: {file} tidak ada / there is no such file")
    return file


@asynccontextmanager
async def _target(url: URL) -> AsyncIterator[AsyncConnection]:
    engine = create_async_engine(
        for_asyncpg(url),
        connect_args={"timeout": _CONNECT_SECONDS, "command_timeout": _STATEMENT_SECONDS},
    )
    try:
        async with engine.connect() as connection:
            yield connection
    finally:
        await engine.dispose()


async def _claim(connection: AsyncConnection, url: URL) -> None:
    """Make sure that the target is ours alone; the lock lasts as long as the connection."""
    async with connection.begin():
        await connection.run_sync(_alone)
        await connection.run_sync(move_state.refuse_foreign)
    await migrate_postgres(url, moving=True)


def _alone(connection: Connection) -> None:
    seized = connection.execute(select(func.pg_try_advisory_lock(_ADVISORY_LOCK))).scalar_one()
    servers = connection.execute(
        text(
            "SELECT count(*) FROM pg_stat_activity"
            " WHERE datname = current_database() AND application_name = 'refdesk'"
        )
    ).scalar_one()
    if not seized or servers:
        raise StoreBroken(
            "--to: basis data tujuan sedang dipakai server atau pemindahan lain: hentikan dahulu / "
            "a server or another move is using the target: stop it first"
        )


def _finish(connection: Connection) -> None:
    """Let PostgreSQL count on from the highest number, then let servers in."""
    for table in METADATA.sorted_tables:
        column = table.autoincrement_column
        if column is not None:
            highest = select(func.max(column)).scalar_subquery()
            sequence = func.pg_get_serial_sequence(table.name, column.name)
            connection.execute(
                select(func.setval(sequence, func.coalesce(highest, 1), highest.is_not(None)))
            )
    move_state.finish(connection)


def _key(table: Table, row: Any) -> Key:  # noqa: ANN401 (SQLAlchemy's row)
    return tuple(row._mapping[column] for column in table.primary_key)  # noqa: SLF001
