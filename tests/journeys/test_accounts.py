"""Accounts in a browser on a phone: two steps to sign in, devices, staff, webhooks."""

from __future__ import annotations

from playwright.async_api import Browser, BrowserContext, Page, expect
from pyotp import TOTP

from tests.journeys.accessibility import narrow, scrolls_sideways, violations
from tests.journeys.people import PHONE, SECONDS
from tests.journeys.server import PASSWORD, ServerProcess


async def _checked(page: Page) -> None:
    """No view breaks a rule of axe, none scrolls sideways, a finger meets every button."""
    assert await violations(page) == []
    assert not await scrolls_sideways(page)
    assert await narrow(page) == []


async def _phone(browser: Browser) -> BrowserContext:
    viewport = {"width": PHONE["width"], "height": PHONE["height"]}
    return await browser.new_context(viewport=viewport, has_touch=True, is_mobile=True)  # type: ignore[arg-type]


async def _entered(context: BrowserContext, server: ServerProcess) -> Page:
    page = await context.new_page()
    await page.goto(f"{server.url}/console?lang=en")
    await page.get_by_label("Sign-in name").fill("wati")
    await page.get_by_label("Password").fill(PASSWORD)
    await page.keyboard.press("Enter")
    return page


async def _turned_on(page: Page, server: ServerProcess) -> list[str]:
    """Set the second factor up by the typed key; give the recovery codes."""
    await page.goto(f"{server.url}/console?lang=en#/akun")
    await page.get_by_label("Your password").first.fill(PASSWORD)
    await page.get_by_role("button", name="Turn on").click()
    await expect(page.get_by_role("img", name="QR code")).to_be_visible()
    await _checked(page)
    key = await page.locator(".account code").first.inner_text()
    await page.get_by_label("Six-digit code").fill(TOTP(key).now())
    await page.keyboard.press("Enter")
    await expect(page.get_by_text("10 recovery codes left")).to_be_visible()
    await _checked(page)
    return await page.locator(".recovery-codes code").all_inner_texts()


async def test_an_administrator_secures_accounts_from_a_phone(
    server: ServerProcess, browser: Browser
) -> None:
    """Two steps to sign in, a lost device put out, somebody invited, a webhook made."""
    server.run("staff", "add", "wati", "--name", "Wati", "--role", "admin", given=f"{PASSWORD}\n")
    lost = await _entered(await _phone(browser), server)
    await expect(lost.get_by_role("switch")).to_be_visible()
    codes = await _turned_on(lost, server)

    page = await _entered(await _phone(browser), server)
    await expect(page.get_by_label("Code of the authenticator app")).to_be_focused()
    await _checked(page)
    await page.keyboard.type(codes[0])
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("switch")).to_be_visible()
    await page.goto(f"{server.url}/console?lang=en#/akun")
    await page.get_by_role("button", name="Sign out all other devices").click()
    signed_out = lost.get_by_text("You have been signed out")
    await expect(signed_out).to_be_visible(timeout=20 * SECONDS)

    await page.goto(f"{server.url}/console?lang=en#/staf")
    invite = page.locator("section form")
    await invite.get_by_label("Name, as patrons see it").fill("Budi Baru")
    await invite.get_by_label("Sign-in name").fill("budi.baru")
    await page.keyboard.press("Enter")
    await expect(page.get_by_text("Give this link to budi.baru only")).to_be_visible()
    link = await page.locator("code.secret").inner_text()
    await page.get_by_text("Budi Baru").click()
    await _checked(page)
    await page.goto(f"{server.url}/console?lang=en#/webhook")
    await page.get_by_label("Address, beginning with https://").fill("https://perpus.example/hook")
    await page.get_by_label("a patron rates").check()
    await page.get_by_role("button", name="Make the webhook").click()
    await expect(page.get_by_text("Copy this signing key now")).to_be_visible()
    await page.locator("summary", has_text="perpus.example").click()
    await page.get_by_role("button", name="Latest announcements").click()
    await expect(page.get_by_text("Nothing was announced yet")).to_be_visible()
    await _checked(page)

    await lost.goto(f"{link.replace('/sandi', '/sandi?lang=en')}")
    await expect(lost.get_by_label("Code of the link")).not_to_have_value("")
    await _checked(lost)
