"""A question that nobody had an answer to: seen by the coordinator, answered, closed."""

from __future__ import annotations

from pathlib import Path

from playwright.async_api import Browser, Locator, expect

from refdesk.client import new_cid
from refdesk.protocol import frames
from tests.journeys.accessibility import narrow, scrolls_sideways, violations
from tests.journeys.asking import patron
from tests.journeys.people import PHONE, Librarian
from tests.journeys.server import ServerProcess

PARROT = "apakah boleh bawa burung beo ke ruang baca"
WEATHER = "siapa pemenang piala dunia sepak bola"
SECONDS = 1_000  # milliseconds


async def ask_in_vain(server: ServerProcess, text: str) -> None:
    """Ask, and leave again."""
    async with patron(server) as asking:
        conversation = await asking.open(text)
        await asking.command(frames.End(cid=new_cid(), conversation=conversation))


async def open_gaps(rina: Librarian, server: ServerProcess, count: int) -> Locator:
    """Open the list of gaps once it has so many; give the list."""
    name = f"Pertanyaan yang belum ada jawabannya ({count})"
    for _ in range(30):
        await rina.page.goto(f"{server.url}/console#/pengetahuan")
        await rina.page.reload()
        summary = rina.page.get_by_text("Pertanyaan yang belum ada jawabannya")
        await expect(summary).not_to_contain_text("…")
        if await summary.inner_text() == name:
            break
        await rina.page.wait_for_timeout(SECONDS)
    await rina.page.get_by_text(name).click()
    return rina.page.locator(".entry-lines").first


async def test_a_gap_is_answered_and_closes(
    server: ServerProcess, browser: Browser, tmp_path: Path
) -> None:
    """What is none of ours goes aside and may come back; what is ours becomes an entry."""
    for text in (PARROT, WEATHER):
        await ask_in_vain(server, text)
    rina = await Librarian.signed_in(browser, server, "rina")
    page = rina.page
    await page.set_viewport_size(PHONE)
    gaps = await open_gaps(rina, server, 2)
    foreign = gaps.get_by_role("listitem").filter(has_text=WEATHER)
    await expect(foreign).to_contain_text("Naik: 1 dalam 4 minggu ini")
    await foreign.get_by_role("button", name="Bukan untuk kami").click()
    await foreign.get_by_label("Mengapa bukan untuk kami?").fill("urusan olahraga")
    assert await violations(page) == []
    assert await narrow(page) == []
    assert not await scrolls_sideways(page)
    await page.screenshot(path=tmp_path / "gaps.png", full_page=True)
    await foreign.get_by_role("button", name="Sisihkan").click()
    await expect(foreign).to_have_count(0)
    await page.get_by_label("Tampilkan").select_option(label="Yang bukan untuk kami")
    await expect(foreign).to_contain_text("Bukan untuk kami, kata Rina: urusan olahraga")
    await foreign.get_by_role("button", name="Kembalikan ke daftar").click()
    await page.get_by_label("Tampilkan").select_option(label="Yang belum terjawab")
    await expect(foreign).to_have_count(1)

    ours = gaps.get_by_role("listitem").filter(has_text=PARROT)
    await ours.get_by_role("link", name="Tulis jawabannya").click()
    question = page.get_by_label("Pertanyaan", exact=True).first
    await expect(question).to_have_value(PARROT)
    await page.get_by_label("Jawaban", exact=True).first.fill("Tidak boleh.")
    await page.get_by_role("button", name="Simpan draf").click()
    await expect(page.get_by_role("region", name="Keadaan")).to_contain_text("Draf")
    await page.get_by_role("button", name="Terbitkan", exact=True).click()
    await page.get_by_role("dialog").get_by_role("button", name="Terbitkan").click()
    await expect(page.locator("[data-state=live]")).to_be_visible()

    await open_gaps(rina, server, 1)
    await page.get_by_label("Tampilkan").select_option(label="Yang sudah terjawab")
    await expect(ours.get_by_role("link", name="Buka jawabannya")).to_be_visible()
    assert rina.faults == []
