"""The knowledge base kept in the browser: written, reviewed, published, retired, restored."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, ViewportSize, expect

from tests.journeys.accessibility import narrow, scrolls_sideways, violations
from tests.journeys.asking import patron
from tests.journeys.people import DESKTOP, PHONE, Librarian
from tests.journeys.server import PASSWORD, ServerProcess

QUESTION = "Boleh membawa kucing ke ruang baca?"


async def at_entries(
    browser: Browser, server: ServerProcess, login: str, size: ViewportSize = DESKTOP
) -> Librarian:
    """Sign in and go to the knowledge base, as somebody who sees its name in the bar."""
    librarian = await Librarian.signed_in(browser, server, login)
    await librarian.page.set_viewport_size(size)
    name = "Entri" if size == PHONE else "Pengetahuan"
    await librarian.page.get_by_role("link", name=name, exact=True).click()
    await expect(librarian.page.get_by_role("heading", name="Pengetahuan")).to_be_visible()
    return librarian


async def fill(page: Page, label: str, text: str) -> None:
    """Fill the first field of this name: the Indonesian one."""
    await page.get_by_label(label, exact=True).first.fill(text)


async def written(page: Page, answer: str) -> None:
    """Write a question and its answer, save them."""
    await page.get_by_role("link", name="Tulis tanya jawab").click()
    await fill(page, "Pertanyaan", QUESTION)
    await fill(page, "Jawaban", answer)
    await saved(page)


async def saved(page: Page) -> None:
    """Save, and wait until all is."""
    await page.get_by_role("button", name="Simpan draf").click()
    await expect(page.get_by_text("Semua tersimpan.")).to_be_visible()


async def step(page: Page, name: str) -> None:
    """Take a step: its button, then the same in the dialog."""
    await page.get_by_role("button", name=name, exact=True).click()
    await page.get_by_role("dialog").get_by_role("button", name=name, exact=True).click()
    await expect(page.get_by_role("dialog")).to_have_count(0)


async def well_made(page: Page, shots: Path, name: str) -> None:
    """Nothing that axe finds wrong, nothing too small for a finger, nothing too wide."""
    await page.screenshot(path=shots / f"{name}.png", full_page=True)
    assert await violations(page) == []
    assert await narrow(page) == []
    assert not await scrolls_sideways(page)


async def tried_out(page: Page, question: str) -> None:
    """Ask the try-it box: the new entry is first, and would be shown."""
    await page.get_by_text("Coba pertanyaan").click()
    await page.get_by_label("Pertanyaan pemustaka").fill(question)
    await page.get_by_role("button", name="Coba", exact=True).click()
    found = page.locator(".tried li").first
    await expect(found).to_contain_text(QUESTION)
    await expect(found).to_contain_text("ditampilkan")


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
async def test_a_coordinator_keeps_an_entry(
    server: ServerProcess, browser: Browser, size: ViewportSize, tmp_path: Path
) -> None:
    """Write, submit, publish, find, correct, retire and restore, with what the screen says."""
    rina = await at_entries(browser, server, "rina", size)
    page = rina.page
    await well_made(page, tmp_path, "1-list")
    await page.get_by_role("link", name="Tulis tanya jawab").click()
    await fill(page, "Pertanyaan", QUESTION)
    await fill(page, "Jawaban", "Tidak, kecuali **kucing pemandu**.")
    await fill(page, "Cara bertanya lain", "bawa anabul boleh gak\nhewan peliharaan")
    await expect(page.locator(".preview strong")).to_have_text("kucing pemandu")
    await well_made(page, tmp_path, "2-written")
    await saved(page)
    standing = page.get_by_role("region", name="Keadaan")
    await expect(standing).to_contain_text("Draf")

    await step(page, "Kirim untuk ditinjau")
    await expect(standing).to_contain_text("Menunggu tinjauan")
    await page.get_by_role("button", name="Terbitkan", exact=True).click()
    await well_made(page, tmp_path, "3-publish")
    dialog = page.get_by_role("dialog")
    await dialog.get_by_role("button", name="Terbitkan", exact=True).click()
    await expect(dialog).to_have_count(0)
    await expect(standing.locator("[data-state=live]")).to_be_visible()
    await well_made(page, tmp_path, "4-live")

    await tried_out(page, "bawa kucing ke ruang baca boleh?")
    await well_made(page, tmp_path, "5-tried")

    await page.get_by_role("link", name="Semua entri").click()
    await page.get_by_label("Cari dalam entri").fill("anabul")
    await page.get_by_role("button", name="Cari", exact=True).click()
    await page.get_by_role("link", name=QUESTION).click()
    await fill(page, "Jawaban", "Boleh, **di keranjang**.")
    await saved(page)
    await expect(standing).to_contain_text("Pembaca masih melihat versi sebelumnya.")
    await step(page, "Terbitkan")

    await page.get_by_role("link", name="Riwayat").click()
    await page.get_by_role("button", name="Lihat perubahan").nth(1).click()
    await expect(page.locator(".changes ins").first).to_contain_text("Boleh")
    await well_made(page, tmp_path, "6-history")
    await page.get_by_role("link", name="Kembali ke entri").click()

    await step(page, "Tarik dari pembaca")
    await expect(standing).to_contain_text("Ditarik")
    gone = await page.request.get(f"{server.url}/kb/boleh-membawa-kucing-ke-ruang-baca")
    assert gone.status == 404
    await step(page, "Pulihkan sebagai draf")
    await step(page, "Terbitkan")
    back = await page.request.get(f"{server.url}/kb/boleh-membawa-kucing-ke-ruang-baca")
    assert "di keranjang" in await back.text()
    assert rina.faults == []


async def test_a_draft_is_reviewed_by_another(server: ServerProcess, browser: Browser) -> None:
    """A librarian cannot publish; what a coordinator returns comes back with the remark."""
    given = f"{PASSWORD}\n"
    server.must("staff", "add", "siti", "--name", "Siti", "--role", "librarian", given=given)
    siti = await at_entries(browser, server, "siti")
    await written(siti.page, "Tidak.")
    await step(siti.page, "Kirim untuk ditinjau")
    await expect(siti.page.get_by_role("button", name="Terbitkan")).to_have_count(0)

    rina = await at_entries(browser, server, "rina")
    await rina.page.get_by_role("button", name="Menunggu tinjauan").click()
    await rina.page.get_by_role("link", name=QUESTION).click()
    await rina.page.get_by_role("button", name="Kembalikan dengan catatan").click()
    await rina.page.get_by_role("textbox", name="Apa yang perlu").fill("Sebutkan anjing pemandu.")
    dialog = rina.page.get_by_role("dialog")
    await dialog.get_by_role("button", name="Kembalikan dengan catatan").click()
    await expect(dialog).to_have_count(0)
    await siti.page.reload()
    await expect(siti.page.get_by_text("Sebutkan anjing pemandu.")).to_be_visible()


async def test_two_people_overwrite_nothing_of_each_other(
    server: ServerProcess, browser: Browser, tmp_path: Path
) -> None:
    """Who saves second sees both texts side by side, chooses, and saves."""
    rina = await at_entries(browser, server, "rina")
    await written(rina.page, "Tidak.")
    address = rina.page.url
    budi = await at_entries(browser, server, "budi")
    await budi.page.goto(address)
    await expect(budi.page.get_by_text("Rina juga sedang membuka entri ini.")).to_be_visible()
    await fill(budi.page, "Jawaban", "Hanya di teras.")
    await saved(budi.page)
    await fill(rina.page, "Jawaban", "Boleh di keranjang.")
    await fill(rina.page, "Kata kunci", "kucing")
    await rina.page.get_by_role("button", name="Simpan draf").click()
    choice = rina.page.get_by_role("alertdialog", name="Dua orang mengubah entri ini")
    await expect(choice).to_contain_text("Hanya di teras.")
    await expect(choice).to_contain_text("Boleh di keranjang.")
    await well_made(rina.page, tmp_path, "collision")
    await choice.get_by_label("Tulisan rekan Anda").check()
    await choice.get_by_role("button", name="Pakai pilihan ini").click()
    await saved(rina.page)
    jawaban = rina.page.get_by_label("Jawaban", exact=True).first
    await expect(jawaban).to_have_value("Hanya di teras.")
    await expect(rina.page.get_by_label("Kata kunci", exact=True).first).to_have_value("kucing")


async def test_an_unsaved_entry_outlives_a_reload(server: ServerProcess, browser: Browser) -> None:
    """What was typed is there again, says so, and can be dropped."""
    rina = await at_entries(browser, server, "rina")
    page = rina.page
    await page.get_by_role("link", name="Tulis panduan pustaka").click()
    await fill(page, "Judul panduan", "Panduan kucing")
    await fill(page, "Langkah-langkah", "Cari di katalog\nTanya pustakawan")
    await page.reload()
    await expect(page.get_by_text("Perubahan yang belum disimpan dipulihkan.")).to_be_visible()
    steps = page.get_by_label("Langkah-langkah", exact=True).first
    await expect(steps).to_have_value("Cari di katalog\nTanya pustakawan")
    await page.get_by_role("button", name="Buang perubahan").click()
    await expect(steps).to_have_value("")


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
async def test_a_pathfinder_is_a_form_of_its_own(
    server: ServerProcess, browser: Browser, size: ViewportSize, tmp_path: Path
) -> None:
    """Scope, readers, steps, sources with call numbers and search terms reach the page."""
    rina = await at_entries(browser, server, "rina", size)
    page = rina.page
    await page.get_by_role("link", name="Tulis panduan pustaka").click()
    await fill(page, "Judul panduan", "Panduan merawat kucing")
    await fill(page, "Cakupan", "Dari memilih sampai merawat.")
    await fill(page, "Untuk siapa", "Pemilik baru.")
    await fill(page, "Pengantar", "Mulai dari rak 636.8.")
    await fill(page, "Langkah-langkah", "Cari di katalog\nTanya pustakawan")
    await fill(page, "Kata kunci penelusuran", "kucing\nhewan peliharaan")
    await page.get_by_role("button", name="Tambah sumber").first.click()
    await fill(page, "Judul sumber", "Merawat kucing")
    await fill(page, "No. panggil", "636.8 HAR m")
    await saved(page)
    await well_made(page, tmp_path, "pathfinder")
    await step(page, "Terbitkan")
    await page.goto(f"{server.url}/kb/panduan-merawat-kucing")
    for text in ("Dari memilih sampai", "Pemilik baru", "Cari di katalog", "636.8 HAR m"):
        await expect(page.get_by_text(text).first).to_be_visible()
    await page.screenshot(path=tmp_path / "pathfinder-page.png", full_page=True)


async def test_a_transcript_becomes_an_entry(server: ServerProcess, browser: Browser) -> None:
    """From a talk to a draft without the telephone number, with a link back."""
    rina = await Librarian.signed_in(browser, server, "rina")
    await rina.on_duty()
    async with patron(server) as asking:
        conversation = await asking.open("bisa pinjam mesin jahit?")
        await rina.claim()
        await rina.write("Bisa, hubungi 0812-3456-7890.")
        await rina.finish()
    await rina.page.goto(f"{server.url}/console#/transkrip/{conversation}")
    await rina.page.get_by_role("link", name="Jadikan FAQ").click()
    question = rina.page.get_by_label("Pertanyaan", exact=True).first
    await expect(question).to_have_value("bisa pinjam mesin jahit?")
    answer = rina.page.get_by_label("Jawaban", exact=True).first
    await expect(answer).to_have_value("Bisa, hubungi [TELEPON 1].")
    await saved_new(rina.page)
    await expect(rina.page.get_by_role("link", name="Percakapan asal")).to_be_visible()


async def saved_new(page: Page) -> None:
    """Save an entry that came filled in."""
    await page.get_by_role("button", name="Simpan draf").click()
    await expect(page.get_by_role("region", name="Keadaan")).to_contain_text("Draf")
