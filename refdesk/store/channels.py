"""The channel contract's rows: parts, sources, deliveries, waits (G13, G14)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import Connection, func, or_, update
from sqlmodel import and_, col, select

from refdesk.desk.channel_ports import Hold, OutRow, Taken
from refdesk.desk.ports import Clock
from refdesk.domain.records import millis
from refdesk.store import parts
from refdesk.store.committing import Writer, write_alone
from refdesk.store.driver import Insert, Lookup
from refdesk.store.reading import Reader
from refdesk.store.rows import RECEIPT, receipt, recorded, select_events
from refdesk.store.tables.channels import (
    IntakeRow,
    MessageRefRow,
    OutgoingRow,
    StumbleRow,
    WaitRow,
)
from refdesk.store.tables.conversations import ConversationRow, EventRow

R = TypeVar("R")
PATIENCE = 5  # the stumble that quarantines a source
_FINAL = frozenset({"sent", "failed"})

_taken = Lookup(IntakeRow, ["channel", "source"], [*RECEIPT, "note"])
_take_silently = Insert(IntakeRow, "ON CONFLICT DO NOTHING")
_stumble = Insert(
    StumbleRow,
    "ON CONFLICT (channel, source) DO UPDATE "
    "SET tries = stumble.tries + 1, reason = excluded.reason",
)
_wait = Insert(WaitRow, "ON CONFLICT (channel, chat) DO UPDATE SET until = excluded.until")
_remember = Insert(
    MessageRefRow,
    "ON CONFLICT (channel, thread, conversation, public_seq) DO UPDATE SET ref = excluded.ref",
)


class ChannelRows:
    """The port `refdesk.desk.channel_ports.ChannelStore`."""

    def __init__(self, writer: Writer, reader: Reader, clock: Clock) -> None:
        self._writer = writer
        self._reader = reader
        self._clock = clock

    async def take(self, channel: str, part: str, holder: str, now: datetime) -> Hold | None:
        """Take a part whose holder is gone or expired (lease 30 s); None while another holds it.

        Rows found `sending` become `unknown`.
        """
        return await self._write(lambda c: parts.take(c, channel, part, holder, now))

    async def extend(self, channel: str, part: str, fence: int, now: datetime) -> Hold:
        """Prolong the lease of a part."""
        return await self._write(lambda c: parts.extend(c, channel, part, fence, now))

    async def release(self, channel: str, part: str, fence: int) -> None:
        """Give a part up at once, when its connection closes."""
        await self._write(lambda c: parts.release(c, channel, part, fence))

    async def release_all(self) -> None:
        """Give up the parts of all channels: whoever held them is gone."""
        await self._write(parts.release_all)

    async def taken(self, channel: str, source: str) -> Taken | None:
        """Give the stored outcome of a source that was taken before."""

        def read(connection: Connection) -> Taken | None:
            found = _taken(connection, [(channel, source)])
            return Taken(receipt(found[0][:-1]), found[0][-1]) if found else None

        return await self._reader.read(read)

    async def take_without_event(self, channel: str, source: str, thread: str, note: str) -> None:
        """Store that a source was dealt with though it caused no event; the first note stays."""
        nothing = ("", "", 0, 0, 0, millis(self._clock()), "", b"")
        row = ("main", channel, source, thread, *nothing, note)
        await self._write(lambda c: _take_silently(c, [row]))

    async def stumble(self, channel: str, source: str, reason: str) -> tuple[int, bool]:
        """Count a stumble: (tries, quarantined); the 5th quarantines."""
        query = select(StumbleRow.tries).where(
            col(StumbleRow.channel) == channel, col(StumbleRow.source) == source
        )

        def job(connection: Connection) -> tuple[int, bool]:
            _stumble(connection, [("main", channel, source, 1, reason)])
            tries = connection.execute(query).scalar_one()
            return tries, tries >= PATIENCE

        return await self._write(job)

    async def next_out(self, channel: str, now: datetime, limit: int = 64) -> list[OutRow]:
        """Give the first unsettled row of each thread whose wait is over, oldest first.

        A row that is being sent is not given again, nor anything after it in its thread.
        """
        query = _first_unsettled(channel, now).limit(limit)
        return await self._reader.read(lambda c: [_out_row(row) for row in c.execute(query)])

    async def trying(self, channel: str, thread: str, n: int, part: int, fence: int) -> None:
        """Mark the row `sending`, at this part."""

        def job(connection: Connection) -> None:
            parts.require(connection, channel, "out", fence)
            values = {"state": "sending", "part": part}
            connection.execute(_unsettled(channel, thread, n).values(**values))

        await self._write(job)

    async def settle(
        self, channel: str, thread: str, n: int, state: str, fence: int, refs: list[str], why: str
    ) -> None:
        """Mark the row sent, unknown or failed; `refs` are message ids of what went out.

        A row settled before stays as it is.
        """
        settled_at = millis(self._clock()) if state in _FINAL else None

        def job(connection: Connection) -> None:
            parts.require(connection, channel, "out", fence)
            values = {"state": state, "why": why, "settled_at": settled_at}
            done = connection.execute(_unsettled(channel, thread, n).values(**values))
            if refs and done.rowcount:
                _keep_ref(connection, channel, thread, n, refs[0])

        await self._write(job)

    async def wait(self, channel: str, chat: str, until: datetime) -> None:
        """Store a wait asked for by the other side, for one thread or "all".

        Rows found `sending` there become pending again: what had to wait has not gone out.
        """

        def job(connection: Connection) -> None:
            _wait(connection, [("main", channel, chat, millis(until))])
            parts.no_longer_sending(connection, channel, "pending", "" if chat == "all" else chat)

        await self._write(job)

    async def refs(self, channel: str, thread: str, conversation: str) -> dict[int, str]:
        """Give public seq -> message id of what was sent to or came from the thread."""
        row = MessageRefRow
        query = select(row.public_seq, row.ref).where(
            col(row.channel) == channel,
            col(row.thread) == thread,
            col(row.conversation) == conversation,
        )

        def read(connection: Connection) -> dict[int, str]:
            return {found.public_seq: found.ref for found in connection.execute(query)}

        return await self._reader.read(read)

    async def seq_of_source(self, channel: str, source: str) -> tuple[str, int] | None:
        """Give (conversation, seq) of the message an intake source became."""
        row = IntakeRow
        query = select(row.conversation, row.message).where(
            col(row.channel) == channel, col(row.source) == source, col(row.message) > 0
        )

        def read(connection: Connection) -> tuple[str, int] | None:
            found = connection.execute(query).first()
            return None if found is None else (found.conversation, found.message)

        return await self._reader.read(read)

    async def _write(self, job: Callable[[Connection], R]) -> R:
        return await write_alone(self._writer, job)


def _first_unsettled(channel: str, now: datetime) -> Any:  # noqa: ANN401 (a Select)
    row, wait = OutgoingRow, WaitRow
    first = (
        select(col(row.thread), func.min(row.n).label("n"))
        .where(col(row.channel) == channel, col(row.settled_at).is_(None))
        .group_by(col(row.thread))
        .subquery()
    )
    waits = (
        select(wait.chat)
        .where(
            col(wait.channel) == channel,
            col(wait.until) > millis(now),
            or_(col(wait.chat) == col(row.thread), col(wait.chat) == "all"),
        )
        .exists()
    )
    event = and_(
        col(EventRow.conversation) == col(row.conversation), col(EventRow.seq) == col(row.seq)
    )
    own = (row.channel, row.thread, row.n, row.conversation, row.state, row.part)
    return (
        select_events()
        .add_columns(*map(col, own), col(ConversationRow.language))
        .join(row, event)
        .join(first, and_(first.c.thread == col(row.thread), first.c.n == col(row.n)))
        .join(ConversationRow, col(ConversationRow.id) == col(row.conversation))
        .where(col(row.channel) == channel, col(row.state) != "sending", ~waits)
        .order_by(col(row.at), col(row.thread))
    )


def _out_row(row: Any) -> OutRow:  # noqa: ANN401
    return OutRow(
        channel=row.channel,
        thread=row.thread,
        n=row.n,
        conversation=row.conversation,
        recorded=recorded(row),
        state=row.state,
        part=row.part,
        language=row.language,
    )


def _unsettled(channel: str, thread: str, n: int) -> Any:  # noqa: ANN401 (an Update)
    row = OutgoingRow
    return update(row).where(
        col(row.channel) == channel,
        col(row.thread) == thread,
        col(row.n) == n,
        col(row.settled_at).is_(None),
    )


def _keep_ref(connection: Connection, channel: str, thread: str, n: int, ref: str) -> None:
    row = OutgoingRow
    place = select(row.conversation, EventRow.public_seq).where(
        col(row.channel) == channel,
        col(row.thread) == thread,
        col(row.n) == n,
        col(EventRow.conversation) == col(row.conversation),
        col(EventRow.seq) == col(row.seq),
    )
    conversation, public_seq = connection.execute(place).one()
    _remember(connection, [("main", channel, thread, conversation, public_seq, ref)])
