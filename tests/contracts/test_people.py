"""What every store of accounts must do."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from refdesk.domain.actors import StaffRole
from refdesk.errors import BadRequest
from refdesk.people.ports import AccountChange, AuditRow, SignIn
from refdesk.store.opening import Store
from tests.contracts.conftest import staff_row
from tests.contracts.writing import NOON

SIGN_IN = SignIn(b"hash", "sari", "csrf", NOON, NOON + timedelta(hours=12))


async def test_an_account_comes_back_whole(store: Store) -> None:
    """An account is found by id and by login, whatever the case of the login."""
    row = staff_row("sari", roles=frozenset({StaffRole.ADMIN, StaffRole.EDITOR}), capacity=3)
    await store.staff.add(row)
    assert await store.staff.by_id("sari") == row
    assert await store.staff.by_login("SARI") == row
    assert await store.staff.by_login("budi") is None
    assert await store.staff.by_id("budi") is None


async def test_accounts_are_listed_by_name(store: Store) -> None:
    """Everyone is listed by name, disabled accounts too."""
    await store.staff.add(staff_row("sari"))
    await store.staff.add(staff_row("budi", disabled=True))
    assert [row.name for row in await store.staff.everyone()] == ["Budi", "Sari"]


async def test_a_login_is_taken_once(store: Store) -> None:
    """A login that exists is refused, in any case."""
    await store.staff.add(staff_row("sari"))
    with pytest.raises(BadRequest, match="login_taken"):
        await store.staff.add(staff_row("other", login="Sari"))
    assert [row.login for row in await store.staff.everyone()] == ["sari"]


async def test_changes_of_accounts_move_their_stream(store: Store) -> None:
    """Adding and changing raise the counter of `staff`."""
    await store.staff.add(staff_row("sari"))
    first = await store.lists.version("staff")
    await store.staff.change("sari", AccountChange(name="Sari Dewi"))
    assert await store.lists.version("staff") == first + 1
    row = await store.staff.by_id("sari")
    assert row is not None
    assert row.name == "Sari Dewi"


async def test_a_sign_in_lasts_until_it_expires(store: Store) -> None:
    """A sign-in gives itself with its account, until its time has come."""
    row = staff_row("sari")
    await store.staff.add(row)
    await store.staff.keep_sign_in(SIGN_IN)
    assert await store.staff.sign_in(b"hash", NOON) == (SIGN_IN, row)
    assert await store.staff.sign_in(b"hash", SIGN_IN.expires_at) is None
    assert await store.staff.sign_in(b"other", NOON) is None


async def test_ending_sign_ins(store: Store) -> None:
    """One sign-in, or all of an account, can be ended."""
    await store.staff.add(staff_row("sari"))
    for token in (b"a", b"b", b"c"):
        await store.staff.keep_sign_in(replace(SIGN_IN, token_hash=token))
    await store.staff.end_sign_in(b"a")
    assert await store.staff.sign_in(b"a", NOON) is None
    assert await store.staff.sign_in(b"b", NOON) is not None
    await store.staff.end_sign_ins_of("sari")
    assert await store.staff.sign_in(b"c", NOON) is None


async def test_a_change_leaves_what_it_does_not_name(store: Store) -> None:
    """A password set by who knew the account as it was neither enables nor promotes it."""
    before = staff_row("budi", roles=frozenset({StaffRole.LIBRARIAN, StaffRole.EDITOR}))
    await store.staff.add(before)
    assert await store.staff.change("budi", AccountChange(disabled=True)) == before
    await store.staff.change("budi", AccountChange(roles=frozenset({StaffRole.TRAINEE})))
    await store.staff.change("budi", AccountChange(password_hash="new", must_change=False))
    after = await store.staff.by_id("budi")
    trainee = frozenset({StaffRole.TRAINEE})
    assert after == replace(before, disabled=True, roles=trainee, password_hash="new")
    assert await store.staff.change("nobody", AccountChange(disabled=True)) is None


@pytest.mark.parametrize("change", [AccountChange(disabled=True), AccountChange(password_hash="x")])
async def test_a_sign_in_ends_with_what_it_rested_on(store: Store, change: AccountChange) -> None:
    """Disabling an account or changing its password ends its sign-ins."""
    await store.staff.add(staff_row("sari"))
    await store.staff.keep_sign_in(SIGN_IN)
    await store.staff.change("sari", change)
    assert await store.staff.sign_in(b"hash", NOON) is None


@pytest.mark.parametrize(
    "change", [AccountChange(disabled=True), AccountChange(password_hash="x"), None]
)
async def test_a_sign_in_is_kept_only_while_what_was_checked_holds(
    store: Store, change: AccountChange | None
) -> None:
    """What ended all sign-ins, or a second factor, while a password was checked keeps it out."""
    checked = staff_row("sari")
    await store.staff.add(checked)
    assert await store.staff.keep_sign_in(SIGN_IN, checked)
    if change is None:
        await store.credentials.factors.turn_on("sari", NOON, 7, frozenset({b"a"}))
    else:
        await store.staff.change("sari", change)
    late = replace(SIGN_IN, token_hash=b"late")
    assert not await store.staff.keep_sign_in(late, checked)
    assert b"late" not in [one.token_hash for one in await store.staff.sign_ins_of("sari", NOON)]


async def test_other_changes_leave_sign_ins(store: Store) -> None:
    """A new name ends no sign-in."""
    await store.staff.add(staff_row("sari"))
    await store.staff.keep_sign_in(SIGN_IN)
    await store.staff.change("sari", AccountChange(name="Sari Dewi"))
    assert await store.staff.sign_in(b"hash", NOON) is not None


async def test_the_disabled_are_not_on_duty(store: Store) -> None:
    """A disabled account no longer counts as on duty."""
    await store.staff.add(staff_row("sari"))
    await store.duty.set_duty("sari", "main", NOON, on=True)
    await store.staff.change("sari", AccountChange(disabled=True))
    assert await store.duty.on_duty("main") == []


async def test_the_audit_is_newest_first(store: Store) -> None:
    """Audit rows come back newest first, as many as asked for."""
    rows = [AuditRow(NOON, "staff:sari", "read", f"c{number}", "web") for number in range(3)]
    for row in rows:
        await store.staff.audit(row)
    assert await store.staff.audited(2) == [rows[2], rows[1]]
