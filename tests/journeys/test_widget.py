"""The widget on a library's own page: under its policy, by keyboard, with the server away."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from playwright.async_api import Browser, FrameLocator, expect

from tests.journeys.people import DESKTOP, PHONE, Librarian
from tests.journeys.server import ServerProcess, free_port


@dataclass
class Library:
    """A server, and the library's page that embeds its widget."""

    server: ServerProcess
    page: str


@pytest.fixture
async def library(tmp_path: Path) -> AsyncIterator[Library]:
    """Run both; the page forbids by its policy all that the widget does not need."""
    port = free_port()
    server = ServerProcess(tmp_path, {"REFDESK_SITES": f"http://127.0.0.1:{port}"})
    server.prepare("rina")
    await server.start()
    async with TestServer(_site(server.url), port=port) as site:
        yield Library(server, str(site.make_url("/")))
    server.stop()


def _site(server: str) -> web.Application:
    policy = f"default-src 'none'; script-src {server}; frame-src {server}"
    html = (
        '<!doctype html><html lang="id"><title>Layanan kami</title><h1>Perpustakaan</h1>'
        f'<a href="/">Beranda</a><script async src="{server}/widget.js"></script>'
    )

    async def page(_: web.Request) -> web.Response:
        headers = {"Content-Security-Policy": policy}
        return web.Response(text=html, content_type="text/html", headers=headers)

    app = web.Application()
    app.router.add_get("/", page)
    return app


async def _ask(panel: FrameLocator, text: str) -> None:
    await panel.locator("#question").fill(text)
    await panel.get_by_role("button", name="Tanya pustakawan", exact=True).click()
    await expect(panel.get_by_role("log")).to_contain_text(text)


async def test_a_strict_policy_is_enough(library: Library, browser: Browser) -> None:
    """The host's policy forbids nothing the widget does; opened and closed by keyboard."""
    page = await (await browser.new_context(viewport=DESKTOP, locale="id-ID")).new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    await page.goto(library.page)
    button = page.get_by_role("button", name="Tanya pustakawan")
    await expect(button).to_have_css("background-color", "rgb(15, 92, 99)")
    await button.press("Enter")
    panel = page.frame_locator("iframe")
    await expect(panel.locator("#question")).to_be_focused()
    close = page.get_by_role("button", name="Tutup")
    await expect(close).to_have_attribute("aria-expanded", "true")
    assert "page=Layanan+kami" in page.frames[1].url
    await page.keyboard.press("Escape")
    await expect(button).to_be_focused()
    await expect(button).to_have_attribute("aria-expanded", "false")
    assert not [text for text in complaints if "policy" in text.lower()]


async def test_an_answer_is_noticed_while_the_panel_is_closed(
    library: Library, browser: Browser
) -> None:
    """The talk goes on over a page change; a new message shows as a number on the button."""
    page = await (await browser.new_context(viewport=PHONE, locale="id-ID")).new_page()
    await page.goto(library.page)
    await page.get_by_role("button", name="Tanya pustakawan").click()
    panel = page.frame_locator("iframe")
    box = await page.locator("refdesk-widget iframe").bounding_box()
    assert box is not None
    assert (box["width"], box["height"]) == (PHONE["width"], PHONE["height"])
    await _ask(panel, "apakah ada ruang rapat?")
    await page.goto(library.page)
    await expect(panel.get_by_role("log")).to_contain_text("apakah ada ruang rapat?")
    await panel.get_by_role("button", name="Tutup").click()

    rina = await Librarian.signed_in(browser, library.server, "rina")
    await rina.page.get_by_role("button", name="Jawab").click()
    await rina.write("Ada, di lantai tiga.")
    button = page.get_by_role("button", name="Tanya pustakawan (1 pesan baru)")
    await button.click()
    await expect(panel.get_by_role("log")).to_contain_text("Ada, di lantai tiga.")
    await panel.get_by_role("button", name="Tutup").click()
    await expect(page.get_by_role("button", name="Tanya pustakawan", exact=True)).to_be_visible()


async def test_a_server_that_is_away_leaves_the_page_unharmed(
    library: Library, browser: Browser
) -> None:
    """Without the script nothing happens; without the panel there is an apology, and a way out."""
    page = await (await browser.new_context(viewport=PHONE, locale="id-ID")).new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    await page.goto(library.page)
    await expect(page.get_by_role("button", name="Tanya pustakawan")).to_be_visible()
    library.server.kill()
    await page.get_by_role("button", name="Tanya pustakawan").click()
    await expect(page.get_by_role("alert")).to_contain_text("belum dapat dihubungi", timeout=30_000)
    await page.get_by_role("button", name="Tutup").last.click()
    await expect(page.get_by_role("heading", name="Perpustakaan")).to_be_visible()
    await page.goto(library.page)
    await page.get_by_role("link", name="Beranda").click()
    await expect(page.get_by_role("heading", name="Perpustakaan")).to_be_visible()
    assert faults == []
