"""A staff store in memory, for use cases that only need one to talk to."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from refdesk.errors import BadRequest
from refdesk.people.ports import AccountChange, AuditRow, SignIn, StaffRow

NOON = datetime(2026, 3, 2, 5, 0, tzinfo=UTC)


class Clock:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        """Give the time the test has set."""
        return self.now

    def passes(self, seconds: float) -> None:
        """Let time go by."""
        self.now += timedelta(seconds=seconds)


class MemoryStaff:
    """Accounts, sign-ins, audit; as `StaffStore`."""

    def __init__(self) -> None:
        self.rows: dict[str, StaffRow] = {}
        self.sign_ins: dict[bytes, SignIn] = {}
        self.audit_rows: list[AuditRow] = []

    async def by_login(self, login: str) -> StaffRow | None:
        """Find by login."""
        return next((row for row in self.rows.values() if row.login == login.lower()), None)

    async def by_id(self, staff: str) -> StaffRow | None:
        """Find by id."""
        return self.rows.get(staff)

    async def everyone(self) -> list[StaffRow]:
        """List by name."""
        return sorted(self.rows.values(), key=lambda row: row.name)

    async def add(self, row: StaffRow) -> None:
        """Add, unless the login exists."""
        if await self.by_login(row.login):
            raise BadRequest("login_taken")
        self.rows[row.id] = row

    async def change(self, staff: str, change: AccountChange) -> StaffRow | None:
        """Change; sign-ins end with a new password, other roles, or when disabled."""
        old = self.rows.get(staff)
        if old is None:
            return None
        row = self.rows[staff] = change.onto(old)
        if row.disabled or (old.password_hash, old.roles) != (row.password_hash, row.roles):
            await self.end_sign_ins_of(staff)
        return old

    async def keep_sign_in(self, sign_in: SignIn, checked: StaffRow | None = None) -> bool:
        """Keep, while the account is as it was checked."""
        row = self.rows[sign_in.staff]
        proved = (row.password_hash, row.second_factor_since, row.disabled)
        if checked and proved != (
            checked.password_hash,
            checked.second_factor_since,
            checked.disabled,
        ):
            return False
        self.sign_ins[sign_in.token_hash] = sign_in
        return True

    async def sign_in(self, token_hash: bytes, now: datetime) -> tuple[SignIn, StaffRow] | None:
        """Find what is still good."""
        found = self.sign_ins.get(token_hash)
        if found is None or found.expires_at <= now or self.rows[found.staff].disabled:
            return None
        return found, self.rows[found.staff]

    async def end_sign_in(self, token_hash: bytes) -> None:
        """End one."""
        self.sign_ins.pop(token_hash, None)

    async def end_sign_ins_of(self, staff: str, keep: bytes = b"") -> int:
        """End all of one person but one."""
        before = len(self.sign_ins)
        left = {k: v for k, v in self.sign_ins.items() if v.staff != staff or k == keep}
        self.sign_ins = left
        return before - len(left)

    async def sign_ins_of(self, staff: str, now: datetime) -> list[SignIn]:
        """List those of one person."""
        mine = (one for one in self.sign_ins.values() if one.staff == staff)
        return sorted((one for one in mine if one.expires_at > now), key=lambda one: one.id)

    async def touch_sign_in(self, token_hash: bytes, now: datetime) -> None:
        """Note its use."""
        self.sign_ins[token_hash] = replace(self.sign_ins[token_hash], used_at=now)

    async def audit(self, row: AuditRow) -> None:
        """Append."""
        self.audit_rows.append(row)

    async def audited(self, limit: int = 200) -> list[AuditRow]:
        """Give the newest."""
        return self.audit_rows[::-1][:limit]


class MemoryFactors:
    """Second factors, written on the accounts; as `SecondFactorStore`."""

    def __init__(self, staff: MemoryStaff) -> None:
        self._staff = staff
        self.steps: dict[str, int] = {}
        self.codes: dict[str, set[bytes]] = {}

    async def turn_on(self, staff: str, now: datetime, step: int, codes: frozenset[bytes]) -> None:
        """Turn on."""
        self.steps[staff], self.codes[staff] = step, set(codes)
        self._staff.rows[staff] = replace(self._staff.rows[staff], second_factor_since=now)

    async def turn_off(self, staff: str) -> bool:
        """Turn off."""
        self.codes.pop(staff, None)
        self._staff.rows[staff] = replace(self._staff.rows[staff], second_factor_since=None)
        return self.steps.pop(staff, None) is not None

    async def use_step(self, staff: str, step: int) -> bool:
        """Use a step once."""
        if self.steps.get(staff, step) >= step:
            return False
        self.steps[staff] = step
        return True

    async def use_code(self, staff: str, code_hash: bytes) -> bool:
        """Use a code once."""
        found = code_hash in self.codes.get(staff, set())
        self.codes.get(staff, set()).discard(code_hash)
        return found

    async def replace_codes(self, staff: str, codes: frozenset[bytes]) -> None:
        """Replace them."""
        self.codes[staff] = set(codes)

    async def codes_left(self, staff: str) -> int:
        """Count them."""
        return len(self.codes.get(staff, ()))


class MemorySafe:
    """Secrets in the clear; as `SecretSafe`."""

    def __init__(self) -> None:
        self.secrets: dict[str, str] = {}

    async def keep(self, place: str, secret: str) -> None:
        """Keep."""
        self.secrets[place] = secret

    async def of(self, place: str) -> str | None:
        """Give."""
        return self.secrets.get(place)

    async def forget(self, place: str) -> None:
        """Forget."""
        self.secrets.pop(place, None)
