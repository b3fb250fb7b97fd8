"""The console at work: races, lost connections, unsent texts, keys, alerts."""

from __future__ import annotations

import asyncio
import re

from playwright.async_api import Browser, Page, WebSocketRoute, expect

from tests.journeys.asking import patron
from tests.journeys.people import SECONDS, Librarian
from tests.journeys.server import PASSWORD, ServerProcess

TWICE = 6  # tones of two alerts
FIRST = re.compile("lebih dulu mengambil percakapan ini")


async def _composer_is_free(page: Page) -> bool:
    return await page.get_by_role("button", name="Tahan").is_visible()


async def test_of_two_claims_one_wins_and_the_other_is_told(
    server: ServerProcess, browser: Browser
) -> None:
    """Both press at once: one has the conversation, the other reads at once who was first."""
    rina = await Librarian.signed_in(browser, server, "rina")
    budi = await Librarian.signed_in(browser, server, "budi")
    pages = (rina.page, budi.page)
    await rina.on_duty()
    await budi.on_duty()
    async with patron(server) as asking:
        await asking.open("apakah ada ruang rapat?")
        buttons = [page.get_by_role("button", name="Ambil", exact=True) for page in pages]
        for button in buttons:
            await expect(button).to_be_visible()
        await asyncio.gather(*(button.dispatch_event("click") for button in buttons))
        for page in pages:
            acts = page.get_by_role("button", name="Tahan")
            await expect(acts.or_(page.get_by_text(FIRST)).first).to_be_visible()
        assert sum([await _composer_is_free(page) for page in pages]) == 1
        assert sum([await page.get_by_text(FIRST).count() for page in pages]) == 1


async def test_a_console_that_was_cut_off_catches_up_before_it_sends(
    server: ServerProcess, browser: Browser
) -> None:
    """Apart it says so and keeps the text; back, what was missed is there before sending is."""
    rina = await Librarian.signed_in(browser, server, "rina")
    budi = await Librarian.signed_in(browser, server, "budi")
    await rina.on_duty()
    async with patron(server) as asking:
        conversation = await asking.open("jam buka hari libur?")
        await rina.claim()
        await rina.composer.fill("setengah jadi")
        await rina.page.context.set_offline(True)
        await expect(rina.page.get_by_text("Tidak tersambung ke server")).to_be_visible()
        send = rina.page.get_by_role("button", name="Kirim", exact=True)
        await expect(send).to_be_disabled()

        await asking.say(conversation, "khusus Idulfitri maksud saya")
        await budi.page.goto(f"{server.url}/console#/c/{conversation}")
        await budi.note("Libur sampai tanggal lima.")
        await rina.page.context.set_offline(False)
        await expect(send).to_be_enabled(timeout=30 * SECONDS)
        seen = await rina.log.inner_text()
        assert "khusus Idulfitri maksud saya" in seen
        assert "Libur sampai tanggal lima." in seen
        await expect(rina.composer).to_have_value("setengah jadi")
    assert rina.faults == []


async def test_a_conversation_opened_before_the_server_has_answered_is_shown(
    server: ServerProcess, browser: Browser
) -> None:
    """Whoever follows a link while the console is still connecting reads the whole conversation."""
    rina = await Librarian.signed_in(browser, server, "rina")
    async with patron(server) as asking:
        conversation = await asking.open("masih tersambung?")
        greeted, answered = asyncio.Event(), asyncio.Event()

        def held_back(route: WebSocketRoute) -> None:
            far = route.connect_to_server()
            tasks: list[asyncio.Task[None]] = []

            async def told(text: str | bytes) -> None:
                greeted.set()
                await answered.wait()
                route.send(text)

            far.on_message(lambda text: tasks.append(asyncio.ensure_future(told(text))))

        await rina.page.route_web_socket(re.compile("/ws/staff"), held_back)
        await rina.page.reload()
        await greeted.wait()
        await rina.page.evaluate("(to) => { location.hash = to; }", f"#/c/{conversation}")
        await expect(rina.log).to_be_attached()
        answered.set()
        await expect(rina.log).to_contain_text("masih tersambung?")
    assert rina.faults == []


async def test_an_unsent_text_outlives_page_and_sign_in(
    server: ServerProcess, browser: Browser
) -> None:
    """What was not sent is in the composer again after a reload, and after signing in again."""
    rina = await Librarian.signed_in(browser, server, "rina")
    await rina.on_duty()
    async with patron(server) as asking:
        await asking.open("bisa pesan buku?")
        await rina.claim()
        await rina.composer.fill("Bisa, lewat")
        await rina.page.reload()
        await expect(rina.composer).to_have_value("Bisa, lewat")
        await rina.page.get_by_role("button", name="Setelan").click()
        await rina.page.get_by_role("button", name="Keluar").click()
        await rina.page.get_by_label("Nama masuk").fill("rina")
        await rina.page.get_by_label("Kata sandi").fill(PASSWORD)
        await rina.page.keyboard.press("Enter")
        await expect(rina.composer).to_have_value("Bisa, lewat")
        await expect(rina.page.get_by_role("switch")).to_be_checked()


async def test_a_conversation_is_served_by_keyboard_alone(
    server: ServerProcess, browser: Browser
) -> None:
    """Claim, answer, hold, go on, end and code without a pointer."""
    rina = await Librarian.signed_in(browser, server, "rina")
    await rina.on_duty()
    keys = rina.page.keyboard
    async with patron(server) as asking:
        await asking.open("berapa denda per hari?")
        await expect(rina.page.get_by_role("button", name="Lewati")).to_be_visible()
        await keys.press("Alt+A")
        await expect(rina.page.get_by_role("button", name="Tahan")).to_be_enabled()
        await keys.press("Alt+T")
        await expect(rina.page.get_by_role("button", name="Lanjutkan")).to_be_visible()
        await keys.press("Alt+M")
        await keys.type("Lima ratus rupiah.")
        await keys.press("Control+Enter")
        await expect(rina.log).to_contain_text("Lima ratus rupiah.")
        await expect(rina.page.get_by_role("button", name="Tahan")).to_be_enabled()
        await keys.press("Alt+S")
        await expect(rina.page.get_by_role("radio").first).to_be_attached()
        for key in ("1", "b", "Enter"):
            await keys.press(key)
        await expect(rina.page.get_by_text("Dikodekan: READ 1").first).to_be_visible()
        await expect(rina.page.get_by_text("Percakapan diakhiri pustakawan")).to_be_visible()


async def test_an_offer_sounds_until_it_is_claimed(server: ServerProcess, browser: Browser) -> None:
    """The alert is heard at once and again, counted in the title, and ends with the claim."""
    rina = await Librarian.signed_in(browser, server, "rina")
    await rina.page.evaluate(
        """() => {
          window.tones = 0;
          const start = OscillatorNode.prototype.start;
          OscillatorNode.prototype.start = function (...at) { tones += 1; start.apply(this, at); };
        }"""
    )
    await rina.on_duty()
    async with patron(server) as asking:
        await asking.open("ada loker?")
        await expect(rina.page).to_have_title(re.compile(r"^\(1\) "))
        while await rina.page.evaluate("window.tones") < TWICE:  # noqa: ASYNC110 - another process
            await asyncio.sleep(0.2)
        await rina.claim()
        await expect(rina.page).to_have_title(re.compile("^Meja Pustakawan"))


async def test_duty_taken_away_is_told(server: ServerProcess, browser: Browser) -> None:
    """Who is put off duty on another device reads so on this one, until they are on again."""
    rina = await Librarian.signed_in(browser, server, "rina")
    await rina.on_duty()
    elsewhere = await Librarian.signed_in(browser, server, "rina")
    await expect(elsewhere.page.get_by_role("switch")).to_be_checked()
    await elsewhere.page.get_by_role("switch").click()
    await expect(rina.page.get_by_role("switch")).not_to_be_checked()
    told = rina.page.get_by_text("Anda tercatat tidak bertugas lagi")
    await expect(told).to_be_visible()
    strip, lists = await told.bounding_box(), await rina.page.locator("nav.lists").bounding_box()
    assert strip is not None
    assert lists is not None
    assert strip["y"] + strip["height"] <= lists["y"]
    await rina.on_duty()
    await expect(told).to_have_count(0)


async def test_the_newest_text_stays_in_sight(server: ServerProcess, browser: Browser) -> None:
    """A lower window and a longer draft take room from the log, not its end."""
    rina = await Librarian.signed_in(browser, server, "rina")
    await rina.on_duty()
    async with patron(server) as asking:
        await asking.open("bagaimana caranya?")
        await rina.claim()
        await rina.composer.fill("\n".join(f"Langkah {number}" for number in range(30)))
        await rina.send()
        newest = rina.log.get_by_text("tersimpan").or_(rina.log.get_by_text("dilihat"))
        await expect(newest.or_(rina.log.get_by_text("sampai"))).to_be_in_viewport()
        await rina.page.set_viewport_size({"width": 1366, "height": 560})
        for line in ("satu", "dua", "tiga"):
            await rina.composer.press_sequentially(line)
            await rina.composer.press("Enter")
        await expect(newest.or_(rina.log.get_by_text("sampai"))).to_be_in_viewport()
