"""The care of staff accounts, the making of the first administrator included."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from datetime import datetime

from refdesk.domain.actors import StaffRole
from refdesk.errors import BadRequest, ForbiddenOrAbsent
from refdesk.people.authority import STAFF_MAY
from refdesk.people.ports import AccountChange, AuditRow, StaffRow, StaffStore
from refdesk.people.secrets import SHORTEST_PASSWORD, Passwords, new_staff_id, same
from refdesk.people.tries import Tries

LONGEST_NAME = 80  # characters
FREE_TRIES = 5  # wrong old passwords before each further one must wait
_LOGIN = re.compile(r"[a-z0-9][a-z0-9._-]{1,39}")


class Accounts:
    """Staff accounts; `first_run` is the secret of the one-time link, "" when there is none.

    `dismiss` takes a disabled librarian off duty and gives their conversations back to the line.
    `capacity` is how many conversations a new account may hold at once.
    """

    def __init__(
        self,
        store: StaffStore,
        passwords: Passwords,
        clock: Callable[[], datetime],
        first_run: str = "",
        dismiss: Callable[[str], Awaitable[None]] | None = None,
        capacity: int = 5,
    ) -> None:
        self._store = store
        self._passwords = passwords
        self._clock = clock
        self._first_run = first_run
        self._dismiss = dismiss
        self._capacity = capacity
        self._tries = Tries(clock)

    async def add(
        self, login: str, name: str, password: str, roles: frozenset[StaffRole], *, by: str
    ) -> StaffRow:
        """Add an account. Raises BadRequest naming what is wrong with login, name or password."""
        login, name = login.strip().lower(), name.strip()
        _check(login, name, roles)
        _check_password(password)
        await self._passwords.refuse_easy(password, login, name)
        return await self._add(login, name, await self._passwords.hash(password), roles, by)

    async def add_invited(
        self, login: str, name: str, roles: frozenset[StaffRole], *, by: str
    ) -> StaffRow:
        """Add an account that no password opens yet; raises BadRequest as `add` does."""
        login, name = login.strip().lower(), name.strip()
        _check(login, name, roles)
        return await self._add(login, name, "", roles, by)

    async def set_password(self, staff: str, password: str, *, by: str) -> None:
        """Change a password; all sign-ins of the account end.

        Raises BadRequest `short_password`, `easy_password`.
        """
        hashed = await self.hash_of(await self._existing(staff), password)
        await self._change(staff, AccountChange(password_hash=hashed, must_change=False))
        await self._audit(by, "password_changed", staff)

    async def hash_of(self, row: StaffRow, password: str) -> str:
        """Give the hash of what is to be the password of this account.

        Raises BadRequest `short_password`, `easy_password`.
        """
        _check_password(password)
        await self._passwords.refuse_easy(password, row.login, row.name)
        return await self._passwords.hash(password)

    async def change_own(self, staff: str, old: str, password: str) -> None:
        """Change one's own password, all sign-ins end; who guesses the old one must wait.

        Raises BadRequest `wrong_old_password`, `same_password`, `short_password`,
        `easy_password`; RateLimited.
        """
        _check_password(password)
        await self.prove(staff, old, wrong="wrong_old_password")
        if old == password:
            raise BadRequest("same_password")
        await self.set_password(staff, password, by=staff)

    async def prove(self, staff: str, password: str, wrong: str = "wrong_own_password") -> None:
        """Ask somebody who is signed in for their password; who guesses it must wait.

        Raises BadRequest with the key `wrong`; RateLimited; Busy.
        """
        row = await self._existing(staff)
        self._tries.may(staff, FREE_TRIES)
        with self._tries.wrong_unless_failed(staff):
            right = await self._passwords.matches(password, row.password_hash, known=True)
        if not right:
            raise BadRequest(wrong)
        self._tries.right(staff)

    async def change(
        self,
        staff: str,
        *,
        name: str | None = None,
        roles: frozenset[StaffRole] | None = None,
        must_change: bool | None = None,
        by: str,
    ) -> None:
        """Change name, roles, whether the password must be changed first; None stays as it is.

        Other roles end the account's sign-ins. Raises BadRequest `bad_name`, `no_role`,
        `last_admin` when no enabled administrator would be left.
        """
        change = AccountChange(
            name=None if name is None else name.strip(), roles=roles, must_change=must_change
        )
        known = change.onto(await self._existing(staff))
        _check(known.login, known.name, known.roles)
        before = await self._change(staff, change)
        after = change.onto(before)
        if after.roles != before.roles:
            await self._audit(by, "roles_changed", staff, ",".join(sorted(after.roles)))
            if self._dismiss is not None and not after.roles & STAFF_MAY["claim"]:
                await self._dismiss(staff)
        if after.must_change and not before.must_change:
            await self._audit(by, "password_change_required", staff)
        if after.name != before.name:
            await self._audit(by, "staff_renamed", staff)

    async def set_disabled(self, staff: str, *, disabled: bool, by: str) -> None:
        """Disable or enable an account; disabling ends its sign-ins.

        Raises BadRequest `last_admin` for the last enabled administrator.
        """
        await self._change(staff, AccountChange(disabled=disabled))
        await self._audit(by, "staff_disabled" if disabled else "staff_enabled", staff)
        if disabled and self._dismiss is not None:
            await self._dismiss(staff)

    async def first_administrator(
        self, secret: str, login: str, name: str, password: str
    ) -> StaffRow:
        """Make the first administrator through the one-time link, while there is nobody yet."""
        if not self._first_run or not same(secret, self._first_run):
            raise ForbiddenOrAbsent("first_run_over")
        if await self._store.everyone():
            raise ForbiddenOrAbsent("first_run_over")
        roles = frozenset({StaffRole.ADMIN, StaffRole.COORDINATOR, StaffRole.LIBRARIAN})
        return await self.add(login, name, password, roles, by="first-run")

    async def _change(self, staff: str, change: AccountChange) -> StaffRow:
        before = await self._store.change(staff, change)
        if before is None:
            raise ForbiddenOrAbsent("no_such_staff")
        return before

    async def _existing(self, staff: str) -> StaffRow:
        row = await self._store.by_id(staff)
        if row is None:
            raise ForbiddenOrAbsent("no_such_staff")
        return row

    async def _add(
        self, login: str, name: str, password_hash: str, roles: frozenset[StaffRole], by: str
    ) -> StaffRow:
        row = StaffRow(
            id=new_staff_id(),
            login=login,
            name=name,
            password_hash=password_hash,
            roles=roles,
            capacity=self._capacity,
            created_at=self._clock(),
        )
        await self._store.add(row)
        await self._audit(by, "staff_added", row.id)
        return row

    async def _audit(self, actor: str, action: str, target: str, detail: str = "") -> None:
        await self._store.audit(AuditRow(self._clock(), actor, action, target, detail))


def _check_password(password: str) -> None:
    if len(password) < SHORTEST_PASSWORD:
        raise BadRequest("short_password")


def _check(login: str, name: str, roles: frozenset[StaffRole]) -> None:
    if not _LOGIN.fullmatch(login):
        raise BadRequest("bad_login")
    if not 1 <= len(name) <= LONGEST_NAME:
        raise BadRequest("bad_name")
    if not roles:
        raise BadRequest("no_role")
