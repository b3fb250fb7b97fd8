"""The main job on the web: asked on a phone, answered at the console, rated, coded, exported."""

from __future__ import annotations

import asyncio
import csv
import io
import re

from playwright.async_api import Browser, expect

from tests.journeys.people import Librarian, Patron
from tests.journeys.server import ServerProcess

QUESTION = "gmn cara perpanjang buku"
RIGHT = "Bagaimana memperpanjang masa pinjam buku?"


async def test_a_question_is_asked_suggested_answered_rated_and_exported(
    server: ServerProcess, browser: Browser
) -> None:
    """The patron sees the right suggestion, asks all the same, and is answered by a librarian."""
    rina = await Librarian.signed_in(browser, server, "rina")
    await rina.on_duty()
    patron = await Patron.at(browser, f"{server.url}/chat?lang=id")
    await patron.ask(QUESTION)
    await expect(patron.page.get_by_text(RIGHT).first).to_be_visible()
    await patron.page.get_by_role("button", name="Tanya pustakawan saja").click()

    await expect(rina.page).to_have_title(re.compile(r"^\(1\)"))
    await rina.claim()
    await expect(rina.page.get_by_role("button", name=f"Sisipkan: {RIGHT}")).to_be_visible()
    await rina.page.keyboard.press("Alt+1")
    await expect(rina.composer).not_to_have_value("")
    await rina.write("Semoga membantu, Kak.")
    await rina.note("Anggota lama, sering terlambat.")
    await patron.reads("Semoga membantu, Kak.")
    await patron.say("terima kasih kak")
    await expect(rina.log).to_contain_text("terima kasih kak")
    await rina.finish()
    await patron.rate("Sangat baik")

    shown = await patron.page.locator("body").inner_text()
    assert "Anggota lama" not in shown
    await _is_exported(rina)
    assert patron.faults == []
    assert rina.faults == []


async def _is_exported(rina: Librarian) -> None:
    """The transcript is listed, readable with its note, coded, and in the CSV."""
    page = rina.page
    await page.get_by_role("link", name="Transkrip").click()
    await expect(page.get_by_text("1 percakapan")).to_be_visible()
    async with page.expect_download() as started:
        await page.get_by_role("link", name="Unduh CSV").click()
    path = await (await started.value).path()
    text = (await asyncio.to_thread(path.read_bytes)).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert len(rows) == 1
    assert {"2", "Aturan dan layanan", "5"} <= set(rows[0].values())
    await page.get_by_role("link", name=QUESTION, exact=False).first.click()
    await expect(page.get_by_text("Anggota lama, sering terlambat.")).to_be_visible()
    await expect(page.get_by_text("terima kasih kak")).to_be_visible()


async def test_a_killed_server_loses_and_doubles_nothing(
    server: ServerProcess, browser: Browser
) -> None:
    """SIGKILL in the middle: both pages come back by themselves, with every text once."""
    rina = await Librarian.signed_in(browser, server, "rina")
    await rina.on_duty()
    patron = await Patron.at(browser, f"{server.url}/chat?lang=id")
    await patron.ask("apakah ada ruang baca anak?")
    await rina.claim()
    await rina.write("Ada, di lantai dua.")
    await patron.reads("Ada, di lantai dua.")

    server.kill()
    await patron.say("bukanya sampai jam berapa?")
    await expect(patron.log).to_contain_text("bukanya sampai jam berapa?")
    await expect(
        rina.page.get_by_role("alert")
        .or_(rina.page.get_by_role("status"))
        .filter(has_text="tersambung")
        .first
    ).to_be_visible()
    await server.start()

    await expect(rina.log).to_contain_text("bukanya sampai jam berapa?", timeout=45_000)
    await rina.write("Sampai pukul empat sore.")
    await patron.reads("Sampai pukul empat sore.")
    for text in ("Ada, di lantai dua.", "bukanya sampai jam berapa?"):
        await expect(patron.log.get_by_text(text)).to_have_count(1)
        await expect(rina.log.get_by_text(text)).to_have_count(1)


async def test_what_is_unsent_survives_a_page_change(
    server: ServerProcess, browser: Browser
) -> None:
    """A text under way when the network fails is sent after the page was loaded again."""
    rina = await Librarian.signed_in(browser, server, "rina")
    await rina.on_duty()
    patron = await Patron.at(browser, f"{server.url}/chat?lang=id")
    await patron.ask("ada wifi?")
    await rina.claim()
    server.kill()
    await patron.say("soalnya mau kerjakan tugas")
    await expect(patron.log).to_contain_text("soalnya mau kerjakan tugas")
    await patron.page.get_by_placeholder("Tulis pesan").fill("setengah jadi")
    await server.start()
    await patron.page.reload()
    await expect(rina.log).to_contain_text("soalnya mau kerjakan tugas", timeout=45_000)
    await expect(patron.log.get_by_text("soalnya mau kerjakan tugas")).to_have_count(1)
    await expect(patron.page.get_by_placeholder("Tulis pesan")).to_have_value("setengah jadi")
