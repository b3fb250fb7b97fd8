"""What the panel keeps, and what it leaves behind, on a patron's device."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import Browser, BrowserContext, Page, expect

from tests.journeys.people import PHONE, Patron
from tests.journeys.server import ServerProcess

NO_STORAGE = """
for (const name of ["localStorage", "sessionStorage"]) {
  Object.defineProperty(window, name, { get() { throw new DOMException("no", "SecurityError"); } });
}
"""
QUESTION = "apakah ada koleksi naskah kuno Kutai?"


@pytest.fixture
async def context(browser: Browser) -> BrowserContext:
    """A phone."""
    return await browser.new_context(viewport=PHONE, locale="id-ID")


async def _chat(
    context: BrowserContext, calm_server: ServerProcess, query: str = "lang=id"
) -> Page:
    page = await context.new_page()
    await page.goto(f"{calm_server.url}/chat?{query}")
    await expect(page.locator("#question")).to_be_visible()
    return page


async def _ask(page: Page, text: str) -> None:
    await page.locator("#question").fill(text)
    await page.locator("form.question button[type=submit]").click()
    await expect(page.get_by_role("log")).to_contain_text(text)


async def test_an_unsent_question_is_still_there_after_a_page_change(
    calm_server: ServerProcess, context: BrowserContext
) -> None:
    """What was written and not sent is found again; nothing of it left the page."""
    page = await _chat(context, calm_server)
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url + (request.post_data or "")))
    await page.locator("#question").fill("setengah jadi")
    await page.reload()
    await expect(page.locator("#question")).to_have_value("setengah jadi")
    assert not any("setengah" in text for text in sent)


async def test_two_quick_presses_ask_once(
    calm_server: ServerProcess, context: BrowserContext
) -> None:
    """An impatient double click makes one conversation with one message."""
    page = await _chat(context, calm_server)
    await page.locator("#question").fill(QUESTION)
    await page.get_by_role("button", name="Tanya pustakawan", exact=True).dblclick()
    await expect(page.get_by_role("region", name="Kode kembali")).to_be_visible()
    await page.reload()
    await expect(page.get_by_role("log").get_by_text(QUESTION)).to_have_count(1)
    await page.get_by_role("button", name="Menu").click()
    await page.get_by_role("button", name="Akhiri percakapan").click()
    await page.get_by_role("button", name="Ya, akhiri").click()
    await page.get_by_role("button", name="Pertanyaan baru").click()
    await expect(page.get_by_text("selesai")).to_have_count(1)


async def test_without_storage_the_code_is_shown_at_once(
    calm_server: ServerProcess, context: BrowserContext
) -> None:
    """Where the browser keeps nothing, the patron gets the way back with the first question."""
    await context.add_init_script(NO_STORAGE)
    page = await _chat(context, calm_server)
    await _ask(page, QUESTION)
    code = page.get_by_role("region", name="Kode kembali").locator("code")
    await expect(code).to_have_text(re.compile("^[A-Z2-7]{5}-[A-Z2-7]{5}$"))


async def test_forgetting_leaves_nothing(
    calm_server: ServerProcess, context: BrowserContext
) -> None:
    """On a shared computer: one button, and neither this tab nor another shows the talk."""
    page = await _chat(context, calm_server)
    await _ask(page, QUESTION)
    other = await context.new_page()
    await other.goto(f"{calm_server.url}/chat?lang=id")
    await expect(other.get_by_role("log")).to_contain_text(QUESTION)
    await page.get_by_role("button", name="Menu").click()
    await page.get_by_role("button", name="Selesai & lupakan").click()
    await page.get_by_role("button", name="Ya, hapus").click()
    await expect(page.get_by_role("heading", name="Sudah dilupakan")).to_be_focused()
    assert await page.evaluate("Object.keys(localStorage).filter(k => k.includes('code'))") == []
    await page.get_by_role("button", name="Mulai dari awal").click()
    await expect(page.locator("#question")).to_have_value("")
    await expect(other.locator("#question")).to_be_visible()


async def test_erasing_empties_the_conversation_for_the_library_too(
    calm_server: ServerProcess, context: BrowserContext
) -> None:
    """A second press erases; the return code opens nothing any more."""
    page = await _chat(context, calm_server)
    await _ask(page, "rahasia: apakah buku tentang HIV boleh dipinjam?")
    await page.get_by_role("button", name="Menu").click()
    code = await page.get_by_role("region", name="Kode kembali").locator("code").last.inner_text()
    await page.get_by_role("button", name="Hapus percakapan saya").click()
    await page.get_by_role("button", name="Ya, hapus").click()
    await expect(page.get_by_role("heading", name="Sudah dilupakan")).to_be_focused()
    await page.goto(f"{calm_server.url}/tanya?lang=id")
    await page.locator("input[name=code]").fill(code)
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("alert")).to_contain_text("Kode ini salah")
    await expect(page.get_by_text("HIV")).to_have_count(0)


async def test_a_shared_computer_keeps_nothing_and_forgets_by_itself(
    calm_server: ServerProcess, context: BrowserContext
) -> None:
    """Nothing lasts in the browser; who does nothing sees a countdown, then is forgotten."""
    page = await context.new_page()
    await page.clock.install()
    await page.goto(f"{calm_server.url}/chat?lang=id&bersama=1")
    await _ask(page, "rahasia: apakah buku tentang HIV boleh dipinjam?")
    await expect(
        page.get_by_role("button", name="Selesai & hapus dari komputer ini")
    ).to_be_visible()
    assert await page.evaluate("Object.keys(localStorage)") == []
    await page.clock.run_for(4 * 60_000 + 5_000)
    await expect(page.get_by_role("timer")).to_contain_text("melupakan percakapan dalam")
    await page.get_by_role("button", name="Saya masih di sini").click()
    await page.clock.run_for(4 * 60_000 + 5_000)
    await expect(page.get_by_role("log").get_by_text("HIV")).to_be_visible()
    await page.clock.run_for(70_000)
    await expect(page.get_by_role("heading", name="Sudah dilupakan")).to_be_visible()
    assert await page.evaluate("Object.keys(sessionStorage)") == []


async def test_the_language_goes_along(calm_server: ServerProcess, context: BrowserContext) -> None:
    """English by one press; the conversation stays, the choice outlives the page."""
    page = await _chat(context, calm_server)
    await _ask(page, QUESTION)
    await page.get_by_role("button", name="English").click()
    await expect(page.get_by_role("heading", name="Ask a Librarian")).to_be_visible()
    await expect(page.get_by_role("log")).to_contain_text(QUESTION)
    await expect(page.get_by_text("Your question is kept")).to_be_visible()
    assert await page.locator("html").get_attribute("lang") == "en"
    await page.goto(f"{calm_server.url}/chat?lang=id")
    await expect(page.get_by_role("heading", name="Ask a Librarian")).to_be_visible()


async def test_offline_is_said_in_words_and_mends_itself(
    calm_server: ServerProcess, browser: Browser
) -> None:
    """A text written without network waits, marked; with the network it is sent, once."""
    patron = await Patron.at(browser, f"{calm_server.url}/chat?lang=id")
    await patron.ask(QUESTION)
    await patron.page.context.set_offline(True)
    await patron.say("sekalian, boleh difoto?")
    await expect(patron.log).to_contain_text("Mengirim…")
    await expect(patron.page.get_by_text("Tidak ada jaringan.")).to_be_visible()
    await patron.page.context.set_offline(False)
    await expect(patron.log).not_to_contain_text("Mengirim…")
    await patron.reads("sekalian, boleh difoto?")
    await patron.page.reload()
    await patron.reads("sekalian, boleh difoto?")
    assert patron.faults == []


async def test_the_transcript_can_be_taken_along(
    calm_server: ServerProcess, context: BrowserContext
) -> None:
    """The patron downloads the talk as a file."""
    page = await _chat(context, calm_server)
    await _ask(page, QUESTION)
    await page.get_by_role("button", name="Menu").click()
    async with page.expect_download() as started:
        await page.get_by_role("button", name="Unduh transkrip").click()
    download = await started.value
    assert download.suggested_filename == "percakapan-perpustakaan.txt"
    text = (await download.path()).read_text("utf-8")
    assert QUESTION in text
