"""API tokens: what a program may do with one, until when."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest

from refdesk.domain.actors import StaffRole
from refdesk.people.ports import AccountChange
from tests.web.conftest import Client
from tests.web.person import Person
from tests.web.site import ORIGIN, PASSWORD, Site


async def token(person: Person, *scopes: str, days: int = 30) -> str:
    """Make a token, then forget the sign-in's cookie."""
    asked = {"name": "laporan", "scopes": list(scopes), "days": days, "password": PASSWORD}
    made: dict[str, Any] = await person.post("/api/me/tokens", asked)
    return str(made["token"])


async def status(client: Client, secret: str, address: str, method: str = "GET") -> int:
    """Ask as a program: with the token alone, from no page."""
    client.session.cookie_jar.clear()
    headers = {"Authorization": f"Bearer {secret}"}
    return (await client.request(method, address, headers=headers)).status


async def test_a_token_opens_its_scope_and_nothing_else(client: Client, budi: Person) -> None:
    """Reading transcripts is reading transcripts: no other address, no change, not the account."""
    secret = await token(budi, "transcripts:read")
    assert secret.startswith("rdk_")
    assert await status(client, secret, "/api/transcripts") == 200
    assert await status(client, secret, "/api/transcripts.csv") == 200
    for address in ("/api/kb/entries", "/api/me", "/api/me/account", "/api/staff", "/api/audit"):
        assert await status(client, secret, address) == 404
    assert await status(client, secret, "/api/me/tokens", "POST") == 404
    assert await status(client, secret, "/api/kb/preview", "POST") == 404
    assert await status(client, f"{secret}x", "/api/transcripts") == 401


async def test_no_scope_of_knowledge_opens_what_patrons_asked(client: Client, budi: Person) -> None:
    """Gaps quote questions and drafts are made of talks: programs get neither."""
    secret = await token(budi, "kb:read", "kb:write")
    assert await status(client, secret, "/api/kb/entries") == 200
    assert await status(client, secret, "/api/kb/choices") == 200
    assert await status(client, secret, "/api/kb/gaps") == 404
    body = {"conversation": "c1"}
    headers = {"Authorization": f"Bearer {secret}"}
    made = await client.post("/api/kb/from-transcript", json=body, headers=headers)
    assert (await made.json())["key"] == "not_in_scope"


async def test_a_program_writes_without_a_page_and_its_csrf(client: Client, budi: Person) -> None:
    """No browser sends the header by itself, so neither Origin nor X-CSRF is asked for."""
    secret = await token(budi, "kb:write")
    headers = {"Authorization": f"Bearer {secret}"}
    client.session.cookie_jar.clear()
    body = {"text": "halo", "lang": "id"}
    response = await client.post("/api/kb/preview", json=body, headers=headers)
    assert response.status == 200


async def test_a_token_follows_its_owners_roles(site: Site, client: Client, budi: Person) -> None:
    """Who loses a role, or the account, loses it for every token at once."""
    secret = await token(budi, "transcripts:read")
    row = await site.store.staff.by_login("budi")
    assert row is not None
    librarian = AccountChange(roles=frozenset({StaffRole.LIBRARIAN}))
    await site.store.staff.change(row.id, librarian)
    assert await status(client, secret, "/api/transcripts") == 200
    assert await status(client, secret, "/api/transcripts.csv") == 404
    await site.store.staff.change(row.id, AccountChange(disabled=True))
    assert await status(client, secret, "/api/transcripts") == 401


async def test_a_token_ends(site: Site, client: Client, budi: Person) -> None:
    """By itself after its days, at once when it is revoked; its use is noted before."""
    short, long = await token(budi, "kb:read", days=1), await token(budi, "kb:read", days=9)
    assert await status(client, short, "/api/kb/entries") == 200
    site.behind.now += timedelta(days=1)
    assert await status(client, short, "/api/kb/entries") == 401
    await budi.enter("budi")
    rows = (await budi.get("/api/me/account"))["tokens"]
    assert sorted((one["over"], one["used"] > 0) for one in rows) == [(False, False), (True, True)]
    (alive,) = [one["id"] for one in rows if not one["over"]]
    assert await budi.post("/api/me/tokens/revoke", {"id": alive}) == {}
    assert await status(client, long, "/api/kb/entries") == 401


@pytest.mark.parametrize(
    ("change", "key"),
    [
        ({"name": " "}, "bad_token_name"),
        ({"scopes": []}, "bad_scope"),
        ({"scopes": ["everything"]}, "bad_scope"),
        ({"days": 0}, "bad_days"),
        ({"days": 9_999}, "bad_days"),
    ],
)
async def test_what_is_wrong_with_a_token_is_named(
    budi: Person, change: dict[str, Any], key: str
) -> None:
    """Each fault has words of its own."""
    asked = {"name": "laporan", "scopes": ["kb:read"], "days": 30, "password": PASSWORD}
    assert (await budi.post("/api/me/tokens", asked | change))["key"] == key


async def test_the_document_says_which_scope(client: Client) -> None:
    """Whoever writes a program finds the scope beside each operation that takes a token."""
    document = json.loads(await (await client.get("/api/openapi.json")).text())
    entries = document["paths"]["/api/kb/entries"]
    assert {"token": ["kb:read"]} in entries["get"]["security"]
    assert {"token": ["kb:write"]} in entries["post"]["security"]
    assert all("token" not in one for one in document["paths"]["/api/staff"]["get"]["security"])
    assert document["components"]["securitySchemes"]["token"]["scheme"] == "bearer"
    assert ORIGIN not in json.dumps(document)
