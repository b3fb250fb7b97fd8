"""API tokens follow what becomes of their owners."""

from __future__ import annotations

from functools import partial

from tests.web.conftest import Client
from tests.web.person import Person
from tests.web.site import Site
from tests.web.test_api_tokens import status, token


async def test_a_token_waits_until_its_owner_owes_nothing(
    site: Site, client: Client, budi: Person
) -> None:
    """Where the owner has to change the password first, no program goes on without it."""
    secret = await token(budi, "transcripts:read")
    row = await site.store.staff.by_login("budi")
    assert row is not None
    change = partial(site.parts.accounts.change, row.id, name=row.name, roles=row.roles, by="sari")
    await change(must_change=True)
    assert await status(client, secret, "/api/transcripts") == 401
    await change(must_change=False)
    assert await status(client, secret, "/api/transcripts") == 200


async def test_the_audit_names_the_token(site: Site, client: Client, budi: Person) -> None:
    """Which program exported is to be seen, not only whose it is."""
    secret = await token(budi, "transcripts:read")
    (row,) = (await budi.get("/api/me/account"))["tokens"]
    assert await status(client, secret, "/api/transcripts.csv") == 200
    exported = (await site.store.staff.audited())[0]
    assert (exported.action, exported.detail) == ("transcripts_exported", f"token:{row['id']}")


async def test_an_unlocked_console_alone_makes_no_lasting_way_in(budi: Person) -> None:
    """Who makes a token or turns the second factor on types the password again."""
    asked = {"name": "laporan", "scopes": ["kb:read"], "days": 30, "password": "bukan sandinya"}
    assert (await budi.post("/api/me/tokens", asked))["key"] == "wrong_own_password"
    factor = await budi.post("/api/me/second-factor", {"password": "bukan sandinya"})
    assert factor["key"] == "wrong_own_password"
    assert (await budi.get("/api/me/account"))["tokens"] == []
