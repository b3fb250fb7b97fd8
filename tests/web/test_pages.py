"""The pages that need no scripts."""

from pathlib import Path

import pytest
from pytest_aiohttp.plugin import AiohttpClient

from tests.web.caring import LIBRARY
from tests.web.conftest import Client
from tests.web.site import ORIGIN, Setting, open_site

PAGES = ["/", "/kb", "/kb/perpanjang", "/kb/search?q=buku", "/tanya", "/first-run"]


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize(("accepted", "language"), [("", "id"), ("en-GB", "en")])
async def test_pages_speak_the_readers_language(
    client: Client, path: str, accepted: str, language: str
) -> None:
    """Each page is in the browser's language, Indonesian by default, and says so."""
    response = await client.get(path, headers={"Accept-Language": accepted})
    text = await response.text()
    assert response.status == 200
    assert f'<html lang="{language}">' in text
    assert response.headers["Content-Language"] == language
    assert LIBRARY in text


@pytest.mark.parametrize("path", [*PAGES, "/no-such-page", "/chat", "/console"])
async def test_pages_hold_no_inline_code(client: Client, path: str) -> None:
    """No page has inline styles, handlers or scripts that the policy would have to allow."""
    response = await client.get(path)
    text = await response.text()
    assert " style=" not in text
    assert " onclick=" not in text
    assert "<script>" not in text
    assert "unsafe" not in response.headers["Content-Security-Policy"]


async def test_a_missing_page_says_so_as_a_page(client: Client) -> None:
    """A mistyped address gets a page in the reader's language with ways to go on."""
    response = await client.get("/no-such-page?lang=en")
    text = await response.text()
    assert response.status == 404
    assert "There is no such page" in text
    assert 'href="/chat?lang=en"' in text


async def test_a_missing_api_says_so_as_json(client: Client) -> None:
    """A program gets code, key and sentence."""
    response = await client.get("/api/no-such-thing")
    assert response.status == 404
    assert (await response.json())["code"] == "forbidden_or_absent"
    assert (await response.json())["key"] == "no_such_page"


async def test_wrong_method_is_told(client: Client) -> None:
    """An address used in a way it does not know answers 405."""
    assert (await client.post("/kb")).status == 405


async def test_landing_links_the_sample_site(tmp_path: Path, aiohttp_client: AiohttpClient) -> None:
    """The demo's sample page is linked from the landing page, and only there is one."""
    async with open_site(tmp_path, Setting(sample_url="http://127.0.0.1:8081/")) as site:
        client: Client = await aiohttp_client(site.app)
        assert 'href="http://127.0.0.1:8081/"' in await (await client.get("/")).text()


async def test_text_of_the_address_is_escaped(client: Client) -> None:
    """What somebody puts into an address never becomes markup."""
    evil = '"><script>alert(1)</script>'
    for path, name in (("/kb/search", "q"), ("/panel", "page"), ("/chat", "source")):
        text = await (await client.get(path, params={name: evil})).text()
        assert "<script>alert" not in text


async def test_robots_reach_the_knowledge_base_only(client: Client) -> None:
    """Search engines are shown the knowledge base and its map, no conversation."""
    text = await (await client.get("/robots.txt")).text()
    assert "Allow: /kb" in text
    assert "Disallow: /" in text
    assert f"Sitemap: {ORIGIN}/sitemap.xml" in text
