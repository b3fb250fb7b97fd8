"""People in front of real browsers, a patron, a librarian, acting as people do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from playwright.async_api import Browser, BrowserContext, Locator, Page, ViewportSize, expect

from tests.journeys.server import PASSWORD, ServerProcess

PHONE: ViewportSize = {"width": 360, "height": 740}
DESKTOP: ViewportSize = {"width": 1366, "height": 768}
SECONDS = 1000.0  # playwright counts milliseconds


async def _page(context: BrowserContext, faults: list[str]) -> Page:
    page = await context.new_page()
    page.set_default_timeout(20 * SECONDS)
    page.on("pageerror", lambda error: faults.append(str(error)))
    return page


@dataclass
class Patron:
    """A patron on a phone; `faults` are errors that scripts of the page threw."""

    page: Page
    faults: list[str]

    @classmethod
    async def at(cls, browser: Browser, address: str, language: str = "id") -> Self:
        """Open an address on a phone of 360 px."""
        locale = "en-GB" if language == "en" else "id-ID"
        context = await browser.new_context(
            viewport=PHONE, locale=locale, timezone_id="Asia/Jakarta", has_touch=True
        )
        faults: list[str] = []
        page = await _page(context, faults)
        await page.goto(address)
        return cls(page, faults)

    @property
    def log(self) -> Locator:
        """The conversation as a screen reader finds it."""
        return self.page.get_by_role("log")

    async def ask(self, text: str, button: str = "Tanya pustakawan") -> None:
        """Write the first question and send it."""
        await self.page.locator("#question").fill(text)
        await self.page.get_by_role("button", name=button, exact=True).click()
        await expect(self.log).to_contain_text(text)

    async def say(self, text: str) -> None:
        """Write into the conversation."""
        await self.page.get_by_placeholder("Tulis pesan").fill(text)
        await self.page.get_by_role("button", name="Kirim", exact=True).click()

    async def reads(self, text: str) -> None:
        """Wait until the conversation shows a text, once."""
        await expect(self.log.get_by_text(text, exact=False)).to_have_count(1, timeout=30 * SECONDS)

    async def rate(self, label: str) -> None:
        """Rate the ended conversation."""
        await self.page.get_by_role("radio", name=label, exact=False).check(force=True)
        await self.page.get_by_role("button", name="Kirim penilaian").click()
        await expect(self.page.get_by_text("Terima kasih atas penilaian Anda.")).to_be_visible()


@dataclass
class Librarian:
    """A librarian at the console on a desktop computer."""

    page: Page
    faults: list[str]

    @classmethod
    async def signed_in(cls, browser: Browser, server: ServerProcess, login: str) -> Self:
        """Open the console and sign in."""
        context = await browser.new_context(
            viewport=DESKTOP, locale="id-ID", timezone_id="Asia/Jakarta"
        )
        faults: list[str] = []
        page = await _page(context, faults)
        await page.goto(f"{server.url}/console")
        await page.get_by_label("Nama masuk").fill(login)
        await page.get_by_label("Kata sandi").fill(PASSWORD)
        await page.get_by_role("button", name="Masuk", exact=True).click()
        await expect(page.get_by_role("switch")).to_be_visible()
        return cls(page, faults)

    @property
    def log(self) -> Locator:
        """The open conversation."""
        return self.page.get_by_role("log")

    async def on_duty(self) -> None:
        """Switch duty on."""
        await self.page.get_by_role("switch").click()
        await expect(self.page.get_by_role("switch")).to_be_checked()

    async def claim(self) -> None:
        """Claim the first question that waits."""
        await self.page.get_by_role("button", name="Ambil", exact=False).first.click()
        await expect(self.log).to_be_visible()

    async def write(self, text: str) -> None:
        """Send what is in the composer after adding a text."""
        await self.composer.press("Control+End")
        await self.composer.press_sequentially(text)
        await self.send()

    @property
    def composer(self) -> Locator:
        """The field to write in."""
        return self.page.locator("form.composer textarea")

    async def send(self) -> None:
        """Send what the composer holds, once the console has caught up and allows it."""
        send = self.page.locator("form.composer [type=submit]")
        await expect(send).to_be_enabled(timeout=30 * SECONDS)
        await self.composer.press("Control+Enter")
        await expect(self.composer).to_have_value("", timeout=20 * SECONDS)

    async def note(self, text: str) -> None:
        """Leave a note that the patron never sees."""
        await self.page.get_by_role("button", name="Catatan internal", exact=True).click()
        await self.composer.fill(text)
        await self.send()
        await self.page.get_by_role("button", name="Balasan", exact=True).click()

    async def finish(self, level: str = "2", kind: str = "b") -> None:
        """End the conversation, coding it by two keys."""
        await self.page.get_by_role("button", name="Selesaikan", exact=True).click()
        dialog = self.page.get_by_role("dialog")
        await expect(dialog.get_by_role("radio").first).to_be_attached()
        await self.page.keyboard.press(level)
        await self.page.keyboard.press(kind)
        await self.page.keyboard.press("Enter")
        await expect(dialog).to_be_hidden()
