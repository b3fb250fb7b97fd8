"""Who reads an entry's page is counted, not known."""

from __future__ import annotations

import csv
import io

from refdesk.domain.actors import StaffRole
from tests.web.conftest import Client
from tests.web.site import PASSWORD, Site

PHONE = "Mozilla/5.0 (Linux; Android 10; K) Chrome/143.0.0.0 Mobile Safari/537.36"
PAGE = "/kb/perpanjang?lang=id"


async def test_only_people_who_are_no_staff_are_counted(
    site: Site, client: Client, own: dict[str, str]
) -> None:
    """A reader counts; a program, a page fetched ahead, a link checker and a librarian do not."""
    await client.get(PAGE, headers={"User-Agent": PHONE})
    for headers in (
        {"User-Agent": "Mozilla/5.0 (compatible; Googlebot/2.1)"},
        {"User-Agent": "WhatsApp/2.23"},
        {"User-Agent": PHONE, "Sec-Purpose": "prefetch;prerender"},
        {"User-Agent": ""},
    ):
        assert (await client.get(PAGE, headers=headers)).status == 200
    await client.head(PAGE, headers={"User-Agent": PHONE})
    await _signed_in(site, client, own)
    await client.get(PAGE, headers={"User-Agent": PHONE})
    await site.parts.uses.keep()
    found = await client.get("/api/kb/entries")
    rows = {row["id"]: (row["viewed"], row["offered"]) for row in (await found.json())["rows"]}
    assert rows == {"perpanjang": (1, 0), "sejarah": (0, 0), "kunci": (0, 0)}


async def test_the_list_is_a_table_with_the_use_by_month(
    site: Site, client: Client, own: dict[str, str]
) -> None:
    """The file has the filters of the list, a column for each month, in the reader's language."""
    await client.get(PAGE, headers={"User-Agent": PHONE})
    await site.parts.uses.keep()
    await _signed_in(site, client, own)
    text = await (await client.get("/api/kb/entries.csv?kind=faq&lang=en")).text()
    table = list(csv.DictReader(io.StringIO(text.lstrip("\ufeff"))))
    assert {row["Address of the entry"]: row["Read 2026-03"] for row in table} == {
        "perpanjang": "1",
        "kunci": "0",
    }
    unused = await (await client.get("/api/kb/entries.csv?use=never")).text()
    assert "sejarah" in unused
    assert "perpanjang" not in unused
    history = await (await client.get("/api/kb/entries/perpanjang/revisions")).json()
    assert history["use"][0] == {"month": "2026-03", "viewed": 1, "offered": 0}
    assert len(history["use"]) == 12


async def _signed_in(site: Site, client: Client, own: dict[str, str]) -> None:
    await site.staff("sari", StaffRole.EDITOR)
    said = await client.post(
        "/api/sign-in", json={"login": "sari", "password": PASSWORD}, headers=own
    )
    assert said.status == 200
