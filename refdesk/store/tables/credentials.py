"""Tables of what proves a person: second factors, links, API tokens, sealed secrets."""

from __future__ import annotations

from typing import ClassVar

from sqlmodel import Field

from refdesk.store.tables.stored import Stored, key, maybe_number, number


class SecondFactorRow(Stored, table=True):
    """A second factor in use; `step` is the newest time step whose code was taken (RFC 6238)."""

    __tablename__: ClassVar[str] = "second_factor"

    staff: str = Field(primary_key=True, foreign_key="staff.id")
    since: int = number()
    step: int = number()


class RecoveryCodeRow(Stored, table=True):
    """A recovery code that was not used yet; only its hash is here."""

    __tablename__: ClassVar[str] = "recovery_code"

    staff: str = Field(primary_key=True, foreign_key="staff.id")
    code_hash: bytes = key()


class SecretRow(Stored, table=True):
    """A secret the server has to know again, sealed under a key outside the database."""

    __tablename__: ClassVar[str] = "service_secret"

    place: str = key()
    box: bytes


class AccountLinkRow(Stored, table=True):
    """A link, good for one use, that sets the password of an account."""

    __tablename__: ClassVar[str] = "account_link"

    token_hash: bytes = key()
    staff: str = Field(foreign_key="staff.id", index=True)
    recovers: bool
    expires_at: int = number()


class ApiTokenRow(Stored, table=True):
    """A program's way in, in the name of its owner; only the hash of it is here."""

    __tablename__: ClassVar[str] = "api_token"

    id: str = key()
    staff: str = Field(foreign_key="staff.id", index=True)
    name: str
    token_hash: bytes = Field(unique=True)
    scopes: str  # JSON
    created_at: int = number()
    expires_at: int = number()
    used_at: int | None = maybe_number()
