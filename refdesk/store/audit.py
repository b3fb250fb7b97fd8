"""The audit as it is read, and which desks are an account's own."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Connection, delete, func, insert
from sqlmodel import col, select

from refdesk.domain.records import millis, moment
from refdesk.people.audit_ports import Audited, AuditWanted
from refdesk.people.ports import AuditRow
from refdesk.store.committing import Writer, write_alone
from refdesk.store.reading import Reader
from refdesk.store.tables import people
from refdesk.store.tables.privacy import StaffDeskRow

_ROW = people.AuditRow


class StoredAudit:
    """The port `refdesk.people.audit_ports.Audit`."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    async def page(self, wanted: AuditWanted, before: int, limit: int) -> list[Audited]:
        """Give the next rows before a number (0: from the newest)."""
        name = func.coalesce(people.StaffRow.name, _ROW.actor).label("name")
        columns = (_ROW.id, _ROW.at, _ROW.actor, _ROW.action, _ROW.target, _ROW.detail, name)
        query = (
            select(*columns)  # type: ignore[call-overload]
            .select_from(_ROW)
            .join(people.StaffRow, col(people.StaffRow.id) == col(_ROW.actor), isouter=True)
            .where(*_conditions(wanted))
            .order_by(col(_ROW.id).desc())
            .limit(limit)
        )
        if before:
            query = query.where(col(_ROW.id) < before)
        return await self._reader.read(lambda c: list(map(_audited, c.execute(query))))

    async def actions(self) -> list[str]:
        """Give the names of all actions that were ever noted, by steps along the index."""
        after = select(func.min(_ROW.action))

        def read(connection: Connection) -> list[str]:
            found: list[str] = []
            name = connection.execute(after).scalar()
            while name is not None:
                found.append(name)
                name = connection.execute(after.where(col(_ROW.action) > name)).scalar()
            return found

        return await self._reader.read(read)


class StoredOwnDesks:
    """The port `refdesk.people.audit_ports.OwnDesks`."""

    def __init__(self, writer: Writer, reader: Reader) -> None:
        self._writer = writer
        self._reader = reader

    async def of(self, staff: str) -> frozenset[str]:
        """Give an account's own desks; none: all are."""
        query = select(StaffDeskRow.desk).where(col(StaffDeskRow.staff) == staff)
        return await self._reader.read(lambda c: frozenset(c.execute(query).scalars()))

    async def put(self, staff: str, desks: frozenset[str]) -> None:
        """Set them."""
        rows = [{"library": "main", "staff": staff, "desk": desk} for desk in sorted(desks)]

        def job(connection: Connection) -> None:
            connection.execute(delete(StaffDeskRow).where(col(StaffDeskRow.staff) == staff))
            if rows:
                connection.execute(insert(StaffDeskRow).values(rows))

        await write_alone(self._writer, job)


def _conditions(wanted: AuditWanted) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    for name in ("actor", "action", "target"):
        value = getattr(wanted, name)
        if value:
            found.append(col(getattr(_ROW, name)) == value)
    if wanted.since is not None:
        found.append(col(_ROW.at) >= millis(wanted.since))
    if wanted.until is not None:
        found.append(col(_ROW.at) < millis(wanted.until))
    return found


def _audited(row: Any) -> Audited:  # noqa: ANN401
    noted = AuditRow(moment(row.at), row.actor, row.action, row.target, row.detail)
    return Audited(row.id, noted, row.name)
