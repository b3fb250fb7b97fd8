"""Who may frame the panel, what the framing page may read, where pages send requests."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from playwright.async_api import Browser, Page, expect

from refdesk.operations.sample_site import application
from tests.journeys.people import PHONE
from tests.journeys.server import ServerProcess, free_port


class Sites:
    """A server that permits one library page, with that page and a stranger's."""

    def __init__(self, server: ServerProcess, permitted: str, foreign: str) -> None:
        self.server, self.permitted, self.foreign = server, permitted, foreign


@pytest.fixture
async def sites(tmp_path: Path) -> AsyncIterator[Sites]:
    """Run the server, the sample site as the library's, and again as somebody else's."""
    port = free_port()
    server = ServerProcess(tmp_path, {"REFDESK_SITES": f"http://127.0.0.1:{port}"})
    server.prepare("rina")
    async with (
        server.running(),
        TestServer(_site(server.url), port=port) as own,
        TestServer(_site(server.url)) as other,
    ):
        yield Sites(server, str(own.make_url("/")), str(other.make_url("/")))


def _site(server: str) -> web.Application:
    app = application(server)
    page = f'<!doctype html><title>x</title><iframe src="{server}/console"></iframe>'

    async def framed_console(_: web.Request) -> web.Response:
        return web.Response(text=page, content_type="text/html")

    app.router.add_get("/framed-console", framed_console)
    return app


async def _open_panel(browser: Browser, address: str) -> Page:
    page = await (await browser.new_context(viewport=PHONE, locale="id-ID")).new_page()
    await page.goto(address)
    await page.get_by_role("button", name="Tanya pustakawan").click()
    return page


async def test_a_permitted_page_frames_the_panel_and_reads_nothing_of_it(
    sites: Sites, browser: Browser
) -> None:
    """The panel opens in the library's page; a script of that page cannot look inside."""
    page = await _open_panel(browser, sites.permitted)
    inside = page.frame_locator("iframe")
    await inside.locator("#question").fill("apakah ada ruang rapat?")
    await inside.get_by_role("button", name="Tanya pustakawan", exact=True).click()
    await expect(inside.get_by_role("log")).to_contain_text("apakah ada ruang rapat?")
    seen = await page.evaluate(
        """() => {
            const widget = document.querySelector("refdesk-widget");
            const frame = widget.shadowRoot.querySelector("iframe");
            try { return frame.contentDocument === null ? "closed" : "open"; }
            catch { return "closed"; }
        }"""
    )
    assert seen == "closed"
    stored = await page.evaluate("() => JSON.stringify([{...localStorage}, {...sessionStorage}])")
    assert "ruang rapat" not in stored


async def test_a_stranger_cannot_frame_the_panel(sites: Sites, browser: Browser) -> None:
    """On a page of an origin not in the settings the browser refuses the frame."""
    page = await _open_panel(browser, sites.foreign)
    await page.wait_for_timeout(1_000)
    assert len(page.frames) > 1
    assert all("chrome-error" in frame.url for frame in page.frames[1:])
    assert await page.frame_locator("iframe").locator("#question").count() == 0


async def test_nobody_frames_the_console(sites: Sites, browser: Browser) -> None:
    """Not even the library's own page."""
    page = await (await browser.new_context()).new_page()
    await page.goto(f"{sites.permitted}framed-console")
    await page.wait_for_timeout(500)
    assert ["chrome-error" in frame.url for frame in page.frames[1:]] == [True]


async def test_no_page_asks_another_host(sites: Sites, browser: Browser) -> None:
    """The sample page with the panel, the chat, the console, the public pages: own hosts only."""
    page = await (await browser.new_context(locale="id-ID")).new_page()
    asked: set[str] = set()
    page.on("request", lambda request: asked.add(urlsplit(request.url).netloc))
    await page.goto(sites.permitted)
    await page.get_by_role("button", name="Tanya pustakawan").click()
    await expect(page.frame_locator("iframe").locator("#question")).to_be_visible()
    for path in ("/", "/chat", "/console", "/kb", "/kb/perpanjang-pinjaman", "/tanya"):
        await page.goto(f"{sites.server.url}{path}", wait_until="load")
    allowed = {urlsplit(sites.permitted).netloc, urlsplit(sites.server.url).netloc}
    assert asked - {""} <= allowed


async def test_a_foreign_origin_is_not_let_in(sites: Sites, browser: Browser) -> None:
    """A script of a stranger's page gets no socket, whatever cookies the browser holds."""
    page = await (await browser.new_context()).new_page()
    await page.goto(sites.foreign)
    for role in ("patron", "staff"):
        address = f"{sites.server.url.replace('http', 'ws', 1)}/ws/{role}"
        outcome = await page.evaluate(
            """(address) => new Promise((done) => {
                const socket = new WebSocket(address, "refdesk.1");
                socket.onopen = () => done("open");
                socket.onerror = () => done("refused");
            })""",
            address,
        )
        assert outcome == "refused", role
