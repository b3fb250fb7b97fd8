"""Who is on duty, kept across restarts."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, delete
from sqlmodel import col, select

from refdesk.desk.ports import DutyRow
from refdesk.domain.records import millis, moment
from refdesk.store.committing import Writer, write_alone
from refdesk.store.driver import Insert
from refdesk.store.reading import Reader
from refdesk.store.rows import json_value
from refdesk.store.streams import bump
from refdesk.store.tables import people

_go_on = Insert(people.DutyRow, "ON CONFLICT DO NOTHING")
_row, _staff = people.DutyRow, people.StaffRow
# Made once: making it costs more than the reading.
_on_duty = (
    select(_row.staff, _staff.name, _row.desk, _row.since, _staff.capacity, _staff.languages)  # type: ignore[call-overload]
    .join(_staff, col(_staff.id) == col(_row.staff))
    .where(col(_row.desk) == bindparam("desk"), col(_staff.disabled).is_(False))
    .order_by(col(_row.since), col(_row.staff))
)


class StoredDuty:
    """The port `refdesk.desk.ports.DutyRoster`."""

    def __init__(self, writer: Writer, reader: Reader) -> None:
        self._writer = writer
        self._reader = reader

    async def on_duty(self, desk: str) -> list[DutyRow]:
        """Give the librarians on duty, longest first; disabled accounts do not count."""
        asked = {"desk": desk}
        return await self._reader.read(lambda c: list(map(_duty_row, c.execute(_on_duty, asked))))

    async def set_duty(self, staff: str, desk: str, now: datetime, *, on: bool) -> bool:
        """Go on or off duty; False when it was so already. Bumps the stream `desk:<id>`."""
        row = people.DutyRow

        def job(connection: Connection) -> bool:
            if on:
                changed = _go_on(connection, [("main", desk, staff, millis(now))])
            else:
                here = delete(row).where(col(row.desk) == desk, col(row.staff) == staff)
                changed = connection.execute(here).rowcount
            if changed:
                bump(connection, [f"desk:{desk}"])
            return bool(changed)

        return await write_alone(self._writer, job)


def _duty_row(row: Any) -> DutyRow:  # noqa: ANN401
    return DutyRow(
        staff=row.staff,
        name=row.name,
        desk=row.desk,
        since=moment(row.since),
        capacity=row.capacity,
        languages=frozenset(json_value(row.languages)),
    )
