"""The editor of the knowledge base over HTTP: from draft to readers, collisions, look-backs."""

from __future__ import annotations

from typing import Any

import pytest

from refdesk.domain.actors import StaffRole
from tests.web.conftest import Client
from tests.web.site import PASSWORD, Site
from tests.web.test_transcripts import PATRON, converse

Headers = dict[str, str]
TEXTS = {"title": "Boleh bawa kucing?", "answer": "Tidak, kecuali **kucing pemandu**."}
FORM = {"kind": "faq", "texts": {"id": TEXTS}, "owner": "layanan"}
NEXT_YEAR = "2027-03-02"


class Editor:
    """A signed-in member of staff at the API."""

    def __init__(self, client: Client, headers: Headers) -> None:
        self.client, self.headers = client, headers

    async def post(self, path: str, body: object, status: int = 200) -> Any:  # noqa: ANN401
        """Send a change; give the answer."""
        found = await self.client.post(f"/api/kb/{path}", json=body, headers=self.headers)
        assert found.status == status, await found.text()
        return await found.json()

    async def get(self, path: str, status: int = 200) -> Any:  # noqa: ANN401
        """Ask."""
        found = await self.client.get(f"/api/kb/{path}")
        assert found.status == status, await found.text()
        return await found.json()

    async def step(self, entry: str, step: str, revision: int, status: int = 200) -> Any:  # noqa: ANN401
        """Take a step with the Indonesian version."""
        body = {"step": step, "base": {"id": revision}, "review_by": NEXT_YEAR}
        return await self.post(f"entries/{entry}/step", body, status)


async def editor(site: Site, client: Client, own: Headers, *roles: StaffRole) -> Editor:
    """Sign in somebody with these roles."""
    login = "-".join(role.value for role in roles)
    await site.staff(login, *roles)
    given = {"login": login, "password": PASSWORD}
    me = await (await client.post("/api/sign-in", json=given, headers=own)).json()
    return Editor(client, {**own, "X-CSRF": me["csrf"]})


async def test_an_entry_is_written_published_found_retired_revived(
    site: Site, client: Client, own: Headers
) -> None:
    """The whole life of an entry; readers find it the moment it is published."""
    me = await editor(site, client, own, StaffRole.COORDINATOR)
    made = await me.post("entries", FORM)
    assert made["id"] == "boleh-bawa-kucing"
    assert made["versions"][0]["state"] == "draft"
    assert made["versions"][0]["changed_by"] == "Coordinator"
    assert (await client.get("/kb/boleh-bawa-kucing")).status == 404
    await me.step(made["id"], "submitted", 1)
    live = await me.step(made["id"], "published", 2)
    assert (live["versions"][0]["state"], live["review_by"]) == ("live", NEXT_YEAR)
    page = await client.get("/kb/boleh-bawa-kucing")
    assert "kucing pemandu" in await page.text()
    found = await me.get("staff-search?q=kucing")
    assert found["offers"][0]["entry"] == made["id"]
    await me.step(made["id"], "retired", 3)
    assert (await client.get("/kb/boleh-bawa-kucing")).status == 404
    back = await me.step(made["id"], "revived", 4)
    assert back["versions"][0]["state"] == "draft"
    history = await me.get(f"entries/{made['id']}/revisions")
    assert [one["step"] for one in history["revisions"]] == [
        "revived",
        "retired",
        "published",
        "submitted",
        "saved",
    ]


async def test_who_saves_second_is_told_and_sees_both(
    site: Site, client: Client, own: Headers
) -> None:
    """The second save is refused as a conflict; the entry then shows what the first one wrote."""
    me = await editor(site, client, own, StaffRole.LIBRARIAN)
    await me.post("entries", FORM)
    first = {**FORM, "texts": {"id": {**TEXTS, "answer": "Boleh."}}, "base": {"id": 1}}
    await me.post("entries/boleh-bawa-kucing", first)
    second = {**first, "texts": {"id": {**TEXTS, "answer": "Jangan."}}}
    refused = await me.post("entries/boleh-bawa-kucing", second, 409)
    assert (refused["code"], refused["key"]) == ("conflict", "entry_changed")
    now = await me.get("entries/boleh-bawa-kucing")
    assert now["versions"][0]["texts"]["answer"] == "Boleh."


async def test_a_difference_is_told_by_words(site: Site, client: Client, own: Headers) -> None:
    """A revision is compared with the one before, field by field; restoring makes a new one."""
    me = await editor(site, client, own, StaffRole.LIBRARIAN)
    await me.post("entries", FORM)
    changed = {**TEXTS, "answer": "Tidak, kecuali **anjing pemandu**.", "keywords": ["hewan"]}
    await me.post(
        "entries/boleh-bawa-kucing", {**FORM, "texts": {"id": changed}, "base": {"id": 1}}
    )
    path = "entries/boleh-bawa-kucing/changes?version=id&revision=2"
    changes = {one["field"]: one for one in (await me.get(path))["changes"]}
    assert set(changes) == {"answer", "keywords"}
    assert {"change": "added", "text": "**anjing "} in changes["answer"]["pieces"]
    wanted = {"lang": "id", "revision": 1, "base": 2}
    restored = await me.post("entries/boleh-bawa-kucing/restore", wanted)
    assert restored["versions"][0]["revision"] == 3
    assert restored["versions"][0]["texts"]["answer"] == TEXTS["answer"]
    await me.get("entries/boleh-bawa-kucing/changes?version=id&revision=9", 404)
    await me.get("entries/boleh-bawa-kucing/changes?version=xx&revision=1", 400)


async def test_the_list_is_filtered(site: Site, client: Client, own: Headers) -> None:
    """State, kind, owner, translation and words narrow the list; the states are counted."""
    me = await editor(site, client, own, StaffRole.LIBRARIAN)
    await me.post("entries", FORM)
    everything = await me.get("entries")
    assert everything["count"] == 4
    assert everything["states"] == {"draft": 1, "review": 0, "live": 3, "due": 0, "retired": 0}
    assert everything["rows"][0]["id"] == "boleh-bawa-kucing"
    for query, expected in {
        "state=draft": ["boleh-bawa-kucing"],
        "kind=pathfinder": ["sejarah"],
        "audience=staff": ["kunci"],
        "owner=layanan": ["boleh-bawa-kucing"],
        "translation=no-en&kind=faq&state=live": ["kunci"],
        "q=laci+KEPALA": ["kunci"],
        "translation=stale": [],
        "use=never&audience=staff": ["kunci"],
    }.items():
        rows = (await me.get(f"entries?{query}"))["rows"]
        assert [row["id"] for row in rows] == expected, query
    await me.get("entries?offset=x", 400)


@pytest.mark.parametrize(
    ("role", "expected"),
    [
        (StaffRole.TRAINEE, (200, 404, 404)),
        (StaffRole.EVALUATOR, (200, 404, 404)),
        (StaffRole.LIBRARIAN, (200, 200, 404)),
        (StaffRole.MENTOR, (200, 200, 404)),
        (StaffRole.EDITOR, (200, 200, 200)),
        (StaffRole.COORDINATOR, (200, 200, 200)),
        (StaffRole.ADMIN, (200, 200, 200)),
    ],
)
async def test_roles(
    site: Site, client: Client, own: Headers, role: StaffRole, expected: tuple[int, int, int]
) -> None:
    """Everybody on the staff reads, librarians draft, editors and coordinators publish."""
    me = await editor(site, client, own, role)
    await me.get("entries/perpanjang", expected[0])
    changed = {"title": "Bagaimana memperpanjang?", "answer": "Lewat situs."}
    filled = {"kind": "faq", "texts": {"id": changed}, "base": {"id": 1}}
    await me.post("entries/perpanjang", {**filled, "base": {"id": 1, "en": 1}}, expected[1])
    await me.step("perpanjang", "published", 2 if expected[1] == 200 else 1, expected[2])


async def test_a_question_is_tried_out(site: Site, client: Client, own: Headers) -> None:
    """The try-out tells what is found, by which words of which field, and the threshold."""
    me = await editor(site, client, own, StaffRole.LIBRARIAN)
    tried = await me.get("try?q=cara+memperpanjang+buku&lang=id")
    assert tried["ready"]
    assert 0 < tried["threshold"] < 1
    best = tried["found"][0]
    assert best["entry"] == "perpanjang"
    assert any("buku" in reason["words"] for reason in best["reasons"])


async def test_a_preview_is_what_readers_will_see(site: Site, client: Client, own: Headers) -> None:
    """Markdown is rendered as on pages, without what could run; unknown facts are named."""
    me = await editor(site, client, own, StaffRole.TRAINEE)
    text = "Buka **{{jam}}** <script>x</script>\n\n- satu"
    seen = await me.post("preview", {"text": text})
    assert "<strong>{{jam}}</strong>" in seen["html"]
    assert "<script" not in seen["html"]
    assert "• satu" in seen["plain"]
    assert seen["unknown"] == ["jam"]


async def test_a_talk_becomes_a_form_without_personal_data(
    site: Site, client: Client, own: Headers
) -> None:
    """Question and answer of a conversation fill the form; a telephone number does not."""
    me = await editor(site, client, own, StaffRole.LIBRARIAN)
    talk = await converse(site, "bisa pinjam buku resep? hubungi 0812-3456-7890", 1)
    filled = await me.post("from-transcript", {"conversation": talk})
    assert filled["origin"] == talk
    assert "3456" not in filled["texts"]["id"]["title"]
    assert filled["texts"]["id"]["title"].startswith("bisa pinjam buku resep?")
    assert filled["texts"]["id"]["answer"] == "Ada di rak 641.5."
    made = await me.post("entries", filled)
    assert made["origin"] == talk
    await me.post("from-transcript", {"conversation": "nothing"}, 404)


async def test_what_a_child_asked_becomes_no_entry_unless_agreed(
    site: Site, client: Client, own: Headers
) -> None:
    """At a desk of children the notice alone is not enough, for an entry as for what is learned."""
    me = await editor(site, client, own, StaffRole.LIBRARIAN)
    talk = await converse(site, "buku dinosaurus?", 1, "anak")
    refused = await me.post("from-transcript", {"conversation": talk}, 400)
    assert refused["key"] == "learning_refused"
    await site.parts.desk.consents.say(PATRON.id, ["learning"])
    await me.post("from-transcript", {"conversation": talk})


async def test_who_else_has_it_open_is_told(site: Site, client: Client, own: Headers) -> None:
    """A second editor hears of the first, and which revisions are newest."""
    one = await editor(site, client, own, StaffRole.EDITOR)
    assert (await one.post("entries/perpanjang/open", {}))["others"] == []
    other = await editor(site, client, own, StaffRole.COORDINATOR)
    hint = await other.post("entries/perpanjang/open", {})
    assert hint == {"others": ["Editor"], "revisions": {"id": 1, "en": 1}}


async def test_choices_offer_what_is_there(site: Site, client: Client, own: Headers) -> None:
    """Owners, topics by name, entries by title."""
    me = await editor(site, client, own, StaffRole.LIBRARIAN)
    found = await me.get("choices")
    assert {"value": "peminjaman", "label": "Peminjaman"} in found["topics"]
    assert {"value": "sejarah", "label": "Panduan sejarah kota"} in found["entries"]


async def test_a_draft_is_tried_as_if_it_were_published(
    site: Site, client: Client, own: Headers
) -> None:
    """What is being written is found, said to be a draft; patrons are offered nothing of it."""
    me = await editor(site, client, own, StaffRole.LIBRARIAN)
    asked = "boleh bawa burung beo ke ruang baca?"
    form = {
        "kind": "faq",
        "texts": {"id": {"title": "Boleh membawa burung beo?", "answer": "Tidak, {{denda}}."}},
    }
    tried = await me.post("try", {"q": asked, "form": form})
    best = tried["found"][0]
    assert (best["title"], best["draft"], best["shown"]) == (
        "Boleh membawa burung beo?",
        True,
        True,
    )
    changed = {**form, "texts": {"id": {"title": "Kapan tutup?", "answer": "Pukul 16.00."}}}
    over = await me.post("try", {"q": "perpanjang buku", "entry": "perpanjang", "form": changed})
    assert all(one["title"] != "Bagaimana memperpanjang buku?" for one in over["found"])
    now = (await me.get(f"try?q={asked}"))["found"]
    assert not any(one["shown"] or one["draft"] for one in now)
    offers = await (await client.get("/api/kb/search?q=burung+beo&lang=id")).json()
    assert offers["offers"] == []
