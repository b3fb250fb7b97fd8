"""Questions without an answer in the console: listed, decided on."""

from __future__ import annotations

from refdesk.desk.follow_up import FollowUp
from refdesk.domain.actors import StaffRole
from refdesk.ids import new_id
from refdesk.knowledge.teaching import Teaching
from tests.web.conftest import Client
from tests.web.site import Site
from tests.web.test_transcripts import converse, sign_in

Headers = dict[str, str]
ODD = "apakah boleh bawa burung beo ke ruang baca"


async def test_a_gap_is_listed_then_drafted(site: Site, client: Client, own: Headers) -> None:
    """An editor sees the group with its questions, says what draft answers it, finds it so."""
    me = await sign_in(site, client, own, StaffRole.EDITOR)
    csrf = {**own, "X-CSRF": (await (await client.get("/api/me")).json())["csrf"]}
    conversation = await converse(site, ODD, 1)
    teaching = Teaching(site.store.lessons, site.store.gaps, site.parts.shelf, new_id)
    await FollowUp(teaching, rest=0.0).catch_up()
    (gap,) = (await (await client.get("/api/kb/gaps")).json())["gaps"]
    assert (gap["state"], gap["count"], gap["weeks"]) == (
        "open",
        1,
        [{"week": "2026-W10", "count": 1}],
    )
    assert [(one["conversation"], one["text"]) for one in gap["examples"]] == [(conversation, ODD)]
    address = f"/api/kb/gaps/{gap['gap']}"
    nameless = await client.post(address, json={"state": "drafted"}, headers=csrf)
    assert (nameless.status, (await nameless.json())["key"]) == (400, "gap_needs_entry")
    given = {"state": "drafted", "entry": "burung"}
    assert (await client.post(address, json=given, headers=csrf)).status == 200
    (drafted,) = (await (await client.get("/api/kb/gaps?state=drafted")).json())["gaps"]
    assert (drafted["entry"], drafted["decided_by"]) == ("burung", me)
    why = {"state": "dismissed", "reason": "urusan kebun binatang"}
    assert (await client.post(address, json=why, headers=csrf)).status == 200
    (dismissed,) = (await (await client.get("/api/kb/gaps?state=dismissed")).json())["gaps"]
    assert (dismissed["reason"], dismissed["entry"]) == ("urusan kebun binatang", "")
    assert (await client.post(address, json={"state": "open"}, headers=csrf)).status == 200
    (back,) = (await (await client.get("/api/kb/gaps")).json())["gaps"]
    assert (back["state"], back["reason"], back["trend"]) == ("open", "", [0] * 11 + [1])
    absent = await client.post("/api/kb/gaps/none", json={"state": "dismissed"}, headers=csrf)
    assert absent.status == 404


async def test_gaps_are_for_staff(client: Client) -> None:
    """Nobody reads questions without signing in."""
    assert (await client.get("/api/kb/gaps")).status == 401
