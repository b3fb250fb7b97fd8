"""An offer reaches the librarian wherever in the console they are, covering nothing."""

from __future__ import annotations

from playwright.async_api import Browser, Locator, Page, expect

from tests.journeys.asking import patron
from tests.journeys.people import PHONE, Librarian
from tests.journeys.server import ServerProcess

KEPT = 6  # more kept questions than fit on a screen


def _claim(page: Page) -> Locator:
    return page.get_by_role("button", name="Ambil", exact=True)


async def _keep_questions(server: ServerProcess) -> None:
    for number in range(KEPT):
        async with patron(server) as asking:
            await asking.open(f"pertanyaan malam nomor {number}")


async def test_an_offer_is_in_sight_on_a_desktop_whatever_is_read(
    server: ServerProcess, browser: Browser
) -> None:
    """Lists scrolled to their end, transcripts open: the offer can be claimed, said aloud once."""
    await _keep_questions(server)
    rina = await Librarian.signed_in(browser, server, "rina")
    await rina.on_duty()
    await rina.page.get_by_text(f"nomor {KEPT - 1}").scroll_into_view_if_needed()
    await rina.page.get_by_role("link", name="Transkrip").click()
    async with patron(server) as asking:
        await asking.open("ada ruang rapat?")
        await expect(_claim(rina.page)).to_be_in_viewport(ratio=1)
        said = rina.page.get_by_text("Pertanyaan baru menunggu pustakawan.")
        await expect(said).to_have_count(1)
        await _claim(rina.page).click()
        await expect(rina.log).to_contain_text("ada ruang rapat?")


async def test_an_offer_is_in_sight_on_a_phone_whatever_is_read(
    server: ServerProcess, browser: Browser
) -> None:
    """In another conversation a bar offers it above the buttons; the way to the desk counts it."""
    rina = await Librarian.signed_in(browser, server, "rina")
    await rina.page.set_viewport_size(PHONE)
    await rina.on_duty()
    async with patron(server) as first, patron(server) as second:
        await first.open("jam buka hari libur?")
        await rina.claim()
        await expect(rina.page.get_by_role("button", name="Selesaikan")).to_be_enabled()
        await second.open("ada loker?")
        await expect(_claim(rina.page)).to_be_in_viewport(ratio=1)
        await rina.page.get_by_role("button", name="Selesaikan").click(trial=True)
        await expect(rina.page.get_by_role("link", name="Meja")).to_contain_text("menunggu Anda")
        for part in ("Saran", "Transkrip"):
            await rina.page.get_by_role("link", name=part).first.click()
            await expect(_claim(rina.page)).to_be_in_viewport(ratio=1)
        await _claim(rina.page).click()
        await expect(rina.log).to_contain_text("ada loker?")
    assert rina.faults == []
