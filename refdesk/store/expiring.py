"""What is over its time: found by age, deleted in batches, left in no file of the database."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable, Collection
from contextlib import suppress
from datetime import datetime
from functools import partial
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, delete, exists, func, insert, tuple_
from sqlmodel import SQLModel, col, select

from refdesk.domain.records import millis
from refdesk.store import contacts
from refdesk.store.committing import Writer, between_commits, write_apart
from refdesk.store.driver import is_postgres
from refdesk.store.reading import Reader
from refdesk.store.tables.conversations import KEPT, CommandRow, ConversationRow
from refdesk.store.tables.installation import FactRow
from refdesk.store.tables.people import AuditRow
from refdesk.store.tables.privacy import RequestRow
from refdesk.store.transcript_index import MERGED, merge

AUDIT_ENDS: Final = "audit_ends_before"  # what the triggers of the audit ask for
BATCH: Final = 500  # rows of a commit
GIVEN: Final = 500  # pages given back in a commit
REWRITTEN: Final = 32 << 20  # bytes of a database that is written anew in some tenths of a second
_TRIES, _BETWEEN = 20, 0.25  # for a moment in which nobody reads; seconds


class StoredExpiring:
    """The port `refdesk.privacy.ports.Expiring`."""

    def __init__(self, writer: Writer, reader: Reader) -> None:
        self._writer = writer
        self._reader = reader

    async def ended(
        self, before: datetime, limit: int, desks: Collection[str] | None = None
    ) -> list[str]:
        """Give conversations that ended before and still have their bodies, the oldest first."""
        query = (
            select(ConversationRow.id)
            .where(*_over(before, desks))
            .order_by(col(ConversationRow.ended_at), col(ConversationRow.id))
            .limit(limit)
        )
        return await self._reader.read(lambda c: list(c.execute(query).scalars()))

    async def count_ended(self, before: datetime, desks: Collection[str] | None = None) -> int:
        """Count them."""
        return await self._count(ConversationRow, *_over(before, desks))

    async def count_audit(self, before: datetime) -> int:
        """Count audit rows from before."""
        return await self._count(AuditRow, col(AuditRow.at) < millis(before))

    async def drop_audit(self, before: datetime) -> int:
        """Delete audit rows from before, in batches; give how many."""
        old = select(AuditRow.id).where(col(AuditRow.at) < millis(before)).limit(BATCH)
        gone = delete(AuditRow).where(col(AuditRow.id).in_(old))
        announced = {"library": "main", "name": AUDIT_ENDS, "value": str(millis(before))}

        def job(connection: Connection) -> int:
            # Without the announcement the triggers of the audit refuse; it stands in no other
            # commit than this one.
            connection.execute(insert(FactRow).values(announced))
            count = connection.execute(gone).rowcount
            connection.execute(delete(FactRow).where(col(FactRow.name) == AUDIT_ENDS))
            return count

        return await self._repeat(job)

    async def count_commands(self, before: datetime) -> int:
        """Count stored acknowledgements from before of conversations without bodies."""
        return await self._count(CommandRow, *_settled(before))

    async def drop_commands(self, before: datetime) -> int:
        """Delete them, in batches; give how many."""
        key = (col(CommandRow.sender), col(CommandRow.cid))
        old = select(*key).where(*_settled(before)).limit(BATCH)
        return await self._drop(delete(CommandRow).where(tuple_(*key).in_(old)))

    async def count_requests(self, before: datetime) -> int:
        """Count requests about personal data that were done before."""
        return await self._count(RequestRow, col(RequestRow.done_at) < millis(before))

    async def drop_requests(self, before: datetime) -> int:
        """Delete them, in batches; give how many."""
        over = col(RequestRow.done_at) < millis(before)
        old = select(RequestRow.id).where(over).limit(BATCH)
        return await self._drop(delete(RequestRow).where(col(RequestRow.id).in_(old)))

    async def count_contacts(self, before: datetime) -> int:
        """Count rows of channels about emptied conversations that ended before: chats, persons."""
        return await contacts.count(self._reader, before)

    async def drop_contacts(self, before: datetime) -> int:
        """Delete them, in batches; give how many."""
        return await contacts.drop(self._writer, self._reader, before)

    async def scrub(self) -> None:
        """Leave no byte of what was deleted in the files of the database.

        SQLite overwrites what it deletes; older pages stay in the write-ahead log until it is cut,
        terms of a deleted text in the parts of the full-text index until they are merged, and rows
        that moved to a neighbouring page may leave themselves in its gaps: a database of at most
        `REWRITTEN` bytes is written anew, in a larger one a gap goes when its page is used. On
        PostgreSQL the same is done by VACUUM and the recycling of its log, which it does itself.
        """
        if await write_apart(self._writer, is_postgres):
            return
        more = await write_apart(self._writer, partial(merge, pages=-MERGED))
        while more:
            more = await write_apart(self._writer, partial(merge, pages=MERGED))
        await write_apart(self._writer, _write_anew)
        await self._cut()

    async def give_back(self) -> int:
        """Give free pages back to the disk, in small commits; give how many bytes.

        An older file, made without auto_vacuum, keeps them for itself; PostgreSQL sees to its own.
        """
        if await write_apart(self._writer, is_postgres):
            return 0
        given = 0
        while pages := await write_apart(self._writer, _give_back):
            given += pages
        await self._cut()
        return given * await write_apart(self._writer, _page_size)

    async def _cut(self) -> None:
        for _ in range(_TRIES):
            if await write_apart(self._writer, _cut_log):
                return
            await asyncio.sleep(_BETWEEN)

    async def _count(self, table: type[SQLModel], *where: ColumnElement[bool]) -> int:
        query = select(func.count()).select_from(table).where(*where)
        return await self._reader.read(lambda c: c.execute(query).scalar() or 0)

    async def _drop(self, statement: Any) -> int:  # noqa: ANN401 (any deletion)
        return await self._repeat(lambda c: c.execute(statement).rowcount)

    async def _repeat(self, job: Callable[[Connection], int]) -> int:
        total = 0
        while count := await write_apart(self._writer, job):
            total += count
        return total


def _over(before: datetime, desks: Collection[str] | None) -> tuple[ColumnElement[bool], ...]:
    """Tell conversations that ended before; one that is restricted is kept until it is released."""
    ended = col(ConversationRow.ended_at) < millis(before)
    over = (KEPT, ended, col(ConversationRow.restricted_at).is_(None))
    return over if desks is None else (*over, col(ConversationRow.desk).in_(desks))


def _settled(before: datetime) -> tuple[ColumnElement[bool], ...]:
    """Tell acknowledgements whose conversation is purged: nobody sends its commands again."""
    purged = exists().where(
        col(ConversationRow.id) == col(CommandRow.conversation), col(ConversationRow.purged)
    )
    return (col(CommandRow.at) < millis(before), purged)


def _cut_log(connection: Connection) -> bool:
    """Copy the write-ahead log into the database and cut it; False while somebody reads in it."""
    with between_commits(connection):
        busy, _, _ = connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").one()
    return not busy


def _write_anew(connection: Connection) -> None:
    """Write a small database anew, where its copy finds room in memory."""
    pages = int(connection.exec_driver_sql("PRAGMA page_count").scalar_one())
    if pages * _page_size(connection) > REWRITTEN:
        return
    with between_commits(connection):
        driver: Any = connection.connection.driver_connection
        driver.execute("PRAGMA temp_store = MEMORY")  # nothing of it in another file, either
        # A full disk has no room for it, but its log can be cut; the next time does the rest.
        with suppress(sqlite3.OperationalError):
            driver.execute("VACUUM")
        driver.execute("PRAGMA temp_store = DEFAULT")


def _give_back(connection: Connection) -> int:
    """Cut off up to so many free pages from the end of the file; give how many."""
    before = _free_pages(connection)
    with between_commits(connection):
        # A script, for `execute` takes one step of a statement without columns: one page.
        driver: Any = connection.connection.driver_connection
        driver.executescript(f"PRAGMA incremental_vacuum({GIVEN})")
    return before - _free_pages(connection)


def _free_pages(connection: Connection) -> int:
    return int(connection.exec_driver_sql("PRAGMA freelist_count").scalar_one())


def _page_size(connection: Connection) -> int:
    return int(connection.exec_driver_sql("PRAGMA page_size").scalar_one())
