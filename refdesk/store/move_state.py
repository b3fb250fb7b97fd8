"""How far a move has come: a table of its own in the target, gone when the move is done."""

from __future__ import annotations

import msgspec
from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    LargeBinary,
    MetaData,
    String,
    Table,
    func,
    inspect,
    select,
    update,
)

from refdesk.errors import SettingsProblem
from refdesk.store.tables import METADATA
from refdesk.store.tables.conversations import DeskRow

Key = tuple[object, ...]  # the primary key of a row
# Rows of the table that are about the source.
_SOURCE = "(source)"
_FINGERPRINT = "(fingerprint)"
STATE = Table(
    "refdesk_move",
    MetaData(),
    Column("name", String, primary_key=True),
    Column("mark", LargeBinary, nullable=False),
    Column("copied", BigInteger, nullable=False),
)


def begin(connection: Connection, source: str) -> None:
    """Claim an empty database for a move, or go on with the move of the same source.

    Raises SettingsProblem when the database holds anything else.
    """
    if _exists(connection):
        _same_source(connection, source)
        return
    held = [table.name for table in METADATA.sorted_tables if _holds_rows(connection, table)]
    if held:
        raise SettingsProblem(
            f"--to: basis data tujuan sudah berisi ({', '.join(held)}): beri yang kosong / "
            "the target holds data already: give an empty database"
        )
    STATE.create(connection)
    names = [table.name for table in METADATA.sorted_tables]
    rows = [{"name": name, "mark": b"", "copied": 0} for name in (*names, _FINGERPRINT)]
    connection.execute(
        STATE.insert(), [*rows, {"name": _SOURCE, "mark": source.encode(), "copied": 0}]
    )


def is_of(connection: Connection, fingerprint: bytes) -> bool:
    """Tell whether what was copied so far is of a source with just this content."""
    return _mark(connection, _FINGERPRINT)[0] == fingerprint


def start_over(connection: Connection, fingerprint: bytes) -> None:
    """Forget all that was copied; what comes now is of a source with this content."""
    names = ", ".join(f'"{table.name}"' for table in METADATA.sorted_tables)
    # What was copied so far is no audit yet; the trigger that keeps one rests until the commit.
    connection.exec_driver_sql("ALTER TABLE audit DISABLE TRIGGER audit_no_truncate")
    connection.exec_driver_sql(f"TRUNCATE {names}")
    connection.exec_driver_sql("ALTER TABLE audit ENABLE TRIGGER audit_no_truncate")
    connection.execute(update(STATE).where(STATE.c.name != _SOURCE).values(mark=b"", copied=0))
    _set(connection, _FINGERPRINT, fingerprint, 0)


def refuse_foreign(connection: Connection) -> None:
    """Raise SettingsProblem when the database belongs to something else than refdesk."""
    names = inspect(connection).get_table_names()
    if names and "alembic_version" not in names:
        raise SettingsProblem(
            f"--to: basis data tujuan dipakai program lain (tabel {names[0]}): beri yang kosong / "
            "the target belongs to another program: give an empty database"
        )


def refuse_unfinished(connection: Connection) -> None:
    """Raise SettingsProblem when a move into this database has not come to its end."""
    if _exists(connection):
        raise SettingsProblem(
            "database (REFDESK_DATABASE): pemindahan ke basis data ini belum selesai: jalankan "
            "lagi `refdesk db move` / a move into this database is not finished: run "
            "`refdesk db move` again"
        )


def mark_of(connection: Connection, table: Table) -> tuple[Key, int]:
    """Give the key of the last row copied, () for none, and the count of rows copied."""
    mark, copied = _mark(connection, table.name)
    return (tuple(msgspec.msgpack.decode(mark)) if mark else (), copied)


def advance(connection: Connection, table: Table, mark: Key, copied: int) -> None:
    """Set the mark in the transaction that copies the rows up to it."""
    _set(connection, table.name, msgspec.msgpack.encode(mark), copied)


def finish(connection: Connection) -> None:
    """Let the database go: servers may open it."""
    STATE.drop(connection)


def _exists(connection: Connection) -> bool:
    return inspect(connection).has_table(STATE.name)


def _same_source(connection: Connection, source: str) -> None:
    known = _mark(connection, _SOURCE)[0].decode()
    if known != source:
        raise SettingsProblem(
            f"--from: pemindahan yang belum selesai berasal dari {known}: teruskan dari sana / "
            "the unfinished move is from that database: go on from there"
        )


def _mark(connection: Connection, name: str) -> tuple[bytes, int]:
    query = select(STATE.c.mark, STATE.c.copied).where(STATE.c.name == name)
    mark, copied = connection.execute(query).one()
    return bytes(mark), int(copied)


def _set(connection: Connection, name: str, mark: bytes, copied: int) -> None:
    values = {"mark": mark, "copied": copied}
    connection.execute(update(STATE).where(STATE.c.name == name).values(values))


def _holds_rows(connection: Connection, table: Table) -> bool:
    query = select(func.count()).select_from(table)
    if table.name == DeskRow.__tablename__:
        query = query.where(table.c.id != "main")
    return bool(connection.execute(query).scalar_one())
