"""Signing in: right and wrong passwords, the throttle, the end of a sign-in."""

from __future__ import annotations

import asyncio

import pytest
from pyotp import TOTP

from refdesk.domain.actors import StaffRole
from refdesk.errors import BadRequest, RateLimited, Unauthorized
from refdesk.people.accounts import Accounts
from refdesk.people.devices import KnownDevices
from refdesk.people.second_factors import SecondFactors
from refdesk.people.secrets import STEP, Passwords, new_recovery_code
from refdesk.people.signing_in import (
    FREE_CODES,
    FREE_EVERYWHERE,
    FREE_TRIES,
    IDLE,
    LASTS,
    SigningIn,
    Terms,
)
from tests.people.accounts_in_memory import NOON, Clock, MemoryFactors, MemorySafe, MemoryStaff

PASSWORD = "kata-sandi-rina"


class People:
    """Accounts with one librarian, rina."""

    def __init__(self) -> None:
        self.clock, self.store, passwords = Clock(), MemoryStaff(), Passwords()
        self.accounts = Accounts(self.store, passwords, self.clock)
        store, clock = self.store, self.clock
        self.factors = SecondFactors(store, MemoryFactors(store), MemorySafe(), clock, "Perpus")
        devices = KnownDevices(b"d" * 32)
        self.signing_in = SigningIn(store, passwords, clock, self.factors, devices)

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


class Phone:
    """An authenticator app that was set up for rina."""

    def __init__(self, people: People, secret: str) -> None:
        self._people, self._codes = people, TOTP(secret)

    def code(self, steps: int = 0) -> str:
        """Give the code of now, or of so many steps away."""
        return self._codes.at(self._people.clock.now, counter_offset=steps)


async def with_phone(people: People) -> tuple[Phone, tuple[str, ...]]:
    """Set the second factor up; give the app and the recovery codes."""
    row = await people.store.by_login("rina")
    assert row is not None
    phone = Phone(people, (await people.factors.begin(row)).secret)
    codes = await people.factors.confirm(row, phone.code())
    people.clock.passes(STEP)
    return phone, codes


async def test_the_second_factor_is_the_second_step(people: People) -> None:
    """Only after the right password is the code asked for; then it lets in, once."""
    phone, _ = await with_phone(people)
    with pytest.raises(Unauthorized, match="wrong_password"):
        await people.signing_in.sign_in("rina", "salah salah", "here", code=phone.code())
    with pytest.raises(Unauthorized, match="second_factor_needed"):
        await people.signing_in.sign_in("rina", PASSWORD, "here")
    await people.signing_in.sign_in("rina", PASSWORD, "here", code=phone.code())
    with pytest.raises(Unauthorized, match="wrong_code"):
        await people.signing_in.sign_in("rina", PASSWORD, "here", code=phone.code())


@pytest.mark.parametrize(("steps", "right"), [(-2, False), (-1, True), (1, True), (2, False)])
async def test_a_clock_may_be_one_step_off(people: People, steps: int, *, right: bool) -> None:
    """The code of the step before or after is taken, no other; nor is one used before."""
    phone, _ = await with_phone(people)
    people.clock.passes(2 * STEP)
    row = await people.store.by_login("rina")
    assert row is not None
    code = phone.code(steps)
    assert await people.factors.accepts(row.id, f"{code[:3]} {code[3:]}") is right
    assert await people.factors.accepts(row.id, code) is False


async def test_each_recovery_code_works_once(people: People) -> None:
    """Ten codes stand in for the phone, each once, however they are typed."""
    _, codes = await with_phone(people)
    assert len(set(codes)) == 10
    await people.signing_in.sign_in("rina", PASSWORD, "a", code=codes[0].upper().replace("-", " "))
    for code in (codes[0], new_recovery_code()):
        with pytest.raises(Unauthorized, match="wrong_code"):
            await people.signing_in.sign_in("rina", PASSWORD, "a", code=code)
    row = await people.store.by_login("rina")
    assert row is not None
    assert await people.factors.codes_left(row.id) == 9
    assert codes[1] not in str(people.store.audit_rows)


async def test_setting_up_needs_a_code_of_the_new_secret(people: People) -> None:
    """A secret that no app has proved is not asked for; one that is on is not replaced."""
    row = await people.store.by_login("rina")
    assert row is not None
    await people.factors.begin(row)
    with pytest.raises(BadRequest, match="wrong_code"):
        await people.factors.confirm(row, "000000")
    await people.signing_in.sign_in("rina", PASSWORD, "here")
    await with_phone(people)
    row = await people.store.by_login("rina")
    assert row is not None
    with pytest.raises(BadRequest, match="second_factor_on"):
        await people.factors.begin(row)


async def test_who_knows_the_password_cannot_guess_codes(people: People) -> None:
    """Wrong codes are counted per account, from whatever address; a known device is not held up."""
    phone, _ = await with_phone(people)
    _, me = await people.signing_in.sign_in("rina", PASSWORD, "home", code=phone.code())
    known = people.signing_in.known_device(me, "")
    people.clock.passes(STEP)
    for place in range(FREE_CODES):
        with pytest.raises(Unauthorized, match="wrong_code"):
            await people.signing_in.sign_in("rina", PASSWORD, f"guesser {place}", code="123456")
    with pytest.raises(RateLimited):
        await people.signing_in.sign_in("rina", PASSWORD, "yet another", code=phone.code())
    await people.signing_in.sign_in("rina", PASSWORD, "road", code=phone.code(), known=known)


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


async def test_a_cookie_of_another_login_is_not_a_known_device(people: People) -> None:
    """The mark of a device holds for the login that signed in there, and cannot be made up."""
    devices = KnownDevices(b"d" * 32)
    cookie = devices.name("rina")
    assert devices.knows(cookie, "rina")
    assert not devices.knows(cookie, "sari")
    assert not devices.knows(cookie[:-1] + ("0" if cookie[-1] != "0" else "1"), "rina")
    assert not KnownDevices(b"e" * 32).knows(cookie, "rina")


async def test_who_owes_something_does_nothing_else(people: People) -> None:
    """A password to be changed, or a required factor not set up, keeps from work only."""
    terms = Terms(second_factor_for=frozenset({StaffRole.LIBRARIAN}))
    strict = SigningIn(
        people.store, Passwords(), people.clock, people.factors, KnownDevices(b"d" * 32), terms
    )
    token, me = await strict.sign_in("rina", PASSWORD, "here")
    assert me.owes == ("second_factor",)
    with pytest.raises(Unauthorized, match="owes_second_factor"):
        await strict.whoever_works(token)
    await with_phone(people)
    assert (await strict.whoever_works(token)).owes == ()
    change = people.accounts.change
    roles = frozenset({StaffRole.LIBRARIAN})
    await change(me.actor.id, name="Rina", roles=roles, must_change=True, by="sari")
    assert (await strict.whoever(token)).owes == ("password",)
    await people.accounts.change_own(me.actor.id, PASSWORD, "kata-sandi-baru")
    row = await people.store.by_id(me.actor.id)
    assert row is not None
    assert not row.must_change
