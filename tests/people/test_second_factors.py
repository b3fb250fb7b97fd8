"""The second factor: set up, asked for, guessed at, what comes before it."""

from __future__ import annotations

import pytest
from pyotp import TOTP

from refdesk.domain.actors import StaffRole
from refdesk.errors import BadRequest, RateLimited, Unauthorized, Unavailable
from refdesk.people.devices import KnownDevices
from refdesk.people.secrets import STEP, Passwords, new_recovery_code
from refdesk.people.signing_in import (
    FREE_CODES,
    SigningIn,
    Terms,
)
from tests.people.accounts_in_memory import MemorySafe
from tests.people.conftest import PASSWORD, People


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


async def test_a_recovery_code_needs_no_key(
    people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the sealing key gone the app's codes cannot be checked; the printed ones still can."""
    phone, codes = await with_phone(people)

    async def gone(self: MemorySafe, place: str) -> str | None:
        raise Unavailable

    monkeypatch.setattr(MemorySafe, "of", gone)
    with pytest.raises(Unavailable):
        await people.signing_in.sign_in("rina", PASSWORD, "here", code=phone.code())
    await people.signing_in.sign_in("rina", PASSWORD, "here", code=codes[0])


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
