"""What the panel shows of a conversation on a small screen: beginnings, the end, long texts."""

from __future__ import annotations

import pytest
from playwright.async_api import Browser, expect

from tests.journeys.people import PHONE, Patron
from tests.journeys.server import ServerProcess

ANSWERED = "bagaimana cara memperpanjang buku?"
UNANSWERED = "apakah ada koleksi naskah kuno Kutai?"
BELOW = "e => e.scrollHeight - e.scrollTop - e.clientHeight"


@pytest.fixture
async def patron(calm_server: ServerProcess, browser: Browser) -> Patron:
    """A patron on the first screen, nobody on duty."""
    return await Patron.at(browser, f"{calm_server.url}/chat?lang=id")


async def test_a_long_suggestion_is_read_from_its_beginning(patron: Patron) -> None:
    """After asking, question, title and promise are in sight; nothing has to be scrolled back."""
    await patron.ask(ANSWERED)
    await expect(patron.page.get_by_role("button", name="Tanya pustakawan saja")).to_be_attached()
    await expect(patron.page.get_by_text("dijawab paling lambat")).to_be_in_viewport(ratio=1)
    await expect(patron.log.get_by_text(ANSWERED)).to_be_in_viewport(ratio=1)
    await expect(patron.log.locator("summary").first).to_be_in_viewport(ratio=1)


async def test_waving_the_suggestions_away_is_answered(patron: Patron) -> None:
    """Whoever wants a librarian all the same is told that one will answer."""
    await patron.ask(ANSWERED)
    await patron.page.get_by_role("button", name="Tanya pustakawan saja").click()
    await expect(patron.log.get_by_text("Baik, pustakawan yang akan menjawab.")).to_be_in_viewport()


async def test_the_end_stays_in_sight_when_the_screen_shrinks(patron: Patron) -> None:
    """A keyboard that opens pushes the newest text up, not out."""
    await patron.ask(UNANSWERED)
    for number in range(8):
        await patron.say(f"baris {number}")
        await patron.reads(f"baris {number}")
    newest = patron.log.get_by_text("baris 7")
    await expect(newest).to_be_in_viewport(ratio=1)
    await patron.page.evaluate("document.querySelector('.scroll').scrollTop = 1e6")
    await patron.page.set_viewport_size({**PHONE, "height": 420})
    await patron.page.wait_for_function(f"({BELOW})(document.querySelector('.scroll')) < 2")


async def test_a_text_too_long_is_kept_and_told_of(patron: Patron) -> None:
    """Nothing is cut off, nothing is sent: the panel says by how much and what to do."""
    question = "x" * 4_003
    await patron.page.locator("#question").fill(question)
    await patron.page.get_by_role("button", name="Tanya pustakawan", exact=True).click()
    await expect(patron.page.get_by_text("Terlalu panjang (+3).")).to_be_visible()
    await expect(patron.page.locator("#question")).to_have_value(question)
    await patron.ask(UNANSWERED)
    message = patron.page.get_by_placeholder("Tulis pesan")
    await patron.say("y" * 4_010)
    await expect(patron.page.get_by_text("Terlalu panjang (+10).")).to_be_visible()
    await expect(message).to_have_value("y" * 4_010)


async def test_a_wrong_return_code_is_told_in_sight(patron: Patron) -> None:
    """The reason stands where the patron looks, not below the edge of the screen."""
    await patron.page.get_by_text("Punya kode kembali?").click()
    await patron.page.locator("#code").fill("AAAAA-AAAAA")
    await patron.page.get_by_role("button", name="Lanjutkan percakapan").click()
    await expect(patron.page.get_by_text("Kode ini salah")).to_be_in_viewport(ratio=1)
    await expect(patron.page.get_by_role("button", name="Lanjutkan percakapan")).to_be_in_viewport()
