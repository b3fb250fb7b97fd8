"""Signing in: right and wrong passwords, the throttle, the end of a sign-in."""

from __future__ import annotations

import asyncio

import pytest

from refdesk.domain.actors import StaffRole
from refdesk.errors import RateLimited, Unauthorized
from refdesk.people.accounts import Accounts
from refdesk.people.secrets import Passwords
from refdesk.people.signing_in import FREE_TRIES, LASTS, SigningIn
from tests.people.accounts_in_memory import Clock, MemoryStaff

PASSWORD = "kata-sandi-rina"


class People:
    """Accounts with one librarian, rina."""

    def __init__(self) -> None:
        self.clock, self.store, passwords = Clock(), MemoryStaff(), Passwords()
        self.accounts = Accounts(self.store, passwords, self.clock)
        self.signing_in = SigningIn(self.store, passwords, self.clock)

    async def with_rina(self) -> People:
        """Add rina."""
        roles = frozenset({StaffRole.LIBRARIAN})
        await self.accounts.add("rina", "Rina", PASSWORD, roles, by="test")
        return self


@pytest.fixture
async def people() -> People:
    """Give accounts with rina."""
    return await People().with_rina()


async def test_the_cookie_says_who_signed_in(people: People) -> None:
    """The token of a right password belongs to the librarian until it expires."""
    token, me = await people.signing_in.sign_in("Rina ", PASSWORD, "here")
    assert (await people.signing_in.whoever(token)).actor == me.actor
    people.clock.passes(LASTS.total_seconds())
    with pytest.raises(Unauthorized):
        await people.signing_in.whoever(token)


async def test_unknown_and_wrong_look_alike(people: People) -> None:
    """Nobody learns from the answer whether a login exists."""
    keys = []
    for login in ("rina", "nobody"):
        with pytest.raises(Unauthorized) as refusal:
            await people.signing_in.sign_in(login, "salah salah", "here")
        keys.append(refusal.value.key)
    assert keys == ["wrong_password", "wrong_password"]


async def test_tries_that_come_at_once_are_counted_too(people: People) -> None:
    """A guesser gains nothing by sending all guesses together."""
    guesses = (people.signing_in.sign_in("rina", f"salah {n}", "here") for n in range(20))
    outcomes = await asyncio.gather(*guesses, return_exceptions=True)
    assert sum(isinstance(one, Unauthorized) for one in outcomes) == FREE_TRIES
    assert sum(isinstance(one, RateLimited) for one in outcomes) == 20 - FREE_TRIES


async def test_guessing_slows_down_but_never_locks_the_owner_out(people: People) -> None:
    """After some wrong tries the guesser waits; the owner elsewhere does not."""
    for _ in range(FREE_TRIES):
        with pytest.raises(Unauthorized):
            await people.signing_in.sign_in("rina", "salah salah", "guesser")
    with pytest.raises(RateLimited) as refusal:
        await people.signing_in.sign_in("rina", PASSWORD, "guesser")
    assert refusal.value.retry_after > 0
    await people.signing_in.sign_in("rina", PASSWORD, "owner")
    people.clock.passes(refusal.value.retry_after)
    await people.signing_in.sign_in("rina", PASSWORD, "guesser")


async def test_a_disabled_account_is_out_everywhere(people: People) -> None:
    """Disabling ends sign-ins and refuses new ones; the desk is told."""
    token, me = await people.signing_in.sign_in("rina", PASSWORD, "here")
    told: list[str] = []

    async def dismiss(staff: str) -> None:
        told.append(staff)

    accounts = Accounts(people.store, Passwords(), people.clock, dismiss=dismiss)
    await accounts.set_disabled(me.actor.id, disabled=True, by="sari")
    assert told == [me.actor.id]
    with pytest.raises(Unauthorized):
        await people.signing_in.whoever(token)
    with pytest.raises(Unauthorized):
        await people.signing_in.sign_in("rina", PASSWORD, "here")


async def test_a_new_password_ends_old_sign_ins(people: People) -> None:
    """Whoever signed in with the old password has to sign in again."""
    token, me = await people.signing_in.sign_in("rina", PASSWORD, "here")
    await people.accounts.set_password(me.actor.id, "kata-sandi-baru", by="rina")
    with pytest.raises(Unauthorized):
        await people.signing_in.whoever(token)
    await people.signing_in.sign_in("rina", "kata-sandi-baru", "here")


async def test_signing_out_ends_this_device_only(people: People) -> None:
    """The other device stays signed in."""
    one, _ = await people.signing_in.sign_in("rina", PASSWORD, "here")
    other, _ = await people.signing_in.sign_in("rina", PASSWORD, "phone")
    await people.signing_in.sign_out(one)
    with pytest.raises(Unauthorized):
        await people.signing_in.whoever(one)
    assert (await people.signing_in.whoever(other)).login == "rina"
