"""Transcripts in the console: listed, read, exported."""

import csv
import io

import pytest
from openpyxl import load_workbook

from kb import full_text
from refdesk.desk.transcript_indexing import TranscriptIndexing
from refdesk.domain.actors import Actor, Party, StaffRole
from refdesk.domain.commands import Claim, Code, End, Note, Open, Say
from tests.web.conftest import Client
from tests.web.site import PASSWORD, Site

Headers = dict[str, str]
PATRON = Actor(Party.PATRON, "p1")
LIBRARIAN = Actor(Party.STAFF, "s1", "Bu Ani", roles=frozenset({StaffRole.LIBRARIAN}))


async def sign_in(site: Site, client: Client, own: Headers, *roles: StaffRole) -> str:
    """Sign somebody in who has these roles; give their id."""
    await site.staff("siti", *roles)
    given = {"login": "siti", "password": PASSWORD}
    return str((await (await client.post("/api/sign-in", json=given, headers=own)).json())["id"])


async def converse(site: Site, body: str, number: int, at: str = "main") -> str:
    """Hold a whole conversation with a note and a code; give its id."""
    desk = site.parts.desk
    cid = f"{number:032x}"
    opened = await desk.open(PATRON, Open(body, "web", "id", at), cid=cid, fingerprint=b"")
    take, conversation = desk.turns.take, opened.conversation
    fence = (await take(LIBRARIAN, conversation, Claim())).seq
    await take(LIBRARIAN, conversation, Note("pemustaka tetap"))
    await take(LIBRARIAN, conversation, Say("Ada di rak 641.5.", fence))
    await take(LIBRARIAN, conversation, End(fence))
    await take(LIBRARIAN, conversation, Code(2, "known_item", "answered"))
    return conversation


async def test_list_filters_and_counts(site: Site, client: Client, own: Headers) -> None:
    """The list gives rows with codes, narrowed by words and days, with the count of all."""
    await sign_in(site, client, own)
    first = await converse(site, "ada buku resep?", 1)
    await converse(site, "jam buka hari minggu", 2)
    everything = await (await client.get("/api/transcripts")).json()
    assert everything["count"] == 2
    assert {row["stage"] for row in everything["rows"]} == {"ended"}
    await TranscriptIndexing(site.store.transcript_index, full_text, rest=0.0).catch_up()
    found = await (await client.get("/api/transcripts?q=resepnya&since=2026-03-02")).json()
    (row,) = found["rows"]
    assert row["conversation"] == first
    assert (row["read_level"], row["question_type"], row["outcome"]) == (
        2,
        "known_item",
        "answered",
    )
    assert everything["next"] == ""
    first_page = await (await client.get("/api/transcripts?limit=1")).json()
    last_page = await (await client.get(f"/api/transcripts?after={first_page['next']}")).json()
    assert [first_page["count"], last_page["count"]] == [2, -1]
    assert [*first_page["rows"], *last_page["rows"]] == everything["rows"]
    assert (await (await client.get("/api/transcripts?until=2026-03-01")).json())["count"] == 0
    assert (await (await client.get("/api/transcripts?coded=no")).json())["count"] == 0


@pytest.mark.parametrize(
    ("query", "key"),
    [
        ("since=kemarin", "bad_date"),
        ("stage=sleeping", "bad_stage"),
        ("limit=-1", "bad_number"),
        ("limit=9999999999", "bad_number"),
    ],
)
async def test_wrong_filters_are_named(
    site: Site, client: Client, own: Headers, query: str, key: str
) -> None:
    """A filter that cannot be understood says which."""
    await sign_in(site, client, own)
    response = await client.get(f"/api/transcripts?{query}")
    assert response.status == 400
    assert (await response.json())["key"] == key


async def test_reading_shows_everything_and_is_audited(
    site: Site, client: Client, own: Headers
) -> None:
    """Staff read notes too; that they did is in the audit."""
    me = await sign_in(site, client, own)
    conversation = await converse(site, "ada buku resep?", 1)
    found = await (await client.get(f"/api/transcripts/{conversation}")).json()
    kinds = [event["kind"] for event in found["events"]]
    assert kinds[0] == "opened"
    assert {"noted", "said", "coded", "ended"} <= set(kinds)
    assert found["row"]["messages"] >= 2
    audited = await site.store.staff.audited()
    assert any(
        (row.actor, row.action, row.target) == (me, "transcript_read", conversation)
        for row in audited
    )


async def test_unknown_transcript_is_absent(site: Site, client: Client, own: Headers) -> None:
    """An id that does not exist looks like one that may not be read."""
    await sign_in(site, client, own)
    assert (await client.get("/api/transcripts/nothing")).status == 404


async def test_export_is_a_table_without_formulas(site: Site, client: Client, own: Headers) -> None:
    """The export opens in a spreadsheet; a question that looks like a formula is defused."""
    await sign_in(site, client, own, StaffRole.COORDINATOR)
    await converse(site, "=HYPERLINK(1)", 1)
    response = await client.get("/api/transcripts.csv?lang=en")
    text = (await response.read()).decode("utf-8-sig")
    headings, row = list(csv.reader(io.StringIO(text, newline="")))
    assert "attachment" in response.headers["Content-Disposition"]
    line = dict(zip(headings, row, strict=True))
    assert line["Stage"] == "Ended"
    assert line["Question type"] == "Looking for a known title"
    assert line["Opened"] == "2026-03-02 09:00:00"
    assert line["Question"] == "'=HYPERLINK(1)"


async def test_export_is_for_few(site: Site, client: Client, own: Headers) -> None:
    """A librarian reads transcripts but does not export them all."""
    await sign_in(site, client, own, StaffRole.LIBRARIAN)
    assert (await client.get("/api/transcripts")).status == 200
    assert (await client.get("/api/transcripts.csv")).status == 404


async def test_codes_have_names(site: Site, client: Client, own: Headers) -> None:
    """READ levels, types and outcomes come with labels in the reader's language."""
    await sign_in(site, client, own)
    codes = await (await client.get("/api/codes?lang=en")).json()
    assert [choice["value"] for choice in codes["read_levels"]] == [1, 2, 3, 4, 5, 6]
    assert {"value": "known_item", "label": "Looking for a known title", "hint": ""} in codes[
        "question_types"
    ]
    assert all(choice["label"] for choice in codes["outcomes"])
    assert "Gerlich" in codes["notice"]


async def test_staff_find_entries_for_staff(site: Site, client: Client, own: Headers) -> None:
    """The console's search finds what patrons are not shown."""
    await sign_in(site, client, own)
    found = await (await client.get("/api/kb/staff-search?q=kunci gudang&lang=id")).json()
    assert found["offers"][0]["entry"] == "kunci"


async def test_export_as_a_workbook_and_with_semicolons(
    site: Site, client: Client, own: Headers
) -> None:
    """The same rows in Excel's own form, and as CSV for an Excel that is set to Indonesian."""
    await sign_in(site, client, own, StaffRole.COORDINATOR)
    await converse(site, "=HYPERLINK(1)", 1)
    response = await client.get("/api/transcripts.xlsx?lang=en")
    assert response.headers["Content-Disposition"] == 'attachment; filename="transkrip.xlsx"'
    sheet = load_workbook(io.BytesIO(await response.read())).active
    assert sheet is not None
    headings, row = [[cell.value for cell in line] for line in sheet.iter_rows()]
    assert dict(zip(headings, row, strict=True))["Question"] == "=HYPERLINK(1)"
    response = await client.get("/api/transcripts.csv?lang=en&separator=semicolon")
    table = csv.reader(io.StringIO((await response.read()).decode("utf-8-sig")), delimiter=";")
    assert next(table) == headings
    assert (await client.get("/api/transcripts.csv?separator=x")).status == 400
