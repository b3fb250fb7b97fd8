"""The panel for everybody: axe on each screen, light and dark, narrow; by keyboard alone."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Literal

import pytest
from playwright.async_api import Browser, Page, expect

from tests.journeys.accessibility import narrow, scrolls_sideways, violations
from tests.journeys.people import PHONE
from tests.journeys.server import ServerProcess


@pytest.fixture
async def page(calm_server: ServerProcess, browser: Browser) -> AsyncIterator[Page]:
    """The chat on a phone, in Indonesian."""
    context = await browser.new_context(viewport=PHONE, locale="id-ID")
    page = await context.new_page()
    await page.goto(f"{calm_server.url}/chat?lang=id")
    await expect(page.get_by_text("Belum ada pustakawan yang bertugas")).to_be_visible()
    yield page
    await context.close()


async def _is_accessible(page: Page) -> None:
    assert await violations(page) == []
    assert await narrow(page) == []
    assert not await scrolls_sideways(page)


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_every_screen_is_accessible(page: Page, scheme: Literal["light", "dark"]) -> None:
    """No rule of WCAG 2.2 AA is broken, no target too small, nothing to scroll sideways."""
    await page.emulate_media(color_scheme=scheme)
    await page.set_viewport_size({"width": 320, "height": 640})
    await _is_accessible(page)
    await page.locator("#question").fill("gmn cara perpanjang buku")
    await page.get_by_role("button", name="Cari dulu di tanya jawab").click()
    await expect(page.get_by_text("jawaban ditemukan")).to_be_visible()
    await _is_accessible(page)
    await page.get_by_role("button", name="Tetap tanya pustakawan").click()
    await expect(
        page.get_by_role("button", name="Ini menjawab pertanyaan saya").first
    ).to_be_visible()
    await expect(page.get_by_role("region", name="Kode kembali")).to_be_visible()
    await _is_accessible(page)
    await page.get_by_role("button", name="Menu").click()
    await page.get_by_role("button", name="Selesai & lupakan").click()
    await _is_accessible(page)
    await page.keyboard.press("Escape")
    await page.get_by_role("button", name="Ini menjawab pertanyaan saya").first.click()
    await page.get_by_role("radio", name="Sangat baik").check(force=True)
    await _is_accessible(page)


async def test_the_keyboard_is_enough(page: Page) -> None:
    """Ask, read a suggestion, accept it, rate: without a pointer, the focus never lost."""
    press = page.keyboard.press
    await page.locator("#question").focus()
    await page.keyboard.type("gmn cara perpanjang buku")
    await press("Tab")
    await press("Enter")
    await expect(page.get_by_role("log")).to_be_focused()
    await expect(page.locator("details.answer").first).to_have_attribute("open", "")
    await press("Tab")
    await expect(page.locator("summary").first).to_be_focused()
    await page.get_by_role("button", name="Ini menjawab pertanyaan saya").first.focus()
    await press("Enter")
    await expect(page.get_by_text("Terjawab oleh tanya jawab perpustakaan.")).to_be_visible()
    assert await page.evaluate("document.activeElement !== document.body")
    await page.get_by_role("radio").first.focus()
    await press("Space")
    await press("ArrowRight")
    await expect(page.get_by_role("radio", name="Kurang")).to_be_checked()
    await press("Tab")
    await press("Tab")
    await press("Enter")
    await expect(page.get_by_text("Terima kasih atas penilaian Anda.")).to_be_focused()


async def test_the_menu_gives_the_focus_back(page: Page) -> None:
    """The menu takes the focus when it opens; Escape closes it and returns the focus."""
    await page.get_by_role("button", name="Menu").press("Enter")
    await expect(page.get_by_role("heading", name="Menu")).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("button", name="Menu")).to_be_focused()


async def test_the_log_is_there_before_its_messages(page: Page) -> None:
    """A screen reader is told of additions to a log that it knows already."""
    await page.evaluate(
        """() => new MutationObserver((changes) => {
            for (const change of changes) for (const node of change.addedNodes) {
                const log = node.querySelector?.("[role=log]");
                if (log) window.logBegan = log.textContent;
            }
        }).observe(document.body, { childList: true, subtree: true })"""
    )
    await page.locator("#question").fill("apakah ada ruang rapat?")
    await page.get_by_role("button", name="Tanya pustakawan", exact=True).click()
    await expect(page.get_by_role("log")).to_contain_text("apakah ada ruang rapat?")
    assert not await page.get_by_role("log").get_attribute("aria-atomic")
    assert await page.evaluate("typeof window.logBegan") == "string"
