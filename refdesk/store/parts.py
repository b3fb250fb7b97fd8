"""Parts of a channel: each has one holder, known by its fence."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, Row, insert, update
from sqlmodel import and_, col, select

from refdesk.desk.channel_ports import Hold
from refdesk.domain.records import millis, moment
from refdesk.errors import LostClaim
from refdesk.store.tables.channels import OutgoingRow, PartRow

LEASE = timedelta(seconds=30)
_RELEASED = 0


def take(
    connection: Connection, channel: str, part: str, holder: str, now: datetime
) -> Hold | None:
    """Take a part whose holder is gone or expired; None while another holds it."""
    row = _part(connection, channel, part)
    if row is not None and row.until > millis(now) and row.holder != holder:
        return None
    fence = 1 if row is None else row.fence + 1
    until = millis(now + LEASE)
    values = {"holder": holder, "fence": fence, "until": until}
    if row is None:
        named = {"library": "main", "channel": channel, "part": part}
        connection.execute(insert(PartRow).values(**named, **values))
    else:
        connection.execute(update(PartRow).where(_this(channel, part)).values(**values))
    if part == "out":
        # Nobody knows whether what the former holder was sending has gone out.
        no_longer_sending(connection, channel, "unknown")
    return Hold(fence, moment(until))


def extend(connection: Connection, channel: str, part: str, fence: int, now: datetime) -> Hold:
    """Prolong the lease; raises LostClaim for a stale fence."""
    require(connection, channel, part, fence)
    until = millis(now + LEASE)
    connection.execute(update(PartRow).where(_this(channel, part)).values(until=until))
    return Hold(fence, moment(until))


def release(connection: Connection, channel: str, part: str, fence: int) -> None:
    """End the lease; raises LostClaim for a stale fence."""
    require(connection, channel, part, fence)
    connection.execute(update(PartRow).where(_this(channel, part)).values(until=_RELEASED))


def release_all(connection: Connection) -> None:
    """End all leases: their holders are gone."""
    connection.execute(update(PartRow).values(until=_RELEASED))


def require(connection: Connection, channel: str, part: str, fence: int) -> None:
    """Raise LostClaim when the fence is not the current one."""
    row = _part(connection, channel, part)
    if row is None or row.fence != fence or row.until == _RELEASED:
        raise LostClaim("part_lost")


def _this(channel: str, part: str) -> ColumnElement[bool]:
    return and_(col(PartRow.channel) == channel, col(PartRow.part) == part)


def _part(connection: Connection, channel: str, part: str) -> Row[str, int, int] | None:
    query = select(PartRow.holder, PartRow.fence, PartRow.until).where(_this(channel, part))
    return connection.execute(query.with_for_update()).first()


def no_longer_sending(connection: Connection, channel: str, state: str, thread: str = "") -> None:
    """Give rows found `sending` another state, in one thread or in all."""
    row = OutgoingRow
    sending = update(row).where(
        col(row.channel) == channel, col(row.settled_at).is_(None), col(row.state) == "sending"
    )
    if thread:
        sending = sending.where(col(row.thread) == thread)
    connection.execute(sending.values(state=state))
