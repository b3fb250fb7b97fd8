"""“Did this answer it?” on public pages, without scripts."""

from __future__ import annotations

import re

from sqlmodel import select
from yarl import URL

from refdesk.store.page_votes import People, all_people
from refdesk.store.tables.lessons import PageVoteRow
from tests.web.conftest import Client
from tests.web.site import Site

Headers = dict[str, str]
ANSWERED = "/kb/perpanjang/answered?lang=id"


async def test_an_answer_that_did_not_help_leads_to_a_librarian(
    site: Site, client: Client, own: Headers
) -> None:
    """The form of the page keeps the vote; the thanks lead to a librarian, with the title."""
    text = await (await client.get("/kb/perpanjang?lang=id")).text()
    assert f'action="{ANSWERED}"' in text
    said = await client.post(ANSWERED, data={"answered": "no"}, headers=own)
    assert str(said.url.relative()) == "/kb/perpanjang/thanks?lang=id&answered=no"
    thanks = await said.text()
    (form,) = re.findall(r'class="quiet button" href="([^"]+)"', thanks)
    assert URL(form.replace("&amp;", "&")).query["page"] == "Bagaimana memperpanjang buku?"
    asking = await (await client.get(form.replace("&amp;", "&"))).text()
    assert 'name="page" value="Bagaimana memperpanjang buku?"' in asking
    assert await site.store._reader.read(all_people) == {"perpanjang": People(0, 1)}


async def test_a_hundred_votes_of_one_are_one(site: Site, client: Client, own: Headers) -> None:
    """One address is one voter of an entry, is stopped when it floods, and stays unnamed."""
    refused = 0
    for _ in range(100):
        said = await client.post(ANSWERED, data={"answered": "no"}, headers=own)
        refused += said.status == 429
    assert refused > 50
    assert await site.store._reader.read(all_people) == {"perpanjang": People(0, 1)}
    (mark,) = await site.store._reader.read(
        lambda c: c.execute(select(PageVoteRow.voter)).scalars().all()
    )
    assert re.fullmatch("[0-9a-f]{32}", mark)
    (learned,) = {one.rejected for one in await site.store.lessons.learned()}
    assert learned == 1


async def test_votes_come_from_our_own_pages(site: Site, client: Client, own: Headers) -> None:
    """Another site's form, an entry for staff and a word we did not offer change nothing."""
    foreign = await client.post(
        ANSWERED, data={"answered": "yes"}, headers={"Origin": "https://evil.example"}
    )
    assert foreign.status in (403, 404)
    internal = await client.post("/kb/kunci/answered", data={"answered": "yes"}, headers=own)
    assert internal.status == 404
    assert (await client.post(ANSWERED, data={"answered": "x"}, headers=own)).status == 400
    assert await site.store._reader.read(all_people) == {}


async def test_a_search_in_vain_goes_along_to_the_librarian(client: Client) -> None:
    """What was looked for need not be typed again."""
    text = await (await client.get("/kb/search?q=burung+beo&lang=id")).text()
    (form,) = re.findall(r'class="quiet button" href="([^"]+)"', text)
    assert URL(form.replace("&amp;", "&")).query["page"] == "Cari: burung beo"
