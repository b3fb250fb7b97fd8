"""Patrons' requests about their data as the coordinator answers them, and the audit of it."""

from __future__ import annotations

import secrets
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from refdesk.desk.transcript_ports import Wanted
from refdesk.domain.actors import Actor, Party, StaffRole
from refdesk.domain.commands import End, Open, Say
from refdesk.domain.records import millis
from refdesk.errors import BadRequest
from refdesk.people.audit_ports import AuditWanted
from refdesk.privacy.request_ports import Kind
from tests.web.conftest import Client
from tests.web.site import Site
from tests.web.test_transcripts import Headers, sign_in

PATRON = Actor(Party.PATRON, "p1")
OTHER = Actor(Party.PATRON, "p2")
CANARY = "kanari7f3a9"
COORDINATOR = StaffRole.COORDINATOR


async def talk(site: Site, patron: Actor, text: str = CANARY) -> str:
    """Hold a conversation to its end; give its id."""
    opened = await site.parts.desk.open(
        patron, Open(text, "web", "id", name=f"Budi {text}"), cid=secrets.token_hex(16)
    )
    take, conversation = site.behind.turns.take, opened.conversation
    await take(patron, conversation, Say(f"lagi {text} NIK saya 6474011203900001"))
    await take(patron, conversation, End())
    await site.behind.indexing.now([conversation])
    await site.behind.teaching.do([conversation])
    return conversation


async def staff(site: Site, client: Client, own: Headers, role: StaffRole) -> Headers:
    """Sign in; give the headers of calls."""
    await sign_in(site, client, own, role)
    return own | {"X-CSRF": (await (await client.get("/api/me")).json())["csrf"]}


async def ask(
    client: Client, headers: Headers, kind: str, target: str, **more: object
) -> dict[str, object]:
    """Register a request and carry it out; give it."""
    asked = {"kind": kind, "target": target, "reason": "surat 12"}
    given = await (await client.post("/api/privacy/requests", json=asked, headers=headers)).json()
    address = f"/api/privacy/requests/{given['receipt']}"
    done = await client.post(address, json={"act": "do", **more}, headers=headers)
    found: dict[str, object] = await done.json()
    return found


async def test_the_clock_of_the_law_runs_from_the_asking(
    site: Site, client: Client, own: Headers
) -> None:
    """A request is due three times 24 hours later; it may be closed with what became of it."""
    headers = await staff(site, client, own, COORDINATOR)
    now = site.behind.now
    for hours, status in ((73, 200), (-1, 400)):
        received = {"asked_at": millis(now - timedelta(hours=hours))}
        asked = {"kind": "access", "reason": "lewat telepon", **received}
        given = await client.post("/api/privacy/requests", json=asked, headers=headers)
        assert given.status == status
    listed = await (await client.get("/api/privacy/requests")).json()
    (request,) = listed["requests"]
    assert request["due_at"] - request["asked_at"] == 72 * 3600 * 1000
    assert request["due_at"] < listed["now"]
    address = f"/api/privacy/requests/{request['receipt']}"
    refused = await client.post(address, json={"act": "do"}, headers=headers)
    assert (refused.status, (await refused.json())["key"]) == (400, "request_of_nobody")
    mine = await talk(site, PATRON)
    named = await client.post(address, json={"act": "name", "target": mine}, headers=headers)
    assert (await named.json())["subject"] == PATRON.id
    closing = {"act": "close", "outcome": "tidak dapat dihubungi"}
    closed = await (await client.post(address, json=closing, headers=headers)).json()
    assert (closed["outcome"], closed["done_at"] > 0) == ("tidak dapat dihubungi", True)


async def test_a_receipt_stays_as_it_was_when_its_request_was_done(site: Site) -> None:
    """Pressed again it tells the same, closed too; nobody else's data comes under it."""
    boss, answering = (
        Actor(Party.STAFF, "boss", roles=frozenset({COORDINATOR})),
        site.parts.answering,
    )
    theirs = await talk(site, OTHER)
    asked = await answering.register(boss, Kind.ACCESS, await talk(site, PATRON), "surat")
    done = await answering.carry_out(boss, asked.id)
    site.behind.now += timedelta(days=5)
    assert await answering.carry_out(boss, asked.id) == done
    assert await answering.close(boss, asked.id, "terlambat") == done
    with pytest.raises(BadRequest):
        await answering.name(boss, asked.id, theirs)
    await site.store.requests.put(replace(done, subject=OTHER.id))  # as by another node meanwhile
    assert await site.store.requests.by_id(asked.id) == done


async def test_no_byte_is_left_of_a_patron_who_is_erased(
    site: Site, client: Client, own: Headers, tmp_path: Path
) -> None:
    """In the database, its log, both indexes, what was learned; another's conversation stays."""
    headers = await staff(site, client, own, COORDINATOR)
    mine = await talk(site, PATRON)
    await talk(site, OTHER, "tetangga5c2")
    assert CANARY.encode() in everything(tmp_path)
    done = await ask(client, headers, "erase", mine)
    assert done["conversations"] == 1
    await site.behind.care.leave_nothing([mine])
    assert CANARY.encode() not in everything(tmp_path)
    assert b"tetangga5c2" in everything(tmp_path)
    export = await (await client.get("/api/transcripts.csv")).text()
    assert CANARY not in export
    assert "tetangga5c2" in export


async def test_a_correction_leaves_nothing_of_what_was_wrong(
    site: Site, client: Client, own: Headers, tmp_path: Path
) -> None:
    """Message and name are put right, personal data in it is sealed as ever."""
    headers = await staff(site, client, own, COORDINATOR)
    mine = await talk(site, PATRON)
    for message, body in ((2, "tulisan yang benar, wa 081234567890"), (1, "Siti"), (4, "sip")):
        done = await ask(client, headers, "correct", mine, message=message, body=body)
        assert done["conversations"] == 1, done
    await site.behind.care.leave_nothing([mine])
    assert CANARY.encode() not in everything(tmp_path)
    summary = await site.parts.transcripts.summary(mine)
    assert summary is not None
    assert summary.line.name == "Siti"
    request = await ask(client, headers, "access", mine)
    data = await client.post(f"/api/privacy/requests/{request['receipt']}/data", headers=headers)
    text = await data.text()
    assert "tulisan yang benar, wa [TELEPON 1]" in text
    assert "[TELEPON 1] #" in text
    assert "081234567890" in text


async def test_what_is_restricted_is_only_kept(site: Site, client: Client, own: Headers) -> None:
    """Not listed, found, exported, learned from or let go of; read by coordinators only."""
    headers = await staff(site, client, own, COORDINATOR)
    mine = await talk(site, PATRON)
    assert (await site.parts.search.first(Wanted(text=CANARY)))[0]
    await ask(client, headers, "restrict", PATRON.id)
    await site.behind.care.leave_nothing([mine])
    assert (await site.parts.search.first(Wanted(text=CANARY)))[0] == []
    assert await site.parts.transcripts.page(Wanted()) == []
    assert mine not in await (await client.get("/api/transcripts.csv")).text()
    assert await site.store.expiring.count_ended(site.behind.now + timedelta(days=400)) == 0
    assert await site.store.gaps.groups() == []
    assert (await client.get(f"/api/transcripts/{mine}")).status == 200
    await ask(client, headers, "release", PATRON.id)
    await site.behind.indexing.now([mine])
    assert (await site.parts.search.first(Wanted(text=CANARY)))[0]


@pytest.mark.parametrize("path", ["/api/privacy/requests", "/api/audit", "/api/audit.csv"])
async def test_only_coordinators_and_administrators_answer_requests(
    site: Site, client: Client, own: Headers, path: str
) -> None:
    """To a librarian they look absent."""
    await staff(site, client, own, StaffRole.LIBRARIAN)
    assert (await client.get(path)).status == 404


async def test_what_staff_write_about_a_request_keeps_no_personal_data(
    site: Site, client: Client, own: Headers
) -> None:
    """Neither reason nor outcome; a done request goes with the time of the audit."""
    boss, answering = (
        Actor(Party.STAFF, "boss", roles=frozenset({COORDINATOR})),
        site.parts.answering,
    )
    asked = await answering.register(boss, Kind.ACCESS, "", "telepon 081234567890")
    done = await answering.close(boss, asked.id, "surel ani@contoh.id tak dibalas")
    assert (asked.reason, done.outcome) == ("telepon [TELEPON 1]", "surel [EMAIL 1] tak dibalas")
    await staff(site, client, own, StaffRole.EVALUATOR)
    reason = {"X-Reason": "diminta%20081234567890"}
    assert (await client.get(f"/api/transcripts/{await talk(site, PATRON)}", headers=reason)).status
    rows = await site.store.audit.page(AuditWanted(), 0, 50)
    assert "diminta [TELEPON 1]" in [one.row.detail for one in rows]
    assert not [one for one in rows if "0812" in one.row.detail or "telepon" in one.row.detail]
    await answering.register(boss, Kind.ACCESS, "", "masih menunggu")
    later = site.behind.now + timedelta(days=1)
    assert await site.store.expiring.drop_requests(later) == 1
    assert [one.reason for one in await answering.listed(boss)] == ["masih menunggu"]


async def test_a_transcript_of_another_desk_asks_why(
    site: Site, client: Client, own: Headers
) -> None:
    """Whoever has own desks gives a reason for the others; it is in the audit, to be found."""
    me = await sign_in(site, client, own, StaffRole.EVALUATOR)
    mine = await talk(site, PATRON)
    assert (await client.get(f"/api/transcripts/{mine}")).status == 200
    await site.store.own_desks.put(me, frozenset({"anak"}))
    refused = await client.get(f"/api/transcripts/{mine}")
    assert (refused.status, (await refused.json())["key"]) == (400, "reason_needed_here")
    reason = {"X-Reason": "keluhan%20no.%207"}
    assert (await client.get(f"/api/transcripts/{mine}", headers=reason)).status == 200
    found = await site.store.audit.page(AuditWanted(target=mine), 0, 10)
    assert [(one.row.action, one.row.detail) for one in found] == [
        ("transcript_read", "keluhan no. 7"),
        ("transcript_read", ""),
    ]


async def test_the_audit_is_read_in_pages_by_filters_and_as_a_table(
    site: Site, client: Client, own: Headers
) -> None:
    """Newest first, with the names of accounts; no text of a message is in it."""
    headers = await staff(site, client, own, COORDINATOR)
    mine = await talk(site, PATRON)
    for _ in range(3):
        await client.get(f"/api/transcripts/{mine}")
    await ask(client, headers, "erase", mine)
    page = await (await client.get("/api/audit?action=transcript_read&limit=2")).json()
    assert [row["target"] for row in page["rows"]] == [mine, mine]
    assert {"transcript_read", "erased", "request_registered"} <= set(page["actions"])
    rest = await client.get(f"/api/audit?action=transcript_read&before={page['next']}")
    assert len((await rest.json())["rows"]) == 1
    table = await (await client.get("/api/audit.csv")).text()
    assert table.count("transcript_read") == 3
    assert "request_registered" in table
    assert "surat 12" not in table  # why it was asked is not for the audit
    assert CANARY not in table


def everything(folder: Path) -> bytes:
    """Read all files below a folder."""
    return b"".join(file.read_bytes() for file in folder.rglob("*") if file.is_file())
