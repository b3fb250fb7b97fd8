"""What every store of second factors, links, tokens and secrets must do."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from refdesk.domain.actors import StaffRole
from refdesk.errors import BadRequest
from refdesk.people.ports import AccountChange, ApiToken, Link, SignIn
from refdesk.store.opening import Store
from tests.contracts.conftest import staff_row
from tests.contracts.writing import NOON

HOUR = timedelta(hours=1)
LINK = Link(b"link", "sari", recovers=True, expires_at=NOON + HOUR)
TOKEN = ApiToken("t1", "sari", "laporan", b"token", frozenset({"kb:read"}), NOON, NOON + HOUR)


@pytest.fixture
async def store(store: Store) -> Store:
    """Give a store with two accounts."""
    await store.staff.add(staff_row("sari", roles=frozenset({StaffRole.ADMIN})))
    await store.staff.add(staff_row("budi"))
    return store


async def test_a_second_factor_is_seen_on_the_account(store: Store) -> None:
    """It is on since it was turned on, for its owner only, until it is turned off."""
    factors = store.credentials.factors
    await factors.turn_on("sari", NOON, 7, frozenset({b"a", b"b"}))
    row, other = await store.staff.by_id("sari"), await store.staff.by_id("budi")
    assert row is not None
    assert other is not None
    assert (row.second_factor_since, other.second_factor_since) == (NOON, None)
    assert await factors.turn_off("sari")
    assert not await factors.turn_off("sari")
    assert await factors.codes_left("sari") == 0


async def test_steps_and_codes_are_used_once(store: Store) -> None:
    """Of those that come at the same moment one wins; an older step never does."""
    factors = store.credentials.factors
    await factors.turn_on("sari", NOON, 7, frozenset({b"a", b"b"}))
    steps = await asyncio.gather(*(factors.use_step("sari", 8) for _ in range(3)))
    codes = await asyncio.gather(*(factors.use_code("sari", b"a") for _ in range(3)))
    assert sorted(steps) == sorted(codes) == [False, False, True]
    assert not await factors.use_step("sari", 7)
    assert not await factors.use_code("budi", b"b")
    assert await factors.codes_left("sari") == 1
    await factors.replace_codes("sari", frozenset({b"c", b"d", b"e"}))
    assert await factors.codes_left("sari") == 3


async def test_a_link_is_used_once(store: Store) -> None:
    """A link works until it is used, expires, or a newer one is made."""
    links, before = store.credentials.links, await store.staff.by_id("sari")
    assert before is not None
    await links.add(LINK)
    assert await links.find(b"link", NOON) == LINK
    assert await links.find(b"link", NOON + HOUR) is None
    await links.add(replace(LINK, token_hash=b"newer", recovers=False))
    assert await links.find(b"link", NOON) is None
    used = await asyncio.gather(*(links.use(b"newer", NOON, "new") for _ in range(3)))
    assert [one for one in used if one] == [before]
    assert await store.staff.by_id("sari") == replace(before, password_hash="new")


async def test_a_link_sets_the_password_and_takes_the_factor_off_in_one(store: Store) -> None:
    """A recovery does all of it; for a disabled account it does nothing of it."""
    credentials = store.credentials
    await credentials.factors.turn_on("sari", NOON, 7, frozenset({b"a"}))
    before = await store.staff.by_id("sari")
    assert before is not None
    await credentials.links.add(LINK)
    assert await credentials.links.use(b"link", NOON, "new") == before
    after = replace(before, password_hash="new", second_factor_since=None)
    assert await store.staff.by_id("sari") == after
    await credentials.links.add(replace(LINK, staff="budi"))
    await store.staff.change("budi", AccountChange(disabled=True))
    assert await credentials.links.use(b"link", NOON, "new") is None
    assert (await store.staff.by_id("budi")) == staff_row("budi", disabled=True)


@pytest.mark.parametrize("change", [AccountChange(disabled=True), AccountChange(password_hash="x")])
async def test_a_link_ends_with_its_reason(store: Store, change: AccountChange) -> None:
    """Another password, or disabling, ends the links of the account, no one else's."""
    links = store.credentials.links
    await links.add(replace(LINK, staff="budi"))
    await links.add(replace(LINK, token_hash=b"saris"))
    await store.staff.change("budi", AccountChange(name="Budi S."))
    assert await links.find(b"link", NOON) is not None
    await store.staff.change("budi", change)
    assert await links.find(b"link", NOON) is None
    assert await links.find(b"saris", NOON) is not None


async def test_a_token_comes_with_its_owner(store: Store) -> None:
    """It works until it expires, is removed by its owner, or the owner is disabled."""
    tokens = store.credentials.tokens
    await tokens.add(TOKEN)
    assert await tokens.find(b"token", NOON) == (TOKEN, await store.staff.by_id("sari"))
    assert await tokens.find(b"token", NOON + HOUR) is None
    await tokens.touch("t1", NOON)
    assert await tokens.of("sari") == [replace(TOKEN, used_at=NOON)]
    assert not await tokens.remove("budi", "t1")
    await tokens.add(replace(TOKEN, id="t2", staff="budi", token_hash=b"other"))
    await store.staff.change("budi", AccountChange(disabled=True))
    assert await tokens.find(b"other", NOON) is None
    assert await tokens.remove("sari", "t1")
    assert await tokens.find(b"token", NOON) is None


async def test_a_disabled_account_gets_no_token(store: Store) -> None:
    """One asked for while its owner is being disabled would be there when they are enabled."""
    tokens = store.credentials.tokens
    await store.staff.change("budi", AccountChange(disabled=True))
    assert not await tokens.add(replace(TOKEN, staff="budi"))
    await store.staff.change("budi", AccountChange(disabled=False))
    assert await tokens.of("budi") == []
    assert await tokens.add(replace(TOKEN, staff="budi"))


async def test_tokens_end_with_recovery_and_disabling(store: Store) -> None:
    """Enabled again, or once a recovery link was used, no program of before gets in."""
    tokens, links = store.credentials.tokens, store.credentials.links
    await tokens.add(TOKEN)
    await tokens.add(replace(TOKEN, id="t2", staff="budi", token_hash=b"other"))
    await store.staff.change("budi", AccountChange(disabled=True))
    await store.staff.change("budi", AccountChange(disabled=False))
    assert await tokens.find(b"other", NOON) is None
    for recovers, left in ((False, [TOKEN]), (True, [])):
        await links.add(replace(LINK, recovers=recovers))
        assert await links.use(b"link", NOON, f"new {recovers}")
        assert await tokens.of("sari") == left


async def test_secrets_lie_in_their_places(store: Store) -> None:
    """A box replaces the one before; those under another key are found; a dropped one is gone."""
    secrets = store.credentials.secrets
    await secrets.put({"a": b"1111-a", "b": b"2222-b"})
    await secrets.put({"a": b"2222-a"})
    assert await secrets.box("a") == b"2222-a"
    assert await secrets.sealed_otherwise(b"2222", 9) == {}
    assert set(await secrets.sealed_otherwise(b"1111", 9)) == {"a", "b"}
    await secrets.drop("a")
    assert await secrets.box("a") is None


async def test_sign_ins_of_a_person_are_listed_and_ended(store: Store) -> None:
    """The newest first with device and use; all but one are ended, others' stay."""
    mine = SignIn(b"mine", "sari", "csrf", NOON, NOON + HOUR, NOON, "Firefox · Windows")
    later = replace(mine, token_hash=b"later", created_at=NOON + timedelta(seconds=1))
    for one in (mine, later, replace(mine, token_hash=b"budis", staff="budi")):
        await store.staff.keep_sign_in(one)
    await store.staff.touch_sign_in(b"mine", NOON + timedelta(minutes=2))
    used = replace(mine, used_at=NOON + timedelta(minutes=2))
    assert await store.staff.sign_ins_of("sari", NOON) == [later, used]
    assert await store.staff.end_sign_ins_of("sari", keep=b"mine") == 1
    assert await store.staff.sign_ins_of("sari", NOON) == [used]
    assert len(await store.staff.sign_ins_of("budi", NOON)) == 1
    late = NOON + 2 * HOUR
    await store.staff.keep_sign_in(SignIn(b"new", "sari", "csrf", late, late + HOUR, late))
    assert [one.token_hash for one in await store.staff.sign_ins_of("sari", NOON)] == [b"new"]


async def test_who_cannot_sign_in_is_no_administrator_left(store: Store) -> None:
    """With nobody but an invited administrator besides, the last one stays until they come."""
    both = frozenset({StaffRole.ADMIN})
    await store.staff.add(staff_row("wati", roles=both, password_hash=""))
    with pytest.raises(BadRequest, match="last_admin"):
        await store.staff.change("sari", AccountChange(disabled=True))
    await store.staff.change("wati", AccountChange(password_hash="hash"))
    await store.staff.change("sari", AccountChange(disabled=True))


async def test_two_administrators_cannot_disable_each_other_at_once(store: Store) -> None:
    """Whoever comes second is the last one and stays."""
    await store.staff.change("budi", AccountChange(roles=frozenset({StaffRole.ADMIN})))
    outcomes = await asyncio.gather(
        *(store.staff.change(one, AccountChange(disabled=True)) for one in ("sari", "budi")),
        return_exceptions=True,
    )
    refused = [one for one in outcomes if isinstance(one, Exception)]
    assert [str(one) for one in refused] == ["last_admin"]
    assert isinstance(refused[0], BadRequest)
