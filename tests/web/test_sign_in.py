"""The console's sign-in, from first run to signing out."""

from pathlib import Path

import pytest
from pytest_aiohttp.plugin import AiohttpClient

from refdesk.domain.actors import StaffRole
from refdesk.web.access import SESSION_COOKIE
from tests.web.conftest import Client
from tests.web.site import ORIGIN, PASSWORD, Setting, Site, open_site
from tests.web.staffroom import FIRST_RUN

Headers = dict[str, str]


async def test_signing_in_opens_the_console(site: Site, client: Client, own: Headers) -> None:
    """A right pair sets a cookie that scripts cannot read, and tells who it is."""
    await site.staff("siti", StaffRole.LIBRARIAN, StaffRole.COORDINATOR)
    response = await client.post(
        "/api/sign-in", json={"login": "Siti", "password": PASSWORD}, headers=own
    )
    me = await response.json()
    assert response.status == 200
    assert (me["login"], me["name"], me["roles"]) == ("siti", "Siti", ["coordinator", "librarian"])
    cookie = response.headers["Set-Cookie"]
    assert cookie.startswith(f"{SESSION_COOKIE}=")
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    assert (await (await client.get("/api/me")).json())["csrf"] == me["csrf"]


async def test_over_tls_the_cookie_is_secure(tmp_path: Path, aiohttp_client: AiohttpClient) -> None:
    """Over TLS the cookies are of this host only and never go without it; TLS is remembered."""
    async with open_site(tmp_path, Setting(origins=("https://tanya.example",))) as site:
        await site.staff("siti")
        client: Client = await aiohttp_client(site.app)
        response = await client.post(
            "/api/sign-in",
            json={"login": "siti", "password": PASSWORD},
            headers={"Origin": "https://tanya.example"},
        )
        for cookie in response.headers.getall("Set-Cookie"):
            assert cookie.startswith("__Host-refdesk_")
            flags = {one.strip() for one in cookie.split(";")}
            assert {"Secure", "HttpOnly", "SameSite=Strict", "Path=/"} <= flags
            assert "Domain" not in cookie
        assert "Strict-Transport-Security" in response.headers
        token = response.cookies[f"__Host-{SESSION_COOKIE}"].value
        for name, status in ((f"__Host-{SESSION_COOKIE}", 200), (SESSION_COOKIE, 401)):
            client.session.cookie_jar.clear()
            headers = {"Cookie": f"{name}={token}"}
            assert (await client.get("/api/me", headers=headers)).status == status


@pytest.mark.parametrize(
    ("login", "password"), [("siti", "salah sekali"), ("nobody", PASSWORD), ("", "")]
)
async def test_any_wrong_pair_gets_the_same_answer(
    site: Site, client: Client, own: Headers, login: str, password: str
) -> None:
    """A wrong password and an unknown login cannot be told apart."""
    await site.staff("siti")
    response = await client.post(
        "/api/sign-in?lang=en", json={"login": login, "password": password}, headers=own
    )
    assert response.status == 401
    assert await response.json() == {
        "code": "unauthorized",
        "key": "wrong_password",
        "text": "The login or the password is wrong.",
        "retry_after": 0.0,
    }


async def test_guessing_is_slowed_down_for_the_guesser_only(
    tmp_path: Path, aiohttp_client: AiohttpClient
) -> None:
    """After some wrong tries an address must wait; the owner elsewhere still gets in."""
    async with open_site(tmp_path, Setting(proxies=("127.0.0.1",))) as site:
        await site.staff("siti")
        client: Client = await aiohttp_client(site.app)
        guesser, owner = ({"Origin": ORIGIN, "X-Forwarded-For": f"192.0.2.{n}"} for n in (1, 2))
        wrong = {"login": "siti", "password": "salah sekali"}
        tries = [await client.post("/api/sign-in", json=wrong, headers=guesser) for _ in range(7)]
        assert tries[0].status == 401
        assert tries[-1].status == 429
        assert int(tries[-1].headers["Retry-After"]) >= 1
        right = {"login": "siti", "password": PASSWORD}
        assert (await client.post("/api/sign-in", json=right, headers=owner)).status == 200


async def test_changing_calls_need_the_page_token(site: Site, client: Client, own: Headers) -> None:
    """The cookie alone changes nothing: the page's own token must come with it."""
    await site.staff("siti")
    right = {"login": "siti", "password": PASSWORD}
    me = await (await client.post("/api/sign-in", json=right, headers=own)).json()
    assert (await client.post("/api/sign-out", headers=own)).status == 401
    assert (await client.post("/api/sign-out", headers={"X-CSRF": me["csrf"]})).status == 404
    response = await client.post("/api/sign-out", headers={**own, "X-CSRF": me["csrf"]})
    assert response.status == 200
    assert (await client.get("/api/me")).status == 401


@pytest.mark.parametrize(
    ("body", "key"),
    [
        (b"{", "bad_request"),
        (b'{"login": "x"}', "bad_request"),
        (b'{"login": "x", "password": "y", "more": 1}', "bad_request"),
        (b'{"login": "\xff", "password": "y"}', "bad_request"),
    ],
)
async def test_malformed_bodies_are_refused(
    client: Client, own: Headers, body: bytes, key: str
) -> None:
    """A body that is not what it should be gets a 400 in words."""
    headers = {**own, "Content-Type": "application/json"}
    response = await client.post("/api/sign-in", data=body, headers=headers)
    assert response.status == 400
    assert (await response.json())["key"] == key


async def test_oversized_bodies_are_refused(client: Client, own: Headers) -> None:
    """A body over 64 KiB is refused as too large."""
    response = await client.post(
        "/api/sign-in", json={"login": "x" * 70_000, "password": "y"}, headers=own
    )
    assert response.status == 413
    assert (await response.json())["code"] == "too_large"


async def test_first_administrator_is_made_once(site: Site, client: Client, own: Headers) -> None:
    """The one-time secret makes the first account, then never another."""
    given = {"token": FIRST_RUN, "login": "admin", "name": "Ibu Admin", "password": PASSWORD}
    assert (await client.post("/api/first-run", json=given, headers=own)).status == 200
    right = {"login": "admin", "password": PASSWORD}
    assert (await client.post("/api/sign-in", json=right, headers=own)).status == 200
    again = await client.post("/api/first-run", json={**given, "login": "b2"}, headers=own)
    assert again.status == 404
    assert (await again.json())["key"] == "first_run_over"


async def test_first_run_form_keeps_what_was_typed(client: Client, own: Headers) -> None:
    """A mistake in the form is told beside what was typed; the passwords are not repeated."""
    given = {"token": FIRST_RUN, "login": "admin", "name": "Ibu Admin"}
    differ = {**given, "password": PASSWORD, "again": "lain sekali lagi"}
    response = await client.post("/first-run?lang=id", data=differ, headers=own)
    text = await response.text()
    assert response.status == 400
    assert "Kedua kata sandi tidak sama" in text
    assert 'value="Ibu Admin"' in text
    assert PASSWORD not in text
    done = {**given, "password": PASSWORD, "again": PASSWORD}
    text = await (await client.post("/first-run?lang=id", data=done, headers=own)).text()
    assert "Akun sudah dibuat" in text
