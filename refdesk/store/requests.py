"""Requests about personal data, and whose data a name given by a person means."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from sqlalchemy import Connection, delete, insert, or_, union
from sqlmodel import col, select

from refdesk.domain.records import millis, moment
from refdesk.privacy.request_ports import Kind, Request, Whose
from refdesk.store.committing import Writer, write_alone
from refdesk.store.reading import Reader
from refdesk.store.rows import ms, time
from refdesk.store.tables.channels import ThreadRow
from refdesk.store.tables.conversations import AccessRow, ConversationRow
from refdesk.store.tables.privacy import RequestRow

MOST: Final = 10_000  # conversations of one patron
_WHOLE = select(*RequestRow.__table__.columns)  # type: ignore[attr-defined]


class StoredRequests:
    """The port `refdesk.privacy.request_ports.RequestStore`."""

    def __init__(self, writer: Writer, reader: Reader) -> None:
        self._writer = writer
        self._reader = reader

    async def find(self, target: str) -> Whose | None:
        """Find whose data is meant by a patron key, a conversation, a receipt or a chat."""

        def read(connection: Connection) -> Whose | None:
            whose = _find(connection, target)
            return replace(whose, names=_names(connection, whose)) if whose else None

        return await self._reader.read(read)

    async def put(self, request: Request) -> None:
        """Add a request, or replace the one of the same id; one that is done stays as it is."""
        same = col(RequestRow.id) == request.id
        done = select(RequestRow.id).where(same, col(RequestRow.done_at).is_not(None))

        def job(connection: Connection) -> None:
            if connection.execute(done).first() is not None:
                return
            connection.execute(delete(RequestRow).where(same))
            connection.execute(insert(RequestRow).values(_columns(request)))

        await write_alone(self._writer, job)

    async def by_id(self, request: str) -> Request | None:
        """Give one request."""
        query = _WHOLE.where(col(RequestRow.id) == request)
        return await self._reader.read(lambda c: _first(c.execute(query).first()))

    async def newest(self, limit: int = 200) -> list[Request]:
        """Give those not done, the oldest first, then the newest that are done."""
        done_at, asked_at = col(RequestRow.done_at), col(RequestRow.asked_at)
        waiting = _WHOLE.where(done_at.is_(None)).order_by(asked_at).limit(limit)
        done = _WHOLE.where(done_at.is_not(None)).order_by(asked_at.desc()).limit(limit)

        def read(connection: Connection) -> list[Request]:
            found = [*connection.execute(waiting), *connection.execute(done)]
            return [_request(row) for row in found[:limit]]

        return await self._reader.read(read)


def _find(connection: Connection, target: str) -> Whose | None:
    conversation = ConversationRow
    owner = select(conversation.patron).where(col(conversation.id) == target)
    patron = connection.execute(owner).scalar()
    if patron is not None:
        return Whose(patron, (target,), target)
    asked = select(RequestRow.subject, RequestRow.conversation).where(col(RequestRow.id) == target)
    row = connection.execute(asked).first()
    if row is not None and row.subject:
        return _find(connection, row.conversation or row.subject)
    kind, colon, thread = target.partition(":")
    if colon:
        there = select(ThreadRow.conversation).where(
            col(ThreadRow.thread) == thread, col(ThreadRow.channel).startswith(kind)
        )
        last = connection.execute(there).scalar()
        whose = _find(connection, last) if last else None
        return _of_patron(connection, whose.subject) if whose else None
    return _of_patron(connection, target)


def _names(connection: Connection, whose: Whose) -> frozenset[str]:
    its = col(ConversationRow.id).in_(whose.conversations[:1])
    given = select(ConversationRow.name).where(
        or_(col(ConversationRow.patron) == whose.subject, its), col(ConversationRow.name) != ""
    )
    return frozenset(connection.execute(given.distinct()).scalars())


def _of_patron(connection: Connection, patron: str) -> Whose | None:
    opened = select(col(ConversationRow.id)).where(col(ConversationRow.patron) == patron)
    follows = select(col(AccessRow.conversation)).where(col(AccessRow.patron) == patron)
    theirs = union(opened, follows).limit(MOST)
    found = tuple(connection.execute(theirs).scalars())
    return Whose(patron, found) if found else None


def _columns(request: Request) -> dict[str, Any]:
    return {
        "library": "main",
        "id": request.id,
        "kind": request.kind.value,
        "subject": request.subject,
        "conversation": request.conversation,
        "reason": request.reason,
        "asked_by": request.asked_by,
        "asked_at": millis(request.asked_at),
        "done_by": request.done_by,
        "done_at": ms(request.done_at),
        "outcome": request.outcome,
        "conversations": request.conversations,
    }


def _first(row: Any) -> Request | None:  # noqa: ANN401
    return None if row is None else _request(row)


def _request(row: Any) -> Request:  # noqa: ANN401
    return Request(
        id=row.id,
        kind=Kind(row.kind),
        subject=row.subject,
        conversation=row.conversation,
        reason=row.reason,
        asked_by=row.asked_by,
        asked_at=moment(row.asked_at),
        done_by=row.done_by,
        done_at=time(row.done_at),
        outcome=row.outcome,
        conversations=row.conversations,
    )
