"""API tokens follow what becomes of their owners."""

from __future__ import annotations

from functools import partial

from pytest_aiohttp.plugin import AiohttpClient

from kb import full_text
from refdesk.desk.transcript_indexing import TranscriptIndexing
from refdesk.domain.actors import StaffRole
from refdesk.operations.privacy_errands import list_exposed
from tests.web.conftest import Client
from tests.web.person import Person
from tests.web.site import Site
from tests.web.test_api_tokens import status, token
from tests.web.test_transcripts import converse


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


async def test_names_that_a_program_saw_in_the_list_are_in_its_breach(
    site: Site, client: Client, budi: Person
) -> None:
    """Those of its pages, no others; the audit does not have what was sought."""
    secret = await token(budi, "transcripts:read")
    (row,) = (await budi.get("/api/me/account"))["tokens"]
    first = await converse(site, "ada buku resep?", 1)
    second = await converse(site, "jam buka hari minggu", 2)
    await TranscriptIndexing(site.store.transcript_index, full_text, rest=0.0).catch_up()
    day = {"since": "2026-03-02T00:00", "until": "2026-03-03T00:00", "after": ""}
    seen = []
    for query in ("?q=resepnya", "?q=nihil", "?limit=200"):
        assert await status(client, secret, f"/api/transcripts{query}") == 200
        wanted = {**day, "token": f"token:{row['id']}"}
        found = await list_exposed(site.behind.care, wanted)
        seen.append({one["conversation"] for one in found["exposed"]})
    assert seen == [{first}, {first}, {first, second}]
    details = [one.detail for one in await site.store.staff.audited()][:3]
    assert not [detail for detail in details if "resep" in detail or "nihil" in detail]


async def test_an_unlocked_console_alone_makes_no_lasting_way_in(budi: Person) -> None:
    """Who makes a token or turns the second factor on types the password again."""
    asked = {"name": "laporan", "scopes": ["kb:read"], "days": 30, "password": "bukan sandinya"}
    assert (await budi.post("/api/me/tokens", asked))["key"] == "wrong_own_password"
    factor = await budi.post("/api/me/second-factor", {"password": "bukan sandinya"})
    assert factor["key"] == "wrong_own_password"
    assert (await budi.get("/api/me/account"))["tokens"] == []


async def test_an_administrator_sees_and_ends_the_tokens_of_others(
    site: Site, client: Client, budi: Person, aiohttp_client: AiohttpClient
) -> None:
    """With owner, scopes and last use, never what it is; the audit names who ended it."""
    secret = await token(budi, "transcripts:read")
    assert await status(client, secret, "/api/transcripts") == 200
    await site.staff("sari", StaffRole.ADMIN)
    sari = Person(await aiohttp_client(site.app))
    await sari.enter("sari")
    staff = {row["login"]: row for row in (await sari.get("/api/staff"))["staff"]}
    (listed,) = staff["budi"]["tokens"]
    assert (listed["scopes"], listed["used"] > 0) == (["transcripts:read"], True)
    assert secret not in str(staff)
    assert staff["sari"]["tokens"] == []
    there = f"/api/staff/{staff['budi']['id']}/tokens/revoke"
    foreign = f"/api/staff/{staff['sari']['id']}/tokens/revoke"
    assert (await sari.post(foreign, {"id": listed["id"]}))["key"] == "no_such_token"
    assert await sari.post(there, {"id": listed["id"]}) == {}
    assert await status(client, secret, "/api/transcripts") == 401
    ended = (await site.store.staff.audited())[0]
    assert (ended.action, ended.actor) == ("token_revoked", staff["sari"]["id"])
