"""Tables of what use teaches: votes, patrons' wordings, groups of questions without an answer."""

from __future__ import annotations

from typing import ClassVar

from sqlalchemy import Index

from refdesk.store.tables.stored import Stored, key, number, number_key


class LessonRow(Stored, table=True):
    """How far a conversation was learned from."""

    __tablename__: ClassVar[str] = "kb_lesson"

    conversation: str = key()
    head: int = number()


class VoteRow(Stored, table=True):
    """What one person made of an entry in a conversation."""

    __tablename__: ClassVar[str] = "kb_vote"
    __table_args__ = (Index(None, "entry"),)

    conversation: str = key()
    entry: str = key()
    voter: str = key()
    verdict: str
    at: int = number()


class WordingRow(Stored, table=True):
    """A message that an entry answered; its text stays where it is."""

    __tablename__: ClassVar[str] = "kb_wording"
    __table_args__ = (Index(None, "entry", "lang", "at"),)

    conversation: str = key()
    seq: int = number_key()
    entry: str = key()
    lang: str
    patron: str
    at: int = number()


class GapRow(Stored, table=True):
    """A group of questions of one meaning."""

    __tablename__: ClassVar[str] = "kb_gap"

    id: str = key()
    lang: str
    weights: str  # JSON
    state: str
    entry: str
    rejected: str  # JSON
    decided_by: str
    decided_at: int = number()
    reason: str = ""


class MissingRow(Stored, table=True):
    """A question of a group; its text stays where it is."""

    __tablename__: ClassVar[str] = "kb_missing"
    __table_args__ = (Index(None, "gap", "at"),)

    conversation: str = key()
    seq: int = number_key()
    gap: str
    lang: str
    fate: str
    at: int = number()


class PageVoteRow(Stored, table=True):
    """Today's vote of a reader of a public page; `voter` is a mark that is good for one day."""

    __tablename__: ClassVar[str] = "kb_page_vote"

    entry: str = key()
    day: int = number_key()
    voter: str = key()
    verdict: str


class PageDayRow(Stored, table=True):
    """How many readers of a public page voted on one day: of whom, is no longer known."""

    __tablename__: ClassVar[str] = "kb_page_day"

    entry: str = key()
    day: int = number_key()
    helped: int = number()
    unhelped: int = number()


class EntryUseRow(Stored, table=True):
    """How often an entry was read and suggested in a month, counted from the year 0."""

    __tablename__: ClassVar[str] = "kb_entry_use"

    entry: str = key()
    month: int = number_key()
    viewed: int = number()
    offered: int = number()
