"""What a database holds: its rows counted by table, its conversations by id."""

from __future__ import annotations

from sqlalchemy import Connection, func
from sqlmodel import col, select

from refdesk.store.reading import Reader
from refdesk.store.tables import METADATA
from refdesk.store.tables.conversations import ConversationRow


async def rows_by_table(reader: Reader) -> dict[str, int]:
    """Count the rows of each of our tables."""

    def count(connection: Connection) -> dict[str, int]:
        return {
            table.name: connection.execute(select(func.count()).select_from(table)).scalar() or 0
            for table in METADATA.sorted_tables
        }

    return await reader.read(count)


async def conversation_ids(reader: Reader) -> list[str]:
    """Give the ids of all conversations."""
    query = select(ConversationRow.id).order_by(col(ConversationRow.id))
    return await reader.read(lambda c: list(c.execute(query).scalars()))
