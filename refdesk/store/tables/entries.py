"""Tables of the knowledge base: entries with their revisions, who edits them."""

from __future__ import annotations

from typing import ClassVar

from sqlmodel import Field

from refdesk.store.tables.stored import Stored, key, number


class EntryRow(Stored, table=True):
    """One language version of an entry as it stands, a draft included.

    While it is a draft or in review, `shown` is what readers have, if they have anything.
    `text_at` is when its text last said something new, for translations; `origin` is the
    conversation it was made from.
    """

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
    shown: str | None = None  # JSON
    text_at: int = number()
    origin: str


class RevisionRow(Stored, table=True):
    """One language version of an entry as it was, by what step it became so, with a remark."""

    __tablename__: ClassVar[str] = "kb_revision"

    library: str = Field(default="main", primary_key=True)
    id: str = key()
    lang: str = key()
    revision: int = key()
    changed_at: int = number()
    changed_by: str
    data: str  # JSON
    step: str
    note: str


class HandRow(Stored, table=True):
    """Somebody has an entry open for editing: a hint, good for less than a minute."""

    __tablename__: ClassVar[str] = "kb_hand"

    entry: str = key()
    staff: str = key()
    at: int = number()
