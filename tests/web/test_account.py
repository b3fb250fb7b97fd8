"""Accounts, one's own or others', over the API as the console uses it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from pyotp import TOTP
from pytest_aiohttp.plugin import AiohttpClient

from refdesk.domain.actors import StaffRole
from refdesk.errors import Busy
from refdesk.people.secrets import Passwords
from refdesk.people.signing_in import Terms
from tests.web.person import Person
from tests.web.site import ORIGIN, PASSWORD, Setting, Site, open_site


async def other(site: Site, aiohttp_client: AiohttpClient) -> Person:
    """Give another browser of the same site."""
    return Person(await aiohttp_client(site.app))


async def turn_on(person: Person, site: Site) -> tuple[TOTP, list[str]]:
    """Set the second factor up; give the app and the recovery codes."""
    setup = await person.post("/api/me/second-factor", {"password": PASSWORD})
    assert setup["picture"].startswith("data:image/svg+xml")
    assert "issuer=Perpustakaan" in setup["address"]
    app = TOTP(setup["secret"])
    code = app.at(site.behind.now)
    codes = (await person.post("/api/me/second-factor/confirm", {"code": code}))["codes"]
    site.behind.pass_seconds(30)
    return app, codes


async def test_a_second_factor_is_set_up_used_and_taken_off(site: Site, sari: Person) -> None:
    """The app's code is the second step from then on; with a code it is taken off again."""
    app, codes = await turn_on(sari, site)
    assert len(codes) == 10
    assert (await sari.enter("sari"))["key"] == "second_factor_needed"
    assert (await sari.enter("sari", code="000000"))["key"] == "wrong_code"
    assert (await sari.enter("sari", code=app.at(site.behind.now)))["login"] == "sari"
    assert (await sari.get("/api/me/account"))["codes_left"] == 10
    renewed = await sari.post("/api/me/second-factor/codes", {"code": codes[0]})
    assert not set(renewed["codes"]) & set(codes)
    wrong = await sari.post("/api/me/second-factor/remove", {"code": codes[1]})
    assert wrong["key"] == "wrong_code"
    assert await sari.post("/api/me/second-factor/remove", {"code": renewed["codes"][3]}) == {}
    assert (await sari.enter("sari"))["login"] == "sari"


async def test_the_secret_is_nowhere_in_the_clear(site: Site, sari: Person, tmp_path: Path) -> None:
    """Neither the secret, nor a recovery code, nor a token lies in the database's files."""
    setup = await sari.post("/api/me/second-factor", {"password": PASSWORD})
    code = TOTP(setup["secret"]).at(site.behind.now)
    codes = (await sari.post("/api/me/second-factor/confirm", {"code": code}))["codes"]
    asked = {"name": "laporan", "scopes": ["kb:read"], "days": 30, "password": PASSWORD}
    token = (await sari.post("/api/me/tokens", asked))["token"]
    files = (tmp_path / f"refdesk.db{end}" for end in ("", "-wal"))
    data = b"".join(file.read_bytes() for file in files)
    assert b"laporan" in data
    for secret in (setup["secret"], token, token.removeprefix("rdk_"), *codes):
        assert secret.encode() not in data


async def test_devices_are_listed_and_ended(
    site: Site, sari: Person, aiohttp_client: AiohttpClient
) -> None:
    """Each device is named in words; one is ended, or all others."""
    phone, desktop = [await other(site, aiohttp_client) for _ in range(2)]
    for one in (phone, desktop):
        await one.enter("sari")
    listed = (await sari.get("/api/me/account"))["sign_ins"]
    assert [one["device"] for one in listed] == ["Firefox · Windows"] * 3
    assert [one["here"] for one in listed].count(True) == 1
    phones = (await phone.get("/api/me/account"))["sign_ins"]
    gone = next(one["id"] for one in phones if one["here"])
    assert await sari.post("/api/me/sign-ins/end", {"id": gone}) == {}
    assert (await phone.get("/api/me"))["key"] == "signed_out"
    assert (await sari.post("/api/me/sign-ins/end", {"id": gone}))["key"] == "no_such_sign_in"
    assert (await desktop.get("/api/me"))["login"] == "sari"
    assert await sari.post("/api/me/sign-ins/end", {"id": ""}) == {}
    assert (await desktop.get("/api/me"))["key"] == "signed_out"
    assert (await sari.get("/api/me"))["login"] == "sari"


async def test_a_password_is_changed_by_who_knows_the_old(sari: Person) -> None:
    """The old password is asked for; then every device signs in anew."""
    new = "gajah di perpustakaan"
    wrong = await sari.post("/api/me/password", {"old": "bukan ini ya", "password": new})
    assert wrong["key"] == "wrong_old_password"
    assert await sari.post("/api/me/password", {"old": PASSWORD, "password": new}) == {}
    assert (await sari.get("/api/me"))["key"] == "signed_out"
    assert (await sari.enter("sari", new))["login"] == "sari"


async def test_a_librarian_is_invited_by_a_link(
    site: Site, sari: Person, aiohttp_client: AiohttpClient
) -> None:
    """The link sets the password once; before that nothing opens the account."""
    asked = {"login": "budi", "name": "Budi", "roles": ["librarian"]}
    made = await sari.post("/api/staff", asked)
    base, _, token = made["link"].partition("#")
    assert base == f"{ORIGIN}/sandi"
    (budi,) = [one for one in (await sari.get("/api/staff"))["staff"] if one["login"] == "budi"]
    assert budi["invited"]
    person = await other(site, aiohttp_client)
    assert (await person.enter("budi", ""))["key"] == "wrong_password"
    form = {"token": token, "password": PASSWORD, "again": PASSWORD}
    own = {"Origin": ORIGIN}
    short = await person.client.post("/sandi", data={**form, "password": "x", "again": "x"})
    assert short.status == 400
    first = await person.client.post("/sandi?lang=en", data=form, headers=own)
    assert "Password saved" in await first.text()
    assert (await person.enter("budi"))["roles"] == ["librarian"]
    again = await person.client.post("/sandi?lang=en", data=form, headers=own)
    assert again.status == 404
    assert re.search("used before", await again.text())


async def test_an_administrator_helps_somebody_back_in(
    site: Site, sari: Person, aiohttp_client: AiohttpClient
) -> None:
    """A link of the administrator's sets a new password and takes the lost second factor off."""
    await site.staff("budi")
    person = await other(site, aiohttp_client)
    await person.enter("budi")
    await turn_on(person, site)
    (budi,) = [one for one in (await sari.get("/api/staff"))["staff"] if one["login"] == "budi"]
    assert budi["second_factor"]
    link = (await sari.post(f"/api/staff/{budi['id']}/link", {}))["link"]
    new = "gajah di perpustakaan"
    form = {"token": link.partition("#")[2], "password": new, "again": new}
    done = await person.client.post("/sandi", data=form, headers={"Origin": ORIGIN})
    assert done.status == 200
    assert (await person.get("/api/me"))["key"] == "signed_out"
    assert (await person.enter("budi", new))["login"] == "budi"
    audited = [row.action for row in await site.store.staff.audited()]
    assert "recovery_link_made" in audited
    assert "second_factor_off" in audited


async def test_a_link_that_fails_changes_nothing(
    site: Site, sari: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While too many wait, the second factor stays on and the link works later."""
    await turn_on(sari, site)
    link = (await sari.post(f"/api/staff/{(await sari.get('/api/me'))['id']}/link", {}))["link"]
    new = "gajah di perpustakaan"
    form = {"token": link.partition("#")[2], "password": new, "again": new}

    async def busy(self: Passwords, password: str) -> str:
        raise Busy

    with monkeypatch.context() as patch:
        patch.setattr(Passwords, "hash", busy)
        failed = await sari.client.post("/sandi", data=form, headers={"Origin": ORIGIN})
    assert failed.status == 503
    assert (await sari.enter("sari"))["key"] == "second_factor_needed"
    done = await sari.client.post("/sandi", data=form, headers={"Origin": ORIGIN})
    assert done.status == 200
    assert (await sari.enter("sari", new))["login"] == "sari"


@pytest.mark.parametrize(
    "change", [{"roles": ["trainee"]}, {"disabled": True}, {"must_change": True}]
)
async def test_a_change_of_rights_is_felt_at_once(
    site: Site, sari: Person, aiohttp_client: AiohttpClient, change: dict[str, Any]
) -> None:
    """Other roles and disabling end the sign-ins; a required new password comes before all."""
    await site.staff("budi")
    person = await other(site, aiohttp_client)
    await person.enter("budi")
    (budi,) = [one for one in (await sari.get("/api/staff"))["staff"] if one["login"] == "budi"]
    assert await sari.post(f"/api/staff/{budi['id']}", change) == {}
    if "must_change" in change:
        assert (await person.get("/api/me"))["owes"] == ["password"]
        assert (await person.get("/api/codes"))["key"] == "owes_password"
    else:
        assert (await person.get("/api/me"))["key"] == "signed_out"


async def test_a_new_name_undoes_nothing_a_colleague_did(site: Site, sari: Person) -> None:
    """From a page loaded before the account was disabled, only what was changed there changes."""
    await site.staff("budi")
    (budi,) = [one for one in (await sari.get("/api/staff"))["staff"] if one["login"] == "budi"]
    assert await sari.post(f"/api/staff/{budi['id']}", {"disabled": True}) == {}
    assert await sari.post(f"/api/staff/{budi['id']}", {"name": "Budi S."}) == {}
    (after,) = [one for one in (await sari.get("/api/staff"))["staff"] if one["login"] == "budi"]
    assert after == budi | {"name": "Budi S.", "disabled": True}


@pytest.mark.parametrize("change", [{"roles": ["librarian"]}, {"disabled": True}])
async def test_the_last_administrator_stays(
    site: Site, sari: Person, change: dict[str, Any]
) -> None:
    """Nobody, not even themselves, takes away the last administrator; with a second one it goes."""
    me = (await sari.get("/api/me"))["id"]
    whole = {"name": "Sari", "roles": ["admin"], "disabled": False, "must_change": False}
    refused = await sari.post(f"/api/staff/{me}", whole | change)
    assert refused["key"] == "last_admin"
    await site.staff("wati", StaffRole.ADMIN)
    assert await sari.post(f"/api/staff/{me}", whole | change) == {}


async def test_only_administrators_care_for_accounts(
    site: Site, sari: Person, aiohttp_client: AiohttpClient
) -> None:
    """To everybody else the accounts are not there, whatever the address."""
    await site.staff("budi", StaffRole.COORDINATOR)
    person = await other(site, aiohttp_client)
    await person.enter("budi")
    me = (await sari.get("/api/me"))["id"]
    assert (await person.get("/api/staff"))["code"] == "forbidden_or_absent"
    for address in (f"/api/staff/{me}/link", "/api/staff/s0/link"):
        assert (await person.post(address, {}))["code"] == "forbidden_or_absent"


async def test_a_required_second_factor_comes_first(
    tmp_path: Path, aiohttp_client: AiohttpClient
) -> None:
    """Whose role needs one sets it up before anything else, and may do just that."""
    terms = Terms(second_factor_for=frozenset({StaffRole.ADMIN}))
    async with open_site(tmp_path, Setting(terms=terms)) as site:
        await site.staff("sari", StaffRole.ADMIN)
        sari = await other(site, aiohttp_client)
        assert (await sari.enter("sari"))["owes"] == ["second_factor"]
        assert (await sari.get("/api/staff"))["key"] == "owes_second_factor"
        await turn_on(sari, site)
        assert (await sari.get("/api/me"))["owes"] == []
        assert "staff" in await sari.get("/api/staff")
