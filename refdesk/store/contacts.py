"""Where patrons are reached in a channel: chats, persons, message ids, which go with the texts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, delete, exists, func, or_, tuple_
from sqlalchemy.orm import aliased
from sqlmodel import SQLModel, and_, col, select

from refdesk.domain.records import millis
from refdesk.store.committing import Writer
from refdesk.store.pacing import step
from refdesk.store.reading import Reader
from refdesk.store.tables.channels import (
    IntakeRow,
    MessageRefRow,
    OutgoingRow,
    StumbleRow,
    ThreadRow,
    WaitRow,
)
from refdesk.store.tables.conversations import ConversationRow

BATCH: Final = 100  # rows of a commit: some milliseconds
Kind = tuple[type[SQLModel], Sequence[Any], ColumnElement[bool]]  # table, its key, what is over


async def count(reader: Reader, before: datetime) -> int:
    """Count rows of conversations that ended before and are emptied."""

    def read(connection: Connection) -> int:
        counts = [select(func.count()).select_from(table).where(over) for table, _, over in kinds]
        return sum(connection.execute(one).scalar() or 0 for one in counts)

    kinds = _kinds(before)
    return await reader.read(read)


async def drop(writer: Writer, reader: Reader, before: datetime) -> int:
    """Delete them, in batches; give how many.

    A thread goes last, when nothing is left to send there, so that its numbers can begin anew.
    """
    total = 0
    for table, key, over in _kinds(before):
        which = and_(over, ~_sends(OutgoingRow)) if table is ThreadRow else over
        while done := await _drop_some(writer, reader, (table, key, which)):
            total += done
    return total


async def _drop_some(writer: Writer, reader: Reader, kind: Kind) -> int:
    table, key, over = kind

    def found(connection: Connection) -> list[tuple[Any, ...]]:
        return [tuple(row) for row in connection.execute(select(*key).where(over).limit(BATCH))]

    keys = await reader.read(found)
    if not keys:
        return 0
    # Asked again in the commit: a patron may have written anew, which keeps their thread.
    gone = delete(table).where(tuple_(*key).in_(keys), over)
    return await step(writer, lambda c: c.execute(gone).rowcount)


def _kinds(before: datetime) -> list[Kind]:
    """Give what is over, threads last."""
    intake, sent, ref, wait, thread = IntakeRow, OutgoingRow, MessageRefRow, WaitRow, ThreadRow
    stumble = StumbleRow
    caused_nothing = col(intake.conversation) == ""
    taken = and_(
        col(intake.at) < millis(before),
        or_(caused_nothing, _over(intake.conversation, before)),
    )
    places = (col(ref.channel), col(ref.thread), col(ref.conversation), col(ref.public_seq))
    return [
        (intake, (col(intake.channel), col(intake.source)), taken),
        (
            sent,
            (col(sent.channel), col(sent.thread), col(sent.n)),
            _over(sent.conversation, before),
        ),
        (ref, places, _over(ref.conversation, before)),
        # Sources as an early release kept them, by their own name: it may hold a chat.
        (stumble, (col(stumble.channel), col(stumble.source)), col(stumble.source).contains(":")),
        (wait, (col(wait.channel), col(wait.chat)), col(wait.until) < millis(before)),
        (
            thread,
            (col(thread.channel), col(thread.thread)),
            _over(thread.conversation, before, all_of_patron=True),
        ),
    ]


def _over(
    conversation: str, before: datetime, *, all_of_patron: bool = False
) -> ColumnElement[bool]:
    """Tell that a conversation is emptied and ended before, or all of its patron are."""
    its, other = aliased(ConversationRow), aliased(ConversationRow)
    over = exists().where(
        col(its.id) == col(conversation), col(its.purged), col(its.ended_at) < millis(before)
    )
    if not all_of_patron:
        return over
    kept = or_(~col(other.purged), col(other.ended_at) >= millis(before))
    return over.where(~exists().where(col(other.patron) == col(its.patron), kept))


def _sends(row: type[OutgoingRow]) -> ColumnElement[bool]:
    return exists().where(
        col(row.channel) == col(ThreadRow.channel), col(row.thread) == col(ThreadRow.thread)
    )
