"""Newest first: the order of conversations by their opening, and what of it follows one."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, tuple_
from sqlmodel import col, select

from refdesk.store.tables.conversations import ConversationRow as C


def newest_first(query: Any) -> Any:  # noqa: ANN401 (any query)
    """Put the conversations that were opened last first."""
    return query.order_by(col(C.opened_at).desc(), col(C.id).desc())


def following(connection: Connection, query: Any, conversation: str) -> Any:  # noqa: ANN401
    """Leave out a conversation with all before it; "" leaves out none.

    By key instead of by offset: the next page costs what this one did.
    """
    if not conversation:
        return query
    found = connection.execute(select(C.opened_at).where(col(C.id) == conversation)).scalar()
    # An unknown one was opened before all others: nothing follows.
    return query.where(tuple_(col(C.opened_at), col(C.id)) < (found or 0, conversation))
