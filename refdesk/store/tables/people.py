"""Tables of staff: accounts, sign-ins, duty, signs of life, audit."""

from __future__ import annotations

from typing import ClassVar

from sqlalchemy import BigInteger, Index, Integer, UniqueConstraint, false
from sqlmodel import Field

from refdesk.store.tables.stored import Stored, key, maybe_number, number


class StaffRow(Stored, table=True):
    """A staff account; `login_key` is the login without regard to case."""

    __tablename__: ClassVar[str] = "staff"
    __table_args__ = (UniqueConstraint("library", "login_key"),)

    id: str = key()
    login: str
    login_key: str
    name: str
    password_hash: str
    roles: str  # JSON
    languages: str  # JSON
    capacity: int
    disabled: bool = False
    created_at: int | None = maybe_number()
    must_change: bool = Field(default=False, sa_column_kwargs={"server_default": false()})


class SignInRow(Stored, table=True):
    """A sign-in on one device; only the hash of its cookie is here."""

    __tablename__: ClassVar[str] = "sign_in"

    token_hash: bytes = key()
    staff: str = Field(foreign_key="staff.id", index=True)
    csrf: str
    created_at: int = number()
    expires_at: int = number()
    used_at: int | None = maybe_number()
    device: str | None = None


class DutyRow(Stored, table=True):
    """A librarian who went on duty at a desk."""

    __tablename__: ClassVar[str] = "desk_duty"

    desk: str = key()
    staff: str = Field(primary_key=True, foreign_key="staff.id")
    since: int = number()


class SignRow(Stored, table=True):
    """What a node last heard of a librarian; its times are told by that node's own clock."""

    __tablename__: ClassVar[str] = "sign"

    node: str = key()
    staff: str = key()
    connections: int
    heard: int = number()
    acted: int = number()
    beat: int = number()


class AuditRow(Stored, table=True):
    """Who did what to which object; triggers refuse every change but what retention announces."""

    __tablename__: ClassVar[str] = "audit"
    __table_args__ = (
        Index(None, "at"),
        Index(None, "actor", "id"),
        Index(None, "action", "id"),
        Index(None, "target", "id"),
    )

    # SQLite counts by itself only in a column it calls INTEGER.
    id: int | None = Field(
        default=None, primary_key=True, sa_type=BigInteger().with_variant(Integer, "sqlite")
    )
    at: int = number()
    actor: str
    action: str
    target: str
    detail: str = ""
