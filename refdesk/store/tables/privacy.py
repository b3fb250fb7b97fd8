"""Tables of what patrons ask about their own data, what they agreed to, whose desk is whose."""

from __future__ import annotations

from typing import ClassVar

from sqlalchemy import Index

from refdesk.store.tables.stored import Stored, key, maybe_number, number


class RequestRow(Stored, table=True):
    """A request about personal data, with its receipt and its clock.

    `subject` is a patron key, `conversation` set where it is about one only; both may be empty
    until staff know whose request it is.
    """

    __tablename__: ClassVar[str] = "privacy_request"
    __table_args__ = (Index(None, "asked_at"), Index(None, "subject"))

    id: str = key()
    kind: str
    subject: str
    conversation: str
    reason: str
    asked_by: str  # patron, or the account of staff
    asked_at: int = number()
    done_by: str
    done_at: int | None = maybe_number()
    outcome: str
    conversations: int


class ConsentRow(Stored, table=True):
    """What a patron key said last about one purpose, under which version of the notice."""

    __tablename__: ClassVar[str] = "consent"

    patron: str = key()
    purpose: str = key()
    version: str
    given: bool
    at: int = number()


class StaffDeskRow(Stored, table=True):
    """A desk that is an account's own; an account without any has all desks."""

    __tablename__: ClassVar[str] = "staff_desk"

    staff: str = key()
    desk: str = key()
