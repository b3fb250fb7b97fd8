"""The public pages of the knowledge base."""

import base64
import hashlib
import json
import re
import xml.etree.ElementTree as ET
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from kb.entries import Entry, Kind, Lang, Source
from refdesk.domain.actors import StaffRole
from refdesk.web.entry_texts import text_of
from refdesk.web.structured_data import structured
from tests.web.conftest import Client
from tests.web.site import HISTORY, MORNING, ORIGIN, Site
from tests.web.test_requests import staff
from tests.web.test_transcripts import Headers


async def test_index_lists_entries_by_topic(client: Client) -> None:
    """Questions stand under their topic's name, pathfinders by themselves."""
    text = await (await client.get("/kb?lang=id")).text()
    assert 'id="peminjaman">Peminjaman' in text
    assert 'href="/kb/perpanjang?lang=id"' in text
    assert "Panduan sejarah kota" in text


async def test_staff_entries_stay_inside(client: Client) -> None:
    """An entry for staff is on no public page, not even under its own address."""
    for path in ("/kb", "/kb/search?q=kunci gudang buku", "/sitemap.xml"):
        text = await (await client.get(path)).text()
        assert "/kb/kunci" not in text
        assert "kepala layanan" not in text
    assert (await client.get("/kb/kunci")).status == 404


async def test_entry_shows_answer_sources_and_related(client: Client) -> None:
    """An entry renders its Markdown, names its sources and leads to related ones."""
    text = await (await client.get("/kb/perpanjang?lang=id")).text()
    assert "<strong>meja</strong> sirkulasi &amp; bawa" in text
    assert "/kb/sejarah?lang=id" in text
    text = await (await client.get("/kb/sejarah?lang=id")).text()
    assert "No. panggil 959.8" in text


async def test_entry_in_one_language_only_is_shown_all_the_same(client: Client) -> None:
    """A reader of English gets the Indonesian entry rather than nothing, marked as Indonesian."""
    response = await client.get("/kb/sejarah?lang=en")
    assert response.status == 200
    assert 'class="entry" lang="id"' in await response.text()


async def test_alternates_are_the_versions_there_are(client: Client) -> None:
    """A page names its own address and its other language, if it has one, as the sitemap does."""
    pattern = r'rel="(?:canonical|alternate)"(?: hreflang="(..)")? href="([^"]+)"'
    both = re.findall(pattern, await (await client.get("/kb/perpanjang?lang=en")).text())
    address = f"{ORIGIN}/kb/perpanjang?lang="
    expected = {("id", f"{address}id"), ("en", f"{address}en"), ("", f"{address}en")}
    assert set(both) == expected
    text = await (await client.get("/kb/sejarah?lang=en")).text()
    one = f"{ORIGIN}/kb/sejarah?lang=id"
    assert set(re.findall(pattern, text)) == {("id", one), ("", one)}
    assert '"@type": "Article"' in text


async def test_search_finds_and_admits_when_it_does_not(client: Client) -> None:
    """A search lists what fits; without a hit it says so and offers a librarian."""
    found = await (await client.get("/kb/search?q=perpanjang buku&lang=id")).text()
    assert "Bagaimana memperpanjang buku?" in found
    assert "paling dekat" not in found
    near = await (await client.get("/kb/search?q=buku resep masakan padang&lang=id")).text()
    assert "paling dekat" in near
    nothing = await (await client.get("/kb/search?q=zzzqqq&lang=en")).text()
    assert "No answer fits" in nothing
    assert "/chat?lang=en" in nothing


async def test_structured_data_is_allowed_by_its_hash(client: Client) -> None:
    """The FAQ's data block parses, and the policy names exactly its hash."""
    response = await client.get("/kb/perpanjang?lang=id")
    block = re.search(r'<script type="application/ld\+json">(.*?)</script>', await response.text())
    assert block is not None
    data = json.loads(block[1])
    assert data["@type"] == "FAQPage"
    assert data["mainEntity"][0]["name"] == "Bagaimana memperpanjang buku?"
    assert data["inLanguage"] == "id"
    digest = base64.b64encode(hashlib.sha256(block[1].encode()).digest()).decode()
    assert f"'sha256-{digest}'" in response.headers["Content-Security-Policy"]


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1))
def test_structured_data_cannot_end_its_element(title: str) -> None:
    """No title or answer closes the script element it is written into."""
    entry = Entry(id="x", lang=Lang.ENGLISH, kind=Kind.FAQ, title=f"</script>{title}", answer=title)
    written = structured(entry)
    assert "<" not in written
    assert json.loads(written)["mainEntity"][0]["name"] == f"</script>{title}"


async def test_sitemap_pairs_the_languages(client: Client) -> None:
    """The sitemap is XML and names the versions of an entry in other languages."""
    root = ET.fromstring(await (await client.get("/sitemap.xml")).text())  # noqa: S314 # our own
    pages = [page.findtext("{*}loc") for page in root]
    assert f"{ORIGIN}/kb/perpanjang?lang=en" in pages
    links = {link.get("hreflang") for page in root for link in page.findall("{*}link")}
    assert links == {"id", "en"}


async def test_searching_by_api_gives_safe_html(client: Client) -> None:
    """The panel's search gives public entries with HTML, text and address."""
    answer = await (await client.get("/api/kb/search?q=perpanjang buku&lang=id")).json()
    best = answer["offers"][0]
    assert best["entry"] == "perpanjang"
    assert "<strong>meja</strong>" in best["answer"]
    assert best["url"] == "/kb/perpanjang?lang=id"
    assert all(offer["entry"] != "kunci" for offer in answer["offers"])


async def test_a_source_with_a_script_for_an_address_is_no_link(site: Site, client: Client) -> None:
    """However an address came into the database, only one that runs nothing is linked."""
    sources = (Source(title="Jahat", link="javascript:alert(1)"), Source(title="Baik", link="/kb"))
    await site.store.entries.replace_all([replace(HISTORY, sources=sources)], MORNING, "test")
    await site.parts.shelf.refresh()
    text = await (await client.get("/kb/sejarah?lang=id")).text()
    assert "Jahat" in text
    assert "javascript" not in text
    assert '<a href="/kb" rel="noopener external">Baik</a>' in text


async def test_a_canned_reply_has_no_page(site: Site, client: Client, own: Headers) -> None:
    """Librarians find it in a list, and send it; no address goes along that patrons cannot open."""
    reply = Entry(
        id="salam",
        lang=Lang.INDONESIAN,
        kind=Kind.CANNED,
        title="Salam pembuka ramah",
        answer="Halo.",
    )
    assert text_of(reply).url == ""
    await site.store.entries.replace_all([reply], MORNING, "test")
    await site.parts.shelf.refresh()
    assert (await client.get("/kb/salam")).status == 404
    assert (await client.get("/api/kb/canned")).status == 401
    await staff(site, client, own, StaffRole.TRAINEE)
    told = await (await client.get("/api/kb/canned?lang=id")).json()
    (listed,) = told["offers"]
    assert (listed["title"], listed["text"]) == ("Salam pembuka ramah", "Halo.")
    assert not (await (await client.get("/api/kb/canned?lang=en")).json())["offers"]
