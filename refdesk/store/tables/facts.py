"""The table of the library's facts."""

from __future__ import annotations

from typing import ClassVar

from refdesk.store.tables.stored import Stored, column, key, number


class LibraryFactRow(Stored):
    """A fact that entries name, in both languages; absent while it is still an example."""

    __tablename__: ClassVar[str] = "library_fact"

    library: str = column(default="main", primary_key=True)
    name: str = key()
    indonesian: str
    english: str
    changed_at: int = number()
    changed_by: str
