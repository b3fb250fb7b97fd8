"""The console for everybody: axe on each view, light and dark, phone and desktop."""

from __future__ import annotations

from typing import Literal

import pytest
from playwright.async_api import Browser, Page, expect

from refdesk.client import Client
from tests.journeys.accessibility import narrow, scrolls_sideways, violations
from tests.journeys.asking import patron
from tests.journeys.people import DESKTOP, PHONE
from tests.journeys.server import PASSWORD, ServerProcess


async def _signed_in(page: Page, server: ServerProcess) -> None:
    await page.goto(f"{server.url}/console?lang=en")
    await expect(page.get_by_label("Sign-in name")).to_be_visible()
    assert await violations(page) == []
    await page.get_by_label("Sign-in name").fill("rina")
    await page.get_by_label("Password").fill(PASSWORD)
    await page.keyboard.press("Enter")
    await page.get_by_role("switch").click()
    await expect(page.get_by_role("switch")).to_be_checked()


async def _desk(page: Page, asking: Client) -> None:
    """The lists with an offer, then the conversation with its dialogs."""
    await asking.open("jam buka hari minggu ga?")
    claim = page.get_by_role("button", name="Claim", exact=True)
    await expect(claim).to_be_visible()
    assert await violations(page) == []
    await claim.click()
    await expect(page.get_by_role("button", name="Hold")).to_be_visible()
    await page.locator("form.composer textarea").fill("Kami buka sampai pukul satu.")
    await page.get_by_role("button", name="Send", exact=True).click()
    await expect(page.get_by_role("log")).to_contain_text("pukul satu")
    assert await violations(page) == []
    assert await narrow(page) == [] or page.viewport_size == DESKTOP
    for opens in ("Transfer", "Return", "Settings", "End"):
        await page.get_by_role("button", name=opens, exact=True).click()
        await expect(page.get_by_role("dialog")).to_be_visible()
        assert await violations(page) == []
        assert not await scrolls_sideways(page)
        await page.keyboard.press("Escape")
        await expect(page.get_by_role("dialog")).to_have_count(0)


async def _transcripts(page: Page) -> None:
    await page.get_by_role("link", name="Transcripts", exact=True).click()
    await expect(page.get_by_text("1 conversation", exact=True)).to_be_visible()
    assert await violations(page) == []
    assert not await scrolls_sideways(page)
    await page.get_by_role("link", name="jam buka hari minggu ga?", exact=True).click()
    await expect(page.get_by_text("Kami buka sampai pukul satu.").first).to_be_visible()
    assert await violations(page) == []
    assert not await scrolls_sideways(page)


@pytest.mark.parametrize(
    ("window", "colours"), [(DESKTOP, "light"), (PHONE, "dark")], ids=["desktop", "phone"]
)
async def test_every_view_is_for_everybody(
    server: ServerProcess,
    browser: Browser,
    window: dict[str, int],
    colours: Literal["light", "dark"],
) -> None:
    """No view breaks a rule of axe, none scrolls sideways, a finger meets every button."""
    touch = window is PHONE
    context = await browser.new_context(
        viewport={"width": window["width"], "height": window["height"]},
        color_scheme=colours,
        has_touch=touch,
        is_mobile=touch,
    )
    page = await context.new_page()
    await _signed_in(page, server)
    async with patron(server) as asking:
        await _desk(page, asking)
    if touch:
        await page.get_by_role("link", name="Suggestions").click()
        await expect(page.get_by_role("searchbox")).to_be_visible()
        assert await violations(page) == []
    await _transcripts(page)
    await _condition(page, server)


async def _condition(page: Page, server: ServerProcess) -> None:
    """How the service is, with what the doctor finds: rina is a coordinator."""
    await page.goto(f"{server.url}/keadaan?lang=en")
    await expect(page.get_by_role("heading", name="Examination of the server")).to_be_visible()
    assert await violations(page) == []
    assert not await scrolls_sideways(page)
    assert await narrow(page) == [] or page.viewport_size == DESKTOP
