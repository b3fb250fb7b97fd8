"""Facts on which all servers of one database have to agree."""

from __future__ import annotations

from sqlalchemy import Connection
from sqlmodel import col, select

from refdesk.store.committing import Writer, write_alone
from refdesk.store.driver import Insert
from refdesk.store.streams import bump
from refdesk.store.tables.installation import FactRow

_first_wins = Insert(FactRow, "ON CONFLICT DO NOTHING")


class Installation:
    """Facts by name; the first server that says one says it for all."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer

    async def answer_for_writes(self) -> None:
        """Write something if the last commit failed: raises what any other write would raise."""
        if self._writer.ailing:
            await write_alone(self._writer, lambda c: bump(c, ["ailing"]))

    async def agree(self, name: str, value: str) -> str:
        """Say a fact; give what holds, which is another value when another was said before."""

        def job(connection: Connection) -> str:
            _first_wins(connection, [("main", name, value)])
            query = select(FactRow.value).where(col(FactRow.name) == name)
            return connection.execute(query).scalar() or ""

        return await write_alone(self._writer, job)
