"""A staff store in memory, for use cases that only need one to talk to."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from refdesk.errors import BadRequest
from refdesk.people.ports import AuditRow, SignIn, StaffRow

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

    async def replace(self, row: StaffRow) -> None:
        """Replace; sign-ins end with a new password or when disabled."""
        old = self.rows[row.id]
        self.rows[row.id] = row
        if row.disabled or old.password_hash != row.password_hash:
            await self.end_sign_ins_of(row.id)

    async def keep_sign_in(self, sign_in: SignIn) -> None:
        """Keep."""
        self.sign_ins[sign_in.token_hash] = sign_in

    async def sign_in(self, token_hash: bytes, now: datetime) -> tuple[SignIn, StaffRow] | None:
        """Find what is still good."""
        found = self.sign_ins.get(token_hash)
        if found is None or found.expires_at <= now or self.rows[found.staff].disabled:
            return None
        return found, self.rows[found.staff]

    async def end_sign_in(self, token_hash: bytes) -> None:
        """End one."""
        self.sign_ins.pop(token_hash, None)

    async def end_sign_ins_of(self, staff: str) -> None:
        """End all of one person."""
        self.sign_ins = {k: v for k, v in self.sign_ins.items() if v.staff != staff}

    async def audit(self, row: AuditRow) -> None:
        """Append."""
        self.audit_rows.append(row)

    async def audited(self, limit: int = 200) -> list[AuditRow]:
        """Give the newest."""
        return self.audit_rows[::-1][:limit]
