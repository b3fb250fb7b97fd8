"""The crisis text in the console: shown, sent once, marked, told to coordinators."""

from __future__ import annotations

import secrets
from datetime import timedelta

import pytest
from aiohttp import web

from refdesk.desk.ports import Receipt
from refdesk.domain.actors import Actor, Party, StaffRole
from refdesk.domain.care_events import Alarmed
from refdesk.domain.commands import Claim, Open, Say
from refdesk.domain.conversation import Conversation
from refdesk.errors import Unavailable
from refdesk.people.ports import AuditRow
from refdesk.web import crisis_api
from refdesk.web.list_states import ListSource, Round, Sight
from tests.web.conftest import Client
from tests.web.site import PASSWORD, Site
from tests.web.test_requests import staff
from tests.web.test_transcripts import Headers

PATRON = Actor(Party.PATRON, "p1")


async def signed_in(site: Site, client: Client, own: Headers) -> tuple[Headers, Actor]:
    """Sign a librarian in; give the headers and who it is."""
    headers = await staff(site, client, own, StaffRole.LIBRARIAN)
    me = (await (await client.get("/api/me")).json())["id"]
    return headers, Actor(Party.STAFF, me, "Siti", roles=frozenset({StaffRole.LIBRARIAN}))


async def asked(site: Site) -> Receipt:
    """Let a patron ask who needs help."""
    return await site.parts.desk.open(
        PATRON, Open("saya takut pulang", "web", "id"), cid=secrets.token_hex(16)
    )


async def test_the_crisis_text_is_sent_once_and_coordinators_are_told(
    site: Site, client: Client, own: Headers, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Pressed twice it is one message; the log marks it, the audit knows it, others see nothing."""
    headers, librarian = await signed_in(site, client, own)
    opened = await asked(site)
    claimed = await site.behind.turns.take(librarian, opened.conversation, Claim())
    address = f"/api/conversations/{opened.conversation}/crisis"
    shown = await (await client.get(address)).json()
    assert (shown["contact"], shown["phone"]) == ("Bu Ratna", "0812-0000-1111")
    read = crisis_api._state

    async def read_before_the_patron_wrote(request: web.Request) -> Conversation:
        state = await read(request)
        await site.behind.turns.take(PATRON, state.id, Say("halo?"))
        return state

    monkeypatch.setattr(crisis_api, "_state", read_before_the_patron_wrote)
    for _ in range(2):
        sent = await client.post(address, json={"fence": claimed.seq}, headers=headers)
        assert sent.status == 200
    recorded = await site.parts.transcripts.read(opened.conversation)
    assert [getattr(o.event, "body", "") for o in recorded].count(shown["text"]) == 1
    (mark,) = [o for o in recorded if isinstance(o.event, Alarmed)]
    assert mark.public_seq is None
    audit = [row.action for row in await site.store.staff.audited()]
    assert audit.count("alarmed") == 1
    behind = site.behind
    source = ListSource(site.store.lists, behind.staffing, behind.states, behind.clock)
    boss = Actor(Party.STAFF, "boss", roles=frozenset({StaffRole.COORDINATOR}))
    for reader, told in ((boss, [opened.conversation]), (librarian, [])):
        state = await Round(source).state(Sight("duty", reader, "id", tuple))
        assert [one.conversation for one in state.alarms] == told


async def test_the_named_person_is_called_and_who_was_reached_is_told(
    site: Site, client: Client, own: Headers
) -> None:
    """Mail goes out without a word of the patron; a forgotten log-in is nobody who knows of it."""
    headers, librarian = await signed_in(site, client, own)
    opened = await asked(site)
    claimed = await site.behind.turns.take(librarian, opened.conversation, Claim())
    mailbox = site.behind.mailbox

    async def press() -> tuple[int, list[str], list[str]]:
        address = f"/api/conversations/{opened.conversation}/crisis"
        sent = await client.post(address, json={"fence": claimed.seq}, headers=headers)
        told = await sent.json()
        return told["consoles"], told["reached"], told["failed"]

    assert await press() == (0, ["mail"], [])
    mailbox.open = False
    boss = await site.parts.accounts.add(
        "wati", "Wati", PASSWORD, frozenset({StaffRole.COORDINATOR}), by="test"
    )
    presence, now = site.behind.presence, site.behind.now
    presence.connected(boss.id, now - timedelta(minutes=20))
    presence.heard(boss.id, now)
    assert await press() == (0, [], ["mail"])
    presence.acted(boss.id, now)
    assert await press() == (1, [], ["mail"])
    assert {to for to, _ in mailbox.calls} == {"ratna@perpus.example"}
    assert "takut" not in repr(mailbox.calls)
    audit = await site.store.staff.audited()
    calls = [one for one in reversed(audit) if one.action == "help_called"]
    assert {(one.actor, one.target) for one in calls} == {(librarian.id, opened.conversation)}
    assert [one.detail for one in calls] == [
        "Bu Ratna reached:mail consoles:0",
        "Bu Ratna failed:mail consoles:0",
        "Bu Ratna failed:mail consoles:1",
    ]
    object.__setattr__(site.parts, "audit", _full_disk)
    assert await press() == (1, [], ["mail"])


async def _full_disk(_: AuditRow) -> None:
    raise Unavailable("full_disk")


async def test_only_the_holder_sends_it(site: Site, client: Client, own: Headers) -> None:
    """A stale claim is told as such."""
    headers, _ = await signed_in(site, client, own)
    opened = await asked(site)
    address = f"/api/conversations/{opened.conversation}/crisis"
    refused = await client.post(address, json={"fence": 1}, headers=headers)
    assert (await refused.json())["code"] == "lost_claim"
