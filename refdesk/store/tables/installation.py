"""The table of facts about the whole installation."""

from __future__ import annotations

from typing import ClassVar

from refdesk.store.tables.stored import Stored, key


class FactRow(Stored, table=True):
    """A fact that holds for all servers of this database, e.g. the digest of their keys."""

    __tablename__: ClassVar[str] = "installation"

    name: str = key()
    value: str
