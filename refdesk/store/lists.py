"""The console's lists, from plain columns that change in the commit of the events."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, bindparam, func, or_, union_all
from sqlmodel import and_, col, select

from refdesk.desk.ports import Line
from refdesk.domain.decisions import ABUSE
from refdesk.domain.records import millis
from refdesk.store import streams
from refdesk.store.lines import line
from refdesk.store.reading import Reader
from refdesk.store.rows import time
from refdesk.store.tables.channels import ThreadRow
from refdesk.store.tables.conversations import (
    ALARMED,
    ASKED,
    CLAIMED,
    IN_LINE,
    KEPT,
    OPEN,
    AccessRow,
    DeskRow,
)
from refdesk.store.tables.conversations import ConversationRow as C

COLUMNS: Any = C.__table__  # type: ignore[attr-defined]
# Made once: making it costs more than the reading, and everybody who connects asks for it.
_of_patron = (
    select(COLUMNS)
    .join(AccessRow, col(AccessRow.conversation) == col(C.id))
    .where(col(AccessRow.patron) == bindparam("key"))
    .order_by(col(C.opened_at).desc(), col(C.id).desc())
    .limit(bindparam("most"))
)
# By id alone SQLite would walk all conversations in the order of their ids.
_claimed = (
    select(COLUMNS)
    .where(col(C.desk) == bindparam("desk"), CLAIMED)
    .order_by(col(C.holder), col(C.id))
)
_access = select(AccessRow.patron).where(
    col(AccessRow.patron) == bindparam("key"),
    col(AccessRow.conversation) == bindparam("conversation"),
)


class ConsoleLists:
    """The port `refdesk.desk.ports.Lists`."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    async def line(self, desk: str, limit: int = 200) -> tuple[list[Line], int]:
        """Give the waiting and offered conversations, longest wait first, and their count."""
        which = and_(col(C.desk) == desk, IN_LINE)
        return await self._counted(which, [col(C.waiting_since), col(C.id)], limit)

    async def held_by(self, staff: str, limit: int = 200) -> tuple[list[Line], int]:
        """Give a librarian's claimed conversations, longest unanswered first."""
        order = [col(C.unanswered_since).asc().nulls_last(), col(C.last_said_at), col(C.id)]
        return await self._counted(and_(col(C.holder) == staff, CLAIMED), order, limit)

    async def asked(self, desk: str, limit: int = 200) -> tuple[list[Line], int]:
        """Give the kept questions, nearest promise first, the oldest of one promise first."""
        which = and_(col(C.desk) == desk, ASKED)
        order = [col(C.promised_at), col(C.opened_at), col(C.id)]
        return await self._counted(which, order, limit)

    async def alarmed(self, since: datetime) -> list[Line]:
        """Give the conversations whose patron was given the crisis text since, newest first."""
        given = col(C.alarmed_at)
        query = select(COLUMNS).where(ALARMED, given >= millis(since)).order_by(given.desc())
        return await self._reader.read(lambda c: [line(row) for row in c.execute(query)])

    async def ended_as_abuse(self, since: datetime) -> list[tuple[str, str, datetime | None]]:
        """Give patron key, conversation, end of what ended as abuse since; no end: open again."""
        coded = select(C.patron, C.id, C.ended_at).where(col(C.outcome) == ABUSE)
        query: Any = union_all(
            coded.where(KEPT, col(C.ended_at) >= millis(since)), coded.where(OPEN)
        )
        return await self._reader.read(
            lambda c: [(key, name, time(at)) for key, name, at in c.execute(query)]
        )

    async def claimed(self, desk: str) -> list[Line]:
        """Give all active and held conversations of the desk, by holder."""
        asked = {"desk": desk}
        return await self._reader.read(lambda c: [line(row) for row in c.execute(_claimed, asked)])

    async def of_patron(self, key: str, limit: int = 20) -> list[Line]:
        """Give the conversations a patron key may follow, newest first."""
        asked = {"key": key, "most": limit}
        return await self._reader.read(
            lambda c: [line(row) for row in c.execute(_of_patron, asked)]
        )

    async def by_ids(self, conversations: Sequence[str]) -> list[Line]:
        """Give these conversations, newest first."""
        query = select(COLUMNS).where(col(C.id).in_(conversations))
        query = query.order_by(col(C.opened_at).desc(), col(C.id).desc())
        return await self._reader.read(lambda c: [line(row) for row in c.execute(query)])

    async def may_follow(self, key: str, conversation: str) -> bool:
        """Tell whether a patron key has access to a conversation."""
        asked = {"key": key, "conversation": conversation}
        return await self._reader.read(lambda c: c.execute(_access, asked).first() is not None)

    async def position(self, conversation: str) -> int:
        """Give the place in line from 1, 0 when not in the line."""
        return await self._reader.read(lambda c: _position(c, conversation))

    async def recent_waits(self, desk: str, since: datetime, limit: int = 50) -> list[float]:
        """Give seconds from opening to claim of recent live conversations, newest first."""
        query = (
            select(C.first_claimed_at, C.opened_at)
            .where(col(C.desk) == desk, col(C.first_claimed_at) >= millis(since))
            .where(col(C.promised_at).is_(None))
            .order_by(col(C.first_claimed_at).desc())
            .limit(limit)
        )

        def read(connection: Connection) -> list[float]:
            return [(claimed - opened) / 1000 for claimed, opened in connection.execute(query)]

        return await self._reader.read(read)

    async def latest_in_thread(self, channel: str, thread: str) -> str | None:
        """Give the conversation a channel thread is bound to."""
        query = select(ThreadRow.conversation).where(
            col(ThreadRow.channel) == channel, col(ThreadRow.thread) == thread
        )
        return await self._reader.read(lambda c: c.execute(query).scalar())

    async def desks(self) -> list[str]:
        """Give the ids of all desks."""
        query = select(DeskRow.id).order_by(col(DeskRow.id))
        return await self._reader.read(lambda c: list(c.execute(query).scalars()))

    async def version(self, stream: str) -> int:
        """Give the counter of a stream, 0 if new."""
        return await self._reader.read(lambda c: streams.version(c, stream))

    async def _counted(
        self, which: ColumnElement[bool], order: list[Any], limit: int
    ) -> tuple[list[Line], int]:
        rows = select(COLUMNS).where(which).order_by(*order).limit(limit)
        count = select(func.count()).select_from(C).where(which)

        def read(connection: Connection) -> tuple[list[Line], int]:
            found = [line(row) for row in connection.execute(rows)]
            if len(found) < limit:
                return found, len(found)
            return found, connection.execute(count).scalar() or 0

        return await self._reader.read(read)


def _position(connection: Connection, conversation: str) -> int:
    own = select(C.desk, C.waiting_since).where(col(C.id) == conversation, IN_LINE)
    row = connection.execute(own).first()
    if row is None:
        return 0
    desk, since = row
    earlier = or_(
        col(C.waiting_since) < since,
        and_(col(C.waiting_since) == since, col(C.id) <= conversation),
    )
    query = select(func.count()).select_from(C).where(col(C.desk) == desk, IN_LINE, earlier)
    return connection.execute(query).scalar() or 0
