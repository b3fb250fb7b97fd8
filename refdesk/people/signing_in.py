"""Sign-ins: a cookie token per device, a second factor, a throttle that locks no owner out."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from refdesk.domain.actors import Actor, Party, StaffRole
from refdesk.errors import ForbiddenOrAbsent, RefdeskError, Unauthorized
from refdesk.people.devices import KnownDevices
from refdesk.people.ports import AuditRow, SignIn, StaffRow, StaffStore
from refdesk.people.second_factors import SecondFactors
from refdesk.people.secrets import Passwords, new_token, token_hash
from refdesk.people.tries import Tries

LASTS = timedelta(hours=12)
IDLE = timedelta(hours=2)
USED_EVERY = timedelta(minutes=1)  # between two notes that a sign-in was used
FREE_TRIES = 5  # wrong passwords per login and address before each further one must wait
FREE_HERE = 30  # of one address whatever the login, known devices apart
FREE_EVERYWHERE = 50  # of one login from whatever address, before unknown devices are slowed
SLOWED = 3.0  # seconds
FREE_CODES = 10  # wrong codes of one account, known devices apart


@dataclass(frozen=True, slots=True)
class Terms:
    """How long a sign-in lasts, at most and unused; whose roles need a second factor."""

    lasts: timedelta = LASTS
    idle: timedelta = IDLE
    second_factor_for: frozenset[StaffRole] = frozenset()


@dataclass(frozen=True, slots=True)
class Me:
    """Who signed in: what the console may know about its librarian.

    `owes` is what must be done before anything else: `password`, `second_factor`. `sign_in` is
    the id under which this sign-in is listed, "" for a program, which has the id of its token.
    """

    actor: Actor
    login: str
    csrf: str
    capacity: int
    languages: frozenset[str]
    owes: tuple[str, ...] = ()
    sign_in: str = ""
    token: str = ""


class SigningIn:
    """Checks passwords, codes and cookies.

    Wrong tries are counted per login *and* address; somebody guessing elsewhere never keeps the
    owner out. An address that tries many logins waits. A login tried from many addresses is
    slowed, never refused. A device that has signed in before is counted by itself. Counters live
    in memory only: a restart forgives.
    """

    def __init__(
        self,
        store: StaffStore,
        passwords: Passwords,
        clock: Callable[[], datetime],
        factors: SecondFactors,
        devices: KnownDevices,
        terms: Terms | None = None,
    ) -> None:
        self._store = store
        self._passwords = passwords
        self._clock = clock
        self._factors = factors
        self._devices = devices
        self.terms = terms or Terms()
        self._tries = Tries(clock)

    async def sign_in(
        self,
        login: str,
        password: str,
        address_key: str,
        *,
        code: str = "",
        known: str = "",
        device: str = "",
    ) -> tuple[str, Me]:
        """Give the cookie token and who it is.

        `known` is the cookie of a device that signed in before, `device` its name in words.
        Raises Unauthorized `wrong_password` (unknown login, wrong password, disabled account
        alike), `second_factor_needed` where only the code is missing, `wrong_code`; RateLimited
        with the seconds to wait; Busy.
        """
        login = login.strip().lower()
        row = await self._store.by_login(login)
        trusted = self._devices.knows(known, login)
        keys = self._keys(login, address_key, known if trusted else "")
        slowed = self._may_try(keys, login, trusted=trusted)
        # Counted as wrong until it is right: tries that come at once must not all be free.
        with self._tries.wrong_unless_failed(*keys):
            if slowed:
                await asyncio.sleep(SLOWED)
            hashed = row.password_hash if row else None
            right = await self._passwords.matches(password, hashed, known=trusted)
        usable = row is not None and not row.disabled
        if row is None or not usable or not right:
            raise Unauthorized("wrong_password")
        if row.second_factor_since is not None:
            await self._second(row, code, keys, trusted=trusted)
        self._tries.right(keys[0])
        for key in keys[1:]:
            self._tries.take_back(key)
        return await self._keep(row, device)

    def known_device(self, me: Me, known: str) -> str:
        """Give the cookie by which the device is known from now on."""
        return known if self._devices.knows(known, me.login) else self._devices.name(me.login)

    async def whoever(self, token: str) -> Me:
        """Give who a cookie belongs to; raises Unauthorized."""
        now = self._clock()
        found = await self._store.sign_in(token_hash(token), now) if token else None
        if found is None:
            raise Unauthorized("signed_out")
        sign_in, row = found
        unused = now - (sign_in.used_at or sign_in.created_at)
        if unused >= self.terms.idle:
            raise Unauthorized("signed_out")
        if unused >= USED_EVERY:
            # A full disk must not keep anybody from reading.
            with suppress(RefdeskError):
                await self._store.touch_sign_in(sign_in.token_hash, now)
        return replace(_me(row, sign_in.csrf), owes=self._owes(row), sign_in=sign_in.id)

    async def whoever_works(self, token: str) -> Me:
        """As `whoever`; raises Unauthorized also while something has to be done first."""
        me = await self.whoever(token)
        if me.owes:
            raise Unauthorized(f"owes_{me.owes[0]}")
        return me

    def as_program(self, row: StaffRow, token: str) -> Me:
        """Give the owner of a token as the one who acts; raises Unauthorized while they owe."""
        if owed := self._owes(row):
            raise Unauthorized(f"owes_{owed[0]}")
        return replace(_me(row, ""), token=token)

    async def sign_out(self, token: str) -> None:
        """End the sign-in of a cookie."""
        await self._store.end_sign_in(token_hash(token))

    async def sign_ins(self, me: Me) -> list[SignIn]:
        """Give one's own sign-ins that still work, the newest first."""
        now, idle = self._clock(), self.terms.idle
        found = await self._store.sign_ins_of(me.actor.id, now)
        return [one for one in found if now - (one.used_at or one.created_at) < idle]

    async def end(self, me: Me, sign_in: str) -> None:
        """End one of one's own sign-ins; raises ForbiddenOrAbsent for another's or none."""
        for one in await self._store.sign_ins_of(me.actor.id, self._clock()):
            if one.id == sign_in:
                await self._store.end_sign_in(one.token_hash)
                await self._audit(me.actor.id, "sign_in_ended", sign_in)
                return
        raise ForbiddenOrAbsent("no_such_sign_in")

    async def end_others(self, me: Me, token: str) -> int:
        """End all of one's own sign-ins but this one; give how many."""
        ended = await self._store.end_sign_ins_of(me.actor.id, keep=token_hash(token))
        await self._audit(me.actor.id, "sign_ins_ended", me.actor.id, str(ended))
        return ended

    async def _second(
        self, row: StaffRow, code: str, keys: tuple[str, ...], *, trusted: bool
    ) -> None:
        if not code.strip():
            for key in keys:
                self._tries.take_back(key)
            raise Unauthorized("second_factor_needed")
        guesses = f"code {row.id}"
        if not trusted:
            self._tries.may(guesses, FREE_CODES)
        try:
            right = await self._accepts(guesses, row, code)
        except RefdeskError:
            for key in keys:
                self._tries.take_back(key)
            raise
        if not right:
            raise Unauthorized("wrong_code")

    async def proves(self, row: StaffRow, code: str) -> bool:
        """Tell whether a code of somebody who is signed in is right; raises RateLimited."""
        guesses = f"own code {row.id}"
        self._tries.may(guesses, FREE_TRIES)
        return await self._accepts(guesses, row, code)

    async def _accepts(self, guesses: str, row: StaffRow, code: str) -> bool:
        with self._tries.wrong_unless_failed(guesses):
            right = await self._factors.accepts(row.id, code)
        if right:
            self._tries.right(guesses)
        return right

    def _keys(self, login: str, address_key: str, known: str) -> tuple[str, ...]:
        if known:
            return (f"device {known}",)
        return (f"login {login} {address_key}", f"address {address_key}", f"login {login}")

    def _may_try(self, keys: tuple[str, ...], login: str, *, trusted: bool) -> bool:
        """Tell whether this try is slowed; raises RateLimited."""
        self._tries.may(keys[0], FREE_TRIES)
        if trusted:
            return False
        self._tries.may(keys[1], FREE_HERE)
        return self._tries.left(f"login {login}", FREE_EVERYWHERE) > 0

    def _owes(self, row: StaffRow) -> tuple[str, ...]:
        needs_factor = bool(row.roles & self.terms.second_factor_for)
        lacks_factor = needs_factor and row.second_factor_since is None
        owed = (("password", row.must_change), ("second_factor", lacks_factor))
        return tuple(name for name, due in owed if due)

    async def _keep(self, row: StaffRow, device: str) -> tuple[str, Me]:
        token, csrf, now = new_token(), new_token(), self._clock()
        until = now + self.terms.lasts
        sign_in = SignIn(token_hash(token), row.id, csrf, now, until, now, device)
        if not await self._store.keep_sign_in(sign_in, checked=row):
            raise Unauthorized("wrong_password")  # changed or disabled while it was checked
        await self._audit(row.id, "signed_in", row.id)
        return token, replace(_me(row, csrf), owes=self._owes(row), sign_in=sign_in.id)

    async def _audit(self, actor: str, action: str, target: str, detail: str = "") -> None:
        await self._store.audit(AuditRow(self._clock(), actor, action, target, detail))


def _me(row: StaffRow, csrf: str) -> Me:
    actor = Actor(Party.STAFF, row.id, row.name, row.library, row.roles)
    return Me(actor, row.login, csrf, row.capacity, row.languages)
