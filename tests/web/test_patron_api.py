"""What a patron's browser asks for beside the socket."""

import secrets
from datetime import timedelta

from refdesk.domain.actors import Actor, Party, StaffRole
from refdesk.domain.commands import Note, Open
from refdesk.people.secrets import new_token
from refdesk.web.reading import patron
from tests.web.caring import LIBRARY
from tests.web.conftest import Client
from tests.web.site import Site

Headers = dict[str, str]


async def asked(site: Site, token: str) -> str:
    """Ask with a token; give the conversation."""
    actor: Actor = patron(token)
    command = Open("ada buku resep?", "web", "id", name="Rina")
    receipt = await site.parts.desk.open(actor, command, cid=secrets.token_hex(16), fingerprint=b"")
    return receipt.conversation


async def test_code_gives_another_browser_access(site: Site, client: Client, own: Headers) -> None:
    """A return code, typed in any spelling, opens its conversation to a new token."""
    token, other = new_token(), new_token()
    conversation = await asked(site, token)
    code, _ = await site.parts.desk.return_code(patron(token), conversation)
    spelled = f" {code[:5].lower()}-{code[5:]} "
    given = {"code": spelled, "token": other}
    response = await client.post("/api/patron/redeem", json=given, headers=own)
    assert await response.json() == {"conversation": conversation}
    wanted = {"token": other, "conversation": conversation}
    response = await client.post("/api/patron/transcript", json=wanted, headers=own)
    assert response.status == 200


async def test_guessing_codes_is_stopped(client: Client, own: Headers) -> None:
    """After some wrong codes an address must wait."""
    given = {"code": "AAAAABBBBB", "token": new_token()}
    statuses = [
        (await client.post("/api/patron/redeem", json=given, headers=own)).status for _ in range(7)
    ]
    assert statuses[0] == 404
    assert statuses[-1] == 429


async def test_transcript_is_a_file_of_plain_text(site: Site, client: Client, own: Headers) -> None:
    """The patron downloads what was said, with times, in their language."""
    token = new_token()
    wanted = {"token": token, "conversation": await asked(site, token), "lang": "en"}
    response = await client.post("/api/patron/transcript", json=wanted, headers=own)
    text = await response.text()
    assert response.content_type == "text/plain"
    assert "attachment" in response.headers["Content-Disposition"]
    assert response.headers["Cache-Control"] == "no-store"
    assert text.startswith(LIBRARY)
    assert "[Monday, 2 March 2026, 09:00 WIB] You: ada buku resep?" in text
    assert "It will be answered by" in text


async def test_a_strange_token_downloads_nothing(site: Site, client: Client, own: Headers) -> None:
    """Another patron's conversation looks like one that does not exist."""
    conversation = await asked(site, new_token())
    for token, status in ((new_token(), 404), ("short", 401)):
        wanted = {"token": token, "conversation": conversation}
        response = await client.post("/api/patron/transcript", json=wanted, headers=own)
        assert response.status == status


async def test_desk_tells_hours_and_promise(client: Client) -> None:
    """Whoever has not asked yet learns that nobody is on duty, and when an answer is promised."""
    state = await (await client.get("/api/desk?lang=id")).json()
    assert state["open"] is False
    assert state["hours"]
    assert state["promised_at"] > 0


async def test_an_erasure_empties_all_of_one_patron_and_nothing_of_others(
    site: Site, client: Client, own: Headers
) -> None:
    """The receipt counts them; what was said is gone for everybody, an open one has ended."""
    token, other = new_token(), new_token()
    mine = [await asked(site, token), await asked(site, token)]
    theirs = await asked(site, other)
    response = await client.post("/api/patron/forget", json={"token": token}, headers=own)
    receipt = await response.json()
    assert receipt["conversations"] == 2
    for conversation in mine:
        state = await site.parts.desk.turns.newest(conversation)
        assert (state.stage.value, state.forgotten) == ("ended", True)
        page = await site.parts.desk.log.read_since(conversation, 0, public=False)
        assert not any(getattr(one.event, "body", "") for one in page.recorded)
    assert not (await site.parts.desk.turns.newest(theirs)).forgotten
    (row, *_) = await site.behind.store.staff.audited()
    assert (row.action, row.target, row.detail) == ("erased", receipt["receipt"], "erased 2")


async def test_an_erasure_can_be_asked_for_twice(client: Client, own: Headers) -> None:
    """A patron without conversations, or after the first time, gets a receipt as well."""
    given = {"token": new_token()}
    for _ in range(2):
        response = await client.post("/api/patron/forget", json=given, headers=own)
        assert (await response.json())["conversations"] == 0


async def test_an_erasure_under_one_receipt_is_written_down_once(site: Site) -> None:
    """Told again, the request that stands there is what is answered."""
    one = Actor(Party.PATRON, "p1")
    first = await site.parts.requests.erased(one, "r1", 2)
    site.behind.now += timedelta(hours=1)
    assert await site.parts.requests.erased(one, "r1", 0) == first
    assert [row.target for row in await site.store.staff.audited()] == ["r1"]


async def test_all_of_a_patrons_data_is_one_file_without_notes(
    site: Site, client: Client, own: Headers
) -> None:
    """Every conversation of theirs, of nobody else; the coordinator sees that it was given."""
    token = new_token()
    mine = [await asked(site, token), await asked(site, token)]
    theirs = await asked(site, new_token())
    librarian = Actor(Party.STAFF, "sari", "Sari", roles=frozenset({StaffRole.LIBRARIAN}))
    await site.parts.desk.turns.take(librarian, mine[0], Note("catatan rahasia"))
    wanted = {"token": token, "lang": "id"}
    response = await client.post("/api/patron/data", json=wanted, headers=own)
    text = await response.text()
    assert "attachment" in response.headers["Content-Disposition"]
    assert [conversation in text for conversation in (*mine, theirs)] == [True, True, False]
    assert "ada buku resep?" in text
    assert "Nama yang diberikan: Rina" in text
    assert "catatan rahasia" not in text
    done = await site.store.requests.newest()
    assert [(one.kind, one.conversations, one.done_by) for one in done] == [("access", 2, "patron")]


async def test_consent_is_told_changed_and_asked_for_again(
    site: Site, client: Client, own: Headers
) -> None:
    """What is not named is refused; saying it again is as easy; the audit knows each change."""
    token = new_token()

    async def say(**given: object) -> dict[str, object]:
        body = {"token": token, **given}
        found: dict[str, object] = await (
            await client.post("/api/patron/consents", json=body, headers=own)
        ).json()
        return found

    assert await say() == {
        "version": "1",
        "asked": True,
        "purposes": {"evaluation": True, "learning": True},
    }
    refused = await say(given=["evaluation"])
    assert (refused["asked"], refused["purposes"]) == (
        False,
        {"evaluation": True, "learning": False},
    )
    assert (await say(given=["evaluation", "learning"]))["purposes"] == {
        "evaluation": True,
        "learning": True,
    }
    actions = [row.action for row in await site.store.staff.audited()]
    assert actions.count("consent_refused") == 1
    assert actions.count("consent_given") == 2
