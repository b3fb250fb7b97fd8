"""What is over its time: found by age, deleted in batches, left in no file of the database."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, delete, exists, func, insert, tuple_
from sqlmodel import SQLModel, col, select

from refdesk.domain.records import millis
from refdesk.store import contacts
from refdesk.store.committing import Writer
from refdesk.store.pacing import calm, step
from refdesk.store.reading import Reader
from refdesk.store.scrubbing import Scrubber
from refdesk.store.tables.conversations import KEPT, CommandRow, ConversationRow
from refdesk.store.tables.installation import FactRow
from refdesk.store.tables.people import AuditRow
from refdesk.store.tables.privacy import RequestRow

AUDIT_ENDS: Final = "audit_ends_before"  # what the triggers of the audit ask for
BATCH: Final = 100  # rows of a commit: some milliseconds


class StoredExpiring:
    """The port `refdesk.privacy.ports.Expiring`."""

    def __init__(self, writer: Writer, reader: Reader, scrubber: Scrubber | None) -> None:
        self._writer = writer
        self._reader = reader
        self._scrubber = scrubber

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

    async def calm(self) -> None:
        """Return as soon as no message waits for its commit, after a second at the latest."""
        await calm(self._writer)

    async def scrub(self) -> None:
        """Leave no byte of what was deleted in the files of the database, or raise Unavailable.

        On PostgreSQL bytes stay until a page or a file of its log is used again; what can be done
        about it locks tables and is left to whoever runs it (decision 32).
        """
        if self._scrubber is not None:
            await self._scrubber.scrub()

    async def give_back(self) -> int:
        """Give free pages back to the disk, in small commits; give how many bytes.

        PostgreSQL sees to its own.
        """
        return await self._scrubber.give_back() if self._scrubber is not None else 0

    async def _count(self, table: type[SQLModel], *where: ColumnElement[bool]) -> int:
        query = select(func.count()).select_from(table).where(*where)
        return await self._reader.read(lambda c: c.execute(query).scalar() or 0)

    async def _drop(self, statement: Any) -> int:  # noqa: ANN401 (any deletion)
        return await self._repeat(lambda c: c.execute(statement).rowcount)

    async def _repeat(self, job: Callable[[Connection], int]) -> int:
        total = 0
        while count := await step(self._writer, job):
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
