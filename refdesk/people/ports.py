"""What the people use cases need from the store: accounts, sign-ins, audit.

Times are aware UTC datetimes; all methods raise what `refdesk.desk.ports` says.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from refdesk.domain.actors import StaffRole


@dataclass(frozen=True, slots=True)
class StaffRow:
    """A staff account; `id` is random and never reused, `login` is unique per library."""

    id: str
    login: str
    name: str
    password_hash: str
    roles: frozenset[StaffRole]
    languages: frozenset[str] = frozenset({"id", "en"})
    capacity: int = 5
    disabled: bool = False
    created_at: datetime | None = None
    library: str = "main"


@dataclass(frozen=True, slots=True)
class SignIn:
    """One sign-in on one device; only the hash of its cookie is stored."""

    token_hash: bytes
    staff: str
    csrf: str
    created_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class AuditRow:
    """Who did what to which object; never message text."""

    at: datetime
    actor: str
    action: str
    target: str
    detail: str = ""


class StaffStore(Protocol):
    """Accounts and sign-ins. Changes of accounts bump the stream `staff`."""

    async def by_login(self, login: str) -> StaffRow | None:
        """Give the account of a login (compared case-insensitively)."""

    async def by_id(self, staff: str) -> StaffRow | None:
        """Give the account of a staff id."""

    async def everyone(self) -> list[StaffRow]:
        """Give all accounts by name, disabled ones too."""

    async def add(self, row: StaffRow) -> None:
        """Add an account; raises `BadRequest("login_taken")` when the login exists."""

    async def replace(self, row: StaffRow) -> None:
        """Replace an account; its sign-ins end when it is disabled or its password changed."""

    async def keep_sign_in(self, sign_in: SignIn) -> None:
        """Store a sign-in."""

    async def sign_in(self, token_hash: bytes, now: datetime) -> tuple[SignIn, StaffRow] | None:
        """Give a sign-in that is neither expired nor of a disabled account."""

    async def end_sign_in(self, token_hash: bytes) -> None:
        """End one sign-in."""

    async def end_sign_ins_of(self, staff: str) -> None:
        """End all sign-ins of an account."""

    async def audit(self, row: AuditRow) -> None:
        """Append to the audit."""

    async def audited(self, limit: int = 200) -> list[AuditRow]:
        """Give the newest audit rows."""
