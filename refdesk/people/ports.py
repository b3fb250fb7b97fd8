"""What the people use cases need from the store: accounts, sign-ins, audit.

Times are aware UTC datetimes; all methods raise what `refdesk.desk.ports` says.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
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
    must_change: bool = False  # the password, before anything else
    second_factor_since: datetime | None = None  # read only: SecondFactorStore changes it
    library: str = "main"


@dataclass(frozen=True, slots=True)
class AccountChange:
    """What becomes different about an account; None stays as it is in the store by then."""

    name: str | None = None
    password_hash: str | None = None
    roles: frozenset[StaffRole] | None = None
    disabled: bool | None = None
    must_change: bool | None = None

    def named(self) -> frozenset[str]:
        """Give the names of what becomes different."""
        return frozenset(one.name for one in fields(self) if getattr(self, one.name) is not None)

    def onto(self, row: StaffRow) -> StaffRow:
        """Give the account as it is with the change."""
        return replace(row, **{name: getattr(self, name) for name in self.named()})


@dataclass(frozen=True, slots=True)
class SignIn:
    """One sign-in on one device; only the hash of its cookie is stored.

    `device` says in words what it is, e.g. `Firefox · Windows`; `used_at` lags by a minute.
    """

    token_hash: bytes
    staff: str
    csrf: str
    created_at: datetime
    expires_at: datetime
    used_at: datetime | None = None
    device: str = ""

    @property
    def id(self) -> str:
        """Give the name under which it is listed, which proves nothing."""
        return self.token_hash[:8].hex()


@dataclass(frozen=True, slots=True)
class Link:
    """A link that sets the password of an account once; `recovers`: takes the second factor off."""

    token_hash: bytes
    staff: str
    recovers: bool
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class ApiToken:
    """A program's way in, in the name of its owner; only the hash of the token is stored."""

    id: str
    staff: str
    name: str
    token_hash: bytes
    scopes: frozenset[str]
    created_at: datetime
    expires_at: datetime
    used_at: datetime | None = None


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

    async def change(self, staff: str, change: AccountChange) -> StaffRow | None:
        """Change what is named, nothing else; give the account as it was, None for no account.

        Its sign-ins end when it is disabled, its password or its roles are changed; its links when
        it is disabled or its password changed; its API tokens when it is disabled. Raises
        `BadRequest("last_admin")` when no enabled administrator would be left.
        """

    async def keep_sign_in(self, sign_in: SignIn, checked: StaffRow | None = None) -> bool:
        """Store a sign-in; False, and nothing stored, where the account is not as it was `checked`.

        What counts is its password, its second factor, and whether it is disabled.
        """

    async def sign_in(self, token_hash: bytes, now: datetime) -> tuple[SignIn, StaffRow] | None:
        """Give a sign-in that is neither expired nor of a disabled account."""

    async def end_sign_in(self, token_hash: bytes) -> None:
        """End one sign-in."""

    async def end_sign_ins_of(self, staff: str, keep: bytes = b"") -> int:
        """End all sign-ins of an account but the one whose hash is `keep`; give how many."""

    async def sign_ins_of(self, staff: str, now: datetime) -> list[SignIn]:
        """Give the sign-ins of an account that have not expired, the newest first."""

    async def touch_sign_in(self, token_hash: bytes, now: datetime) -> None:
        """Note that a sign-in was used."""

    async def audit(self, row: AuditRow) -> None:
        """Append to the audit."""

    async def audited(self, limit: int = 200) -> list[AuditRow]:
        """Give the newest audit rows."""


class SecondFactorStore(Protocol):
    """Second factors in use, with their recovery codes. Changes bump the stream `staff`."""

    async def turn_on(self, staff: str, now: datetime, step: int, codes: frozenset[bytes]) -> None:
        """Turn the second factor on, replacing any recovery codes; `step` has been used."""

    async def turn_off(self, staff: str) -> bool:
        """Turn it off, recovery codes included; False when it was off."""

    async def use_step(self, staff: str, step: int) -> bool:
        """Use up a time step and all before; False when it was used up already."""

    async def use_code(self, staff: str, code_hash: bytes) -> bool:
        """Use up a recovery code; False when there is no such code."""

    async def replace_codes(self, staff: str, codes: frozenset[bytes]) -> None:
        """Put other recovery codes in the place of those there are."""

    async def codes_left(self, staff: str) -> int:
        """Count the recovery codes not used yet."""


class SecretSafe(Protocol):
    """Secrets that the server has to know again, sealed outside of the database's reach."""

    async def keep(self, place: str, secret: str) -> None:
        """Keep a secret in a place, instead of what is there."""

    async def of(self, place: str) -> str | None:
        """Give the secret of a place; raises Unavailable when its key is gone."""

    async def forget(self, place: str) -> None:
        """Forget the secret of a place."""


class LinkStore(Protocol):
    """Links that set a password once."""

    async def add(self, link: Link) -> None:
        """Store a link; those of the account from before are gone."""

    async def find(self, token_hash: bytes, now: datetime) -> Link | None:
        """Give a link that has not expired."""

    async def use(self, token_hash: bytes, now: datetime, password_hash: str) -> StaffRow | None:
        """Set the password by it, once, all in one commit; give the account as it was before.

        The link is gone with it; second factor and API tokens too where it recovers. None, and
        nothing has changed, where there is no such link any more, or its account is disabled.
        """


class TokenStore(Protocol):
    """API tokens."""

    async def add(self, token: ApiToken) -> bool:
        """Store a token; False, and nothing stored, for an account that is disabled or gone."""

    async def of(self, staff: str) -> list[ApiToken]:
        """Give the tokens of an owner, the newest first, expired ones too."""

    async def of_everybody(self) -> list[ApiToken]:
        """Give all tokens, the newest first, expired ones too."""

    async def find(self, token_hash: bytes, now: datetime) -> tuple[ApiToken, StaffRow] | None:
        """Give a token that is neither expired nor of a disabled account, with its owner."""

    async def remove(self, staff: str, token: str) -> bool:
        """Delete a token of this owner; False when there is none such."""

    async def touch(self, token: str, now: datetime) -> None:
        """Note that a token was used."""
