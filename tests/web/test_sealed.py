"""Personal data of a patron: tokens on every screen, the original for the claim holder."""

from __future__ import annotations

from refdesk.domain.actors import Actor, Party, StaffRole
from refdesk.domain.commands import Claim, Open
from tests.web.conftest import Client
from tests.web.site import Site
from tests.web.test_transcripts import Headers, sign_in

PATRON = Actor(Party.PATRON, "p1")
ASKED = "NIK saya 6474011203900001, wa 0812 3456 7890"


async def asked(site: Site) -> str:
    """Open a conversation whose question holds two numbers; give its id."""
    opened = await site.parts.desk.open(
        PATRON, Open(ASKED, "web", "id"), cid=f"{7:032x}", fingerprint=b""
    )
    return opened.conversation


async def test_the_log_holds_tokens_only(site: Site) -> None:
    """What was said reads the same to everybody, without the numbers."""
    page = await site.parts.desk.log.read_since(await asked(site), 0, public=True)
    bodies = [getattr(one.event, "body", "") for one in page.recorded]
    assert "NIK saya [NIK 1], wa [TELEPON 2]" in bodies
    assert not [body for body in bodies if "6474" in body or "3456" in body]


async def test_the_claim_holder_sees_the_originals_and_the_audit_knows(
    site: Site, client: Client, own: Headers
) -> None:
    """Before the claim the answer is that of an absent conversation; each view is one row."""
    conversation = await asked(site)
    me = await sign_in(site, client, own, StaffRole.LIBRARIAN)
    address = f"/api/conversations/{conversation}/sealed"
    csrf = (await (await client.get("/api/me")).json())["csrf"]
    own = own | {"X-CSRF": csrf}
    answer = await client.post(address, json={"seq": 2}, headers=own)
    assert answer.status == 404
    librarian = Actor(Party.STAFF, me, "Siti", roles=frozenset({StaffRole.LIBRARIAN}))
    await site.parts.desk.turns.take(librarian, conversation, Claim())
    given = await (await client.post(address, json={"seq": 2}, headers=own)).json()
    assert given["originals"] == [
        {"n": 1, "kind": "nik", "value": "6474011203900001"},
        {"n": 2, "kind": "phone", "value": "0812 3456 7890"},
    ]
    seen = [row for row in await site.behind.store.staff.audited() if row.action == "sealed_seen"]
    assert [(row.actor, row.target, row.detail) for row in seen] == [(me, conversation, "2")]
