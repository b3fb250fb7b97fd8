"""After hours on the web: the question is kept, answered in the morning, found by its code."""

from __future__ import annotations

import re

from playwright.async_api import Browser, expect

from tests.journeys.people import Librarian, Patron
from tests.journeys.server import ServerProcess


async def test_a_question_at_night_is_answered_in_the_morning(
    server: ServerProcess, browser: Browser
) -> None:
    """Nobody on duty: promised time and code; the answer waits on this and another device."""
    patron = await Patron.at(browser, f"{server.url}/chat?lang=id")
    await expect(patron.page.get_by_text("Belum ada pustakawan yang bertugas")).to_be_visible()
    await patron.ask("apakah ada koleksi naskah kuno Kutai?")
    code = await patron.page.get_by_role("region", name="Kode kembali").locator("code").inner_text()
    assert re.fullmatch(r"[A-Z2-7]{5}-[A-Z2-7]{5}", code)
    await patron.page.goto("about:blank")

    rina = await Librarian.signed_in(browser, server, "rina")
    await rina.on_duty()
    await rina.page.get_by_role("button", name="Jawab").click()
    await rina.write("Ada tiga, di ruang koleksi daerah.")
    await rina.finish()

    await patron.page.goto(f"{server.url}/chat?lang=id")
    await patron.reads("Ada tiga, di ruang koleksi daerah.")

    elsewhere = await Patron.at(browser, f"{server.url}/chat?lang=id")
    await elsewhere.page.get_by_text("Punya kode kembali?").click()
    await elsewhere.page.get_by_label("Kode dari percakapan sebelumnya").fill(code.lower())
    await elsewhere.page.keyboard.press("Enter")
    await elsewhere.reads("Ada tiga, di ruang koleksi daerah.")


async def test_the_plain_form_works_without_scripts(
    server: ServerProcess, browser: Browser
) -> None:
    """Asked by the form in a browser without scripts, answered at the console, read by the code."""
    context = await browser.new_context(java_script_enabled=False, locale="id-ID")
    page = await context.new_page()
    await page.goto(f"{server.url}/tanya")
    await page.locator("textarea").first.fill("apakah boleh membawa laptop?")
    await page.get_by_role("button", name=re.compile("Kirim")).first.click()
    code = re.search(r"[A-Z2-7]{5}-?[A-Z2-7]{5}", await page.locator("main").inner_text())
    assert code is not None

    rina = await Librarian.signed_in(browser, server, "rina")
    await rina.on_duty()
    await rina.page.get_by_role("button", name="Jawab").click()
    await rina.write("Boleh, ada stopkontak di tiap meja.")
    await expect(rina.log).to_contain_text("Boleh, ada stopkontak")

    later = await (await browser.new_context(java_script_enabled=False)).new_page()
    await later.goto(f"{server.url}/tanya?lang=id")
    await later.locator("input[name=code]").fill(code.group())
    await later.locator("input[name=code]").press("Enter")
    await expect(later.get_by_text("Boleh, ada stopkontak di tiap meja.")).to_be_visible()
