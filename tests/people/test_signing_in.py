"""Signing in: right and wrong passwords, the throttle, the end of a sign-in."""

from __future__ import annotations

import asyncio
import tracemalloc

import pytest

from refdesk.errors import Busy, RateLimited, Unauthorized
from refdesk.people.accounts import Accounts
from refdesk.people.devices import KnownDevices
from refdesk.people.secrets import MOST_WAITING, Passwords
from refdesk.people.signing_in import (
    FREE_EVERYWHERE,
    FREE_TRIES,
    IDLE,
    LASTS,
)
from refdesk.people.tries import Tries
from tests.people.accounts_in_memory import NOON, Clock
from tests.people.conftest import PASSWORD, People


async def test_the_cookie_says_who_signed_in(people: People) -> None:
    """The token of a right password belongs to the librarian until it expires, used or not."""
    token, me = await people.signing_in.sign_in("Rina ", PASSWORD, "here")
    while people.clock.now < NOON + LASTS:
        assert (await people.signing_in.whoever(token)).actor == me.actor
        people.clock.passes(3600)
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


async def test_a_sign_in_under_way_ends_with_the_old_password(
    people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An old password that is being checked while it is changed lets nobody in any more."""
    row = await people.store.by_login("rina")
    assert row is not None
    matches = Passwords.matches

    async def slowly(
        self: Passwords, password: str, password_hash: str | None, *, known: bool = False
    ) -> bool:
        right = await matches(self, password, password_hash, known=known)
        await people.accounts.set_password(row.id, "kata-sandi-baru", by="rina")
        return right

    monkeypatch.setattr(Passwords, "matches", slowly)
    with pytest.raises(Unauthorized, match="wrong_password"):
        await people.signing_in.sign_in("rina", PASSWORD, "here")
    assert people.store.sign_ins == {}


async def test_signing_out_ends_this_device_only(people: People) -> None:
    """The other device stays signed in."""
    one, _ = await people.signing_in.sign_in("rina", PASSWORD, "here")
    other, _ = await people.signing_in.sign_in("rina", PASSWORD, "phone")
    await people.signing_in.sign_out(one)
    with pytest.raises(Unauthorized):
        await people.signing_in.whoever(one)
    assert (await people.signing_in.whoever(other)).login == "rina"


async def test_an_unused_sign_in_ends_sooner(people: People) -> None:
    """A sign-in that nobody used for two hours is over."""
    token, _ = await people.signing_in.sign_in("rina", PASSWORD, "here")
    people.clock.passes(IDLE.total_seconds())
    with pytest.raises(Unauthorized):
        await people.signing_in.whoever(token)


async def test_one_device_ends_the_others(people: People) -> None:
    """The list names the devices; ending all others leaves this one."""
    here, me = await people.signing_in.sign_in("rina", PASSWORD, "a", device="Firefox · Windows")
    there, _ = await people.signing_in.sign_in("rina", PASSWORD, "b", device="Chrome · Android")
    listed = await people.signing_in.sign_ins(me)
    assert {one.device for one in listed} == {"Firefox · Windows", "Chrome · Android"}
    assert await people.signing_in.end_others(me, here) == 1
    assert (await people.signing_in.whoever(here)).sign_in == me.sign_in
    with pytest.raises(Unauthorized):
        await people.signing_in.whoever(there)


def test_a_long_login_takes_no_more_memory() -> None:
    """Of what strangers send as a login nothing is held that grows with it; it counts as ever."""
    clock = Clock()
    tries, long = Tries(clock), "x" * 60_000
    tracemalloc.start()
    try:
        for n in range(100):
            tries.wrong(f"login {n} {long}")
        held, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert held < len(long)
    with pytest.raises(RateLimited):
        tries.may(f"login 7 {long}", 1)
    tries.may(f"login 100 {long}", 1)


async def test_an_address_that_tries_many_logins_waits(people: People) -> None:
    """Whoever tries many logins must wait; a colleague's known device behind it need not."""
    _, me = await people.signing_in.sign_in("rina", PASSWORD, "library")
    known = people.signing_in.known_device(me, "")
    refused = 0
    for n in range(40):
        try:
            await people.signing_in.sign_in(f"name{n}", "tebakan saja", "library")
        except RateLimited:
            refused += 1
        except Unauthorized:
            pass
    assert refused == 10
    await people.signing_in.sign_in("rina", PASSWORD, "library", known=known)


async def test_a_login_under_attack_is_slowed_never_refused(
    people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From a new place the owner gets in during an attack from everywhere, a moment later."""
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    monkeypatch.setattr("refdesk.people.signing_in.asyncio.sleep", sleep)
    for n in range(FREE_EVERYWHERE):
        people.signing_in._tries.wrong("login rina")
        assert not slept, n
    await people.signing_in.sign_in("rina", PASSWORD, "a new place")
    assert len(slept) == 1


async def test_tries_at_once_at_a_slowed_login_are_counted_before_they_wait(
    people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who sends all guesses together has no more of them while the login is under attack."""
    sleep = asyncio.sleep
    monkeypatch.setattr("refdesk.people.signing_in.asyncio.sleep", lambda _: sleep(0.01))
    for _ in range(FREE_EVERYWHERE):
        people.signing_in._tries.wrong("login rina")
    guesses = (people.signing_in.sign_in("rina", f"salah {n}", "here") for n in range(20))
    outcomes = await asyncio.gather(*guesses, return_exceptions=True)
    assert sum(isinstance(one, Unauthorized) for one in outcomes) == FREE_TRIES
    assert sum(isinstance(one, RateLimited) for one in outcomes) == 20 - FREE_TRIES


async def test_who_was_turned_away_has_not_tried(people: People) -> None:
    """A flood of strangers costs nobody a try, and keeps no known device and no one inside out."""
    _, me = await people.signing_in.sign_in("rina", PASSWORD, "home")
    known = people.signing_in.known_device(me, "")
    passwords = people.signing_in._passwords
    flood = [asyncio.create_task(passwords.matches("tebakan", None)) for _ in range(MOST_WAITING)]
    await asyncio.sleep(0)
    for _ in range(FREE_TRIES + 1):
        with pytest.raises(Busy):
            await people.signing_in.sign_in("rina", PASSWORD, "a new place")
    await asyncio.gather(
        people.signing_in.sign_in("rina", PASSWORD, "home", known=known),
        people.accounts.prove(me.actor.id, PASSWORD),
        *flood,
    )
    await people.signing_in.sign_in("rina", PASSWORD, "a new place")


async def test_a_cookie_of_another_login_is_not_a_known_device(people: People) -> None:
    """The mark of a device holds for the login that signed in there, and cannot be made up."""
    devices = KnownDevices(b"d" * 32)
    cookie = devices.name("rina")
    assert devices.knows(cookie, "rina")
    assert not devices.knows(cookie, "sari")
    assert not devices.knows(cookie[:-1] + ("0" if cookie[-1] != "0" else "1"), "rina")
    assert not KnownDevices(b"e" * 32).knows(cookie, "rina")
