"""The table of sealed originals of personal data."""

from __future__ import annotations

from typing import ClassVar

from refdesk.store.tables.stored import Stored, key, number_key


class SealedRow(Stored, table=True):
    """A value that a token in a body stands for, encrypted under a key outside the database."""

    __tablename__: ClassVar[str] = "sealed"

    conversation: str = key()
    seq: int = number_key()
    n: int = number_key()
    kind: str
    box: bytes
