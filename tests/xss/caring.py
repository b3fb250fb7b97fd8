"""The views of who cares for accounts, programs, patrons' requests, the audit."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from playwright.async_api import Page, expect

from refdesk.domain.announcements import Announced
from refdesk.people.api_tokens import MOST
from tests.journeys.server import PASSWORD
from tests.xss.corpus import Payload
from tests.xss.witness import Witness
from tests.xss.working import go_to, typed

Texts = Sequence[Payload]


async def plant(page: Page, url: str, payloads: Texts) -> None:
    """Register requests, name tokens and accounts, sign in from browsers with payloads for names.

    A reason is a text of any kind; so are the names of a token and of an account.
    """
    me = await (await page.request.get(f"{url}/api/me")).json()
    headers = {"Origin": url, "X-CSRF": me["csrf"]}

    async def call(path: str, given: dict[str, Any]) -> int:
        answer = await page.request.post(f"{url}{path}", data=given, headers=headers)
        return answer.status

    for number, one in enumerate(payloads):
        text = typed(one.text)
        reason = {"kind": "access", "reason": text[:200]}
        assert await call("/api/privacy/requests", reason) == 200
        await call("/api/privacy/requests", {**reason, "target": text[:60]})
        token = {"name": text[:60], "scopes": ["kb:read"], "days": 1, "password": PASSWORD}
        if number < MOST:
            assert await call("/api/me/tokens", token) == 200
        account = {"login": f"q{number}", "name": text[:80], "roles": ["librarian"]}
        assert await call("/api/staff", account) == 200
        await call(
            "/api/webhooks", {"address": f"https://{text[:80]}", "kinds": [Announced.CLOSED]}
        )
        said = {"address": f"https://a.example/?{quote(text[:120])}", "kinds": [Announced.CLOSED]}
        await call("/api/webhooks", said)
    for one in payloads[:8]:  # each sign-in hashes a password
        browser = {"Origin": url, "User-Agent": _header(one.text)}
        await page.request.post(
            f"{url}/api/sign-in", data={"login": "rina", "password": PASSWORD}, headers=browser
        )


async def views(witness: Witness, page: Page, url: str, payloads: Texts) -> None:
    """Plant, then look at each view; the last sign-in is the one that the page has."""
    await plant(page, url, payloads)
    await page.goto(f"{url}/console?lang=id")
    await expect(page.get_by_role("switch")).to_be_visible()
    places = {
        "requests": ("#/permintaan", "/api/privacy/requests"),
        "audit": ("#/audit", "/api/audit"),
        "account": ("#/akun", "/api/me/account"),
        "staff": ("#/staf", "/api/staff"),
        "webhooks": ("#/webhook", "/api/webhooks"),
    }
    for name, (place, asked) in places.items():
        witness.view(f"console: {name}")
        async with page.expect_response(re.compile(f"{asked}([?]|$)")):
            await go_to(page, place)
        await expect(page.locator("main h2").first).to_be_visible()
        await expect(page.get_by_text("Memuat…")).to_have_count(0)
        await witness.look(page)
    witness.view("state of the service")
    await page.goto(f"{url}/keadaan")
    await witness.look(page)


def _header(text: str) -> str:
    """A text that a header can hold: visible letters of ASCII."""
    kept = "".join(one for one in text if 32 <= ord(one) < 127)
    return f"Mozilla/5.0 {kept}"
