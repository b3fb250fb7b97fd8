"""What nodes last heard of librarians, where the other nodes find it."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection, delete
from sqlmodel import col, select

from refdesk.desk.node_ports import Sign
from refdesk.store.committing import Writer, write_alone
from refdesk.store.driver import Insert
from refdesk.store.reading import Reader
from refdesk.store.tables.people import SignRow

KEPT = 3_600_000  # milliseconds after its last beat that the row of a dead node stays

_leave = Insert(
    SignRow,
    "ON CONFLICT (node, staff) DO UPDATE SET connections = excluded.connections, "
    "heard = excluded.heard, acted = excluded.acted, beat = excluded.beat",
)


class StoredSigns:
    """Signs by node; what `refdesk.desk.node_ports.SignBoard` says of them holds."""

    def __init__(self, writer: Writer, reader: Reader) -> None:
        self._writer = writer
        self._reader = reader

    async def touch(self, node: str, signs: Mapping[str, Sign]) -> None:
        """Replace the node's signs of these librarians; rows of long dead nodes go."""
        if not signs:
            return
        rows = [("main", node, staff, *sign) for staff, sign in sorted(signs.items())]
        dead = max(beat for *_, beat in signs.values()) - KEPT

        def job(connection: Connection) -> None:
            _leave(connection, rows)
            connection.execute(delete(SignRow).where(col(SignRow.beat) < dead))

        await write_alone(self._writer, job)

    async def present(self) -> dict[tuple[str, str], Sign]:
        """Give all signs, by node and librarian."""
        row = SignRow
        query = select(row.node, row.staff, row.connections, row.heard, row.acted, row.beat)  # type: ignore[call-overload]

        def read(connection: Connection) -> dict[tuple[str, str], Sign]:
            return {(node, staff): tuple(sign) for node, staff, *sign in connection.execute(query)}

        return await self._reader.read(read)
