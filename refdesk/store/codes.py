"""Return codes, hashed, each good for one use."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, delete, insert, update
from sqlmodel import col, select

from refdesk.domain.records import millis
from refdesk.store.committing import Writer, write_alone
from refdesk.store.driver import Insert
from refdesk.store.tables.conversations import AccessRow, ConversationRow, ReturnCodeRow
from refdesk.store.tables.lessons import LessonRow
from refdesk.store.tables.privacy import ConsentRow

_grant = Insert(AccessRow, "ON CONFLICT DO NOTHING")


class HashedCodes:
    """The port `refdesk.desk.ports.ReturnCodes`."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer

    async def keep(self, code_hash: bytes, conversation: str, until: datetime) -> None:
        """Store a new code; earlier codes of the conversation end."""

        def job(connection: Connection) -> None:
            earlier = col(ReturnCodeRow.conversation) == conversation
            connection.execute(delete(ReturnCodeRow).where(earlier))
            row = {"hash": code_hash, "conversation": conversation, "until": millis(until)}
            connection.execute(insert(ReturnCodeRow).values(library="main", **row))

        await write_alone(self._writer, job)

    async def redeem(self, code_hash: bytes, key: str, now: datetime) -> str | None:
        """Use a code once: give `key` access and return the conversation; None when not valid."""
        this = col(ReturnCodeRow.hash) == code_hash
        valid = col(ReturnCodeRow.until) > millis(now)
        refused = select(ConsentRow.purpose).where(
            col(ConsentRow.patron) == key, col(ConsentRow.given).is_(False)
        )

        def job(connection: Connection) -> str | None:
            found = connection.execute(select(ReturnCodeRow.conversation).where(this, valid))
            conversation = found.scalar()
            # Of two that come at once on two nodes, one deletes.
            if not connection.execute(delete(ReturnCodeRow).where(this, valid)).rowcount:
                return None
            of = col(ConversationRow.id) == conversation
            if connection.execute(
                select(ConversationRow.purged).where(of).with_for_update()
            ).scalar():
                return None  # whoever erased it may still have written its code down
            _grant(connection, [("main", key, conversation)])
            if connection.execute(refused).first() is not None:
                # What was learned from it is learned anew, as if they had refused just now.
                again = update(LessonRow).where(col(LessonRow.conversation) == conversation)
                connection.execute(again.values(head=0))
            return conversation

        return await write_alone(self._writer, job)
