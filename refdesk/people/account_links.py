"""Links that let somebody set the password of their account once: invited, or locked out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from refdesk.domain.actors import StaffRole
from refdesk.errors import BadRequest, ForbiddenOrAbsent
from refdesk.people.accounts import Accounts
from refdesk.people.ports import AccountChange, AuditRow, Link, LinkStore, StaffRow, StaffStore
from refdesk.people.second_factors import SecondFactors
from refdesk.people.secrets import new_token, token_hash

INVITED_FOR = timedelta(days=7)
RECOVERED_FOR = timedelta(hours=1)


class AccountLinks:
    """Makes and honours them; what is stored of a link is its hash."""

    def __init__(
        self,
        accounts: Accounts,
        staff: StaffStore,
        links: LinkStore,
        factors: SecondFactors,
        clock: Callable[[], datetime],
    ) -> None:
        self._accounts = accounts
        self._staff = staff
        self._links = links
        self._factors = factors
        self._clock = clock

    async def invite(
        self, login: str, name: str, roles: frozenset[StaffRole], *, by: str
    ) -> tuple[StaffRow, str]:
        """Add an account without a password; give the token of the link that sets it."""
        row = await self._accounts.add_invited(login, name, roles, by=by)
        return row, await self._link(row.id, INVITED_FOR, recovers=False)

    async def recover(self, staff: str, *, by: str, lasts: timedelta = RECOVERED_FOR) -> str:
        """Give the token of a link that sets the password and takes the second factor off.

        Raises BadRequest `account_disabled`, as the link would open nothing.
        """
        row = await self._staff.by_id(staff)
        if row is None:
            raise ForbiddenOrAbsent("no_such_staff")
        if row.disabled:
            raise BadRequest("account_disabled")
        token = await self._link(staff, lasts, recovers=True)
        await self._audit(by, "recovery_link_made", staff)
        return token

    async def recover_administrator(self, staff: str, *, by: str) -> str:
        """Enable an account as an administrator, then as `recover`."""
        row = await self._staff.by_id(staff)
        if row is None:
            raise ForbiddenOrAbsent("no_such_staff")
        admin = AccountChange(disabled=False, roles=row.roles | {StaffRole.ADMIN})
        if admin.onto(row) != row:
            await self._staff.change(staff, admin)
            await self._audit(by, "made_administrator", staff)
        return await self.recover(staff, by=by)

    async def whose(self, token: str) -> StaffRow:
        """Give the account of a link that still works; raises ForbiddenOrAbsent `link_over`."""
        link = await self._links.find(token_hash(token), self._clock())
        row = await self._staff.by_id(link.staff) if link else None
        if row is None or row.disabled:
            raise ForbiddenOrAbsent("link_over")
        return row

    async def use(self, token: str, password: str) -> StaffRow:
        """Set the password, once.

        Raises BadRequest `short_password` or `easy_password`, or Busy, after which the link still
        works and nothing has changed, and ForbiddenOrAbsent `link_over`.
        """
        hashed = await self._accounts.hash_of(await self.whose(token), password)
        link = await self._links.find(token_hash(token), self._clock())
        row = await self._links.use(token_hash(token), self._clock(), hashed)
        if row is None or link is None:
            raise ForbiddenOrAbsent("link_over")
        await self._audit(row.id, "password_changed", row.id)
        if link.recovers:
            was_on = row.second_factor_since is not None
            await self._factors.taken_off(row.id, was_on=was_on, by="link")
        return row

    async def _link(self, staff: str, lasts: timedelta, *, recovers: bool) -> str:
        token, until = new_token(), self._clock() + lasts
        await self._links.add(Link(token_hash(token), staff, recovers, until))
        return token

    async def _audit(self, actor: str, action: str, target: str) -> None:
        await self._staff.audit(AuditRow(self._clock(), actor, action, target))
