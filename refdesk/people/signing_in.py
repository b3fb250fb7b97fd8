"""Sign-ins: a cookie token per device, a throttle that cannot lock the owner out."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from refdesk.domain.actors import Actor, Party
from refdesk.errors import RateLimited, Unauthorized
from refdesk.people.ports import AuditRow, SignIn, StaffRow, StaffStore
from refdesk.people.secrets import Passwords, new_token, token_hash

LASTS = timedelta(hours=12)
FREE_TRIES = 5  # wrong passwords per (login, address key) before each further one must wait
LONGEST_WAIT = 60.0  # seconds
REMEMBERED = 10_000  # (login, address key) pairs


@dataclass(frozen=True, slots=True)
class Me:
    """Who signed in: what the console may know about its librarian."""

    actor: Actor
    login: str
    csrf: str
    capacity: int
    languages: frozenset[str]


class SigningIn:
    """Checks passwords and cookies.

    Wrong tries are counted per login *and* address key, so that somebody guessing elsewhere never
    keeps the owner out. Counters live in memory only: a restart forgives.
    """

    def __init__(
        self, store: StaffStore, passwords: Passwords, clock: Callable[[], datetime]
    ) -> None:
        self._store = store
        self._passwords = passwords
        self._clock = clock
        self._wrong: OrderedDict[tuple[str, str], tuple[int, datetime]] = OrderedDict()

    async def sign_in(self, login: str, password: str, address_key: str) -> tuple[str, Me]:
        """Give the cookie token and who it is.

        Raises Unauthorized (unknown login, wrong password and disabled account alike) and
        RateLimited with the seconds to wait.
        """
        login = login.strip().lower()
        row = await self._store.by_login(login)
        self._may_try(login, address_key)
        # Counted as wrong until it is right: tries that come at once must not all be free.
        self._remember(login, address_key)
        usable = row is not None and not row.disabled
        right = await self._passwords.matches(password, row.password_hash if row else None)
        if row is None or not usable or not right:
            raise Unauthorized("wrong_password")
        self._wrong.pop((login, address_key), None)
        return await self._keep(row)

    async def whoever(self, token: str) -> Me:
        """Give who a cookie belongs to; raises Unauthorized."""
        found = await self._store.sign_in(token_hash(token), self._clock()) if token else None
        if found is None:
            raise Unauthorized("signed_out")
        sign_in, row = found
        return _me(row, sign_in.csrf)

    async def sign_out(self, token: str) -> None:
        """End the sign-in of a cookie."""
        await self._store.end_sign_in(token_hash(token))

    async def _keep(self, row: StaffRow) -> tuple[str, Me]:
        token, csrf, now = new_token(), new_token(), self._clock()
        await self._store.keep_sign_in(SignIn(token_hash(token), row.id, csrf, now, now + LASTS))
        await self._store.audit(AuditRow(now, row.id, "signed_in", row.id))
        return token, _me(row, csrf)

    def _may_try(self, login: str, address_key: str) -> None:
        tries, last = self._wrong.get((login, address_key), (0, self._clock()))
        if tries < FREE_TRIES:
            return
        wait = min(LONGEST_WAIT, 2.0 ** (tries - FREE_TRIES + 1))
        left = wait - (self._clock() - last).total_seconds()
        if left > 0:
            raise RateLimited("too_many_tries", retry_after=left)

    def _remember(self, login: str, address_key: str) -> None:
        tries, _ = self._wrong.pop((login, address_key), (0, self._clock()))
        self._wrong[login, address_key] = (tries + 1, self._clock())
        while len(self._wrong) > REMEMBERED:
            self._wrong.popitem(last=False)


def _me(row: StaffRow, csrf: str) -> Me:
    actor = Actor(Party.STAFF, row.id, row.name, row.library, row.roles)
    return Me(actor, row.login, csrf, row.capacity, row.languages)
