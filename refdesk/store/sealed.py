"""Sealed originals: written with their event, read one event at a time, deleted after the end."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import Connection, Row, delete, func, tuple_
from sqlmodel import col, select

from refdesk.desk.ports import Append
from refdesk.domain.personal_data import Kind
from refdesk.domain.records import millis
from refdesk.domain.redaction import Sealed
from refdesk.store.committing import Writer, write_alone
from refdesk.store.driver import Insert, Update
from refdesk.store.pacing import step
from refdesk.store.reading import Reader
from refdesk.store.tables.conversations import ConversationRow
from refdesk.store.tables.sealed import SealedRow

_insert = Insert(SealedRow)
_replace = Update(SealedRow, ["conversation", "seq", "n"], ["box"])
_PLACE = (col(SealedRow.conversation), col(SealedRow.seq), col(SealedRow.n))
_WHOLE = select(*_PLACE, SealedRow.kind, SealedRow.box)  # type: ignore[call-overload]


def write(connection: Connection, appends: Iterable[Append]) -> None:
    """Insert the originals of appends."""
    rows = [
        (append.after.library, append.conversation, one.seq, one.n, one.kind.value, one.box)
        for append in appends
        for one in append.sealed
    ]
    if rows:
        _insert(connection, rows)


def erase(connection: Connection, conversation: str, seq: int | None) -> None:
    """Delete the originals of one event, or of a whole conversation (`seq` None)."""
    gone = delete(SealedRow).where(col(SealedRow.conversation) == conversation)
    connection.execute(gone if seq is None else gone.where(col(SealedRow.seq) == seq))


class StoredSealed:
    """The port `refdesk.privacy.ports.Vault`."""

    def __init__(self, writer: Writer, reader: Reader) -> None:
        self._writer = writer
        self._reader = reader

    async def of(self, conversation: str, seq: int) -> list[Sealed]:
        """Give the originals of one event in the order of their tokens."""
        query = _WHOLE.where(
            col(SealedRow.conversation) == conversation, col(SealedRow.seq) == seq
        ).order_by(col(SealedRow.n))
        return await self._reader.read(lambda c: [_sealed(row) for row in c.execute(query)])

    async def of_conversation(self, conversation: str) -> list[Sealed]:
        """Give the originals of a whole conversation in the order of its events."""
        query = _WHOLE.where(col(SealedRow.conversation) == conversation)
        query = query.order_by(col(SealedRow.seq), col(SealedRow.n))
        return await self._reader.read(lambda c: [_sealed(row) for row in c.execute(query)])

    async def expire(self, ended_before: datetime, limit: int) -> int:
        """Delete originals of conversations that ended before; give how many were deleted.

        Those of a restricted conversation wait for its release, as its texts do.
        """
        gone = (
            select(*_PLACE)
            .join(ConversationRow, col(ConversationRow.id) == col(SealedRow.conversation))
            .where(col(ConversationRow.ended_at) < millis(ended_before))
            .where(col(ConversationRow.restricted_at).is_(None))
            .limit(limit)
        )

        def job(connection: Connection) -> int:
            places = [tuple(row) for row in connection.execute(gone)]
            if not places:
                return 0
            return connection.execute(delete(SealedRow).where(tuple_(*_PLACE).in_(places))).rowcount

        return await step(self._writer, job)

    async def sealed_otherwise(self, key: bytes, limit: int) -> list[tuple[str, Sealed]]:
        """Give originals, with their conversation, whose box does not begin with `key`."""
        query = _WHOLE.where(func.substr(col(SealedRow.box), 1, len(key)) != key).limit(limit)
        return await self._reader.read(
            lambda c: [(row.conversation, _sealed(row)) for row in c.execute(query)]
        )

    async def replace(self, boxes: Sequence[tuple[str, Sealed]]) -> None:
        """Put other boxes in the place of those with the same conversation, seq and n."""
        rows = [(place, one.seq, one.n, one.box) for place, one in boxes]
        await write_alone(self._writer, lambda c: _replace(c, rows))


def _sealed(row: Row[tuple[str, int, int, str, bytes]]) -> Sealed:
    return Sealed(row.seq, row.n, Kind(row.kind), bytes(row.box))
