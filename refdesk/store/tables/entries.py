"""Tables of the knowledge base: entries with their revisions."""

from __future__ import annotations

from typing import ClassVar

from sqlmodel import Field

from refdesk.store.tables.stored import Stored, key, number


class EntryRow(Stored, table=True):
    """One language version of an entry as it stands."""

    __tablename__: ClassVar[str] = "kb_entry"

    library: str = Field(default="main", primary_key=True)
    id: str = key()
    lang: str = key()
    kind: str
    state: str
    audience: str
    revision: int
    changed_at: int = number()
    changed_by: str
    data: str  # JSON


class RevisionRow(Stored, table=True):
    """One language version of an entry as it was."""

    __tablename__: ClassVar[str] = "kb_revision"

    library: str = Field(default="main", primary_key=True)
    id: str = key()
    lang: str = key()
    revision: int = key()
    changed_at: int = number()
    changed_by: str
    data: str  # JSON
