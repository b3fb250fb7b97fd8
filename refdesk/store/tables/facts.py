"""The table of the library's facts."""

from __future__ import annotations

from typing import ClassVar

from sqlmodel import Field

from refdesk.store.tables.stored import Stored, key, number


class LibraryFactRow(Stored, table=True):
    """A fact that entries name, in both languages; absent while it is still an example."""

    __tablename__: ClassVar[str] = "library_fact"

    library: str = Field(default="main", primary_key=True)
    name: str = key()
    indonesian: str
    english: str
    changed_at: int = number()
    changed_by: str
