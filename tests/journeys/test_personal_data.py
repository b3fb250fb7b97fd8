"""Personal data in a question: a token for everybody, the value for the librarian who holds it."""

from __future__ import annotations

from playwright.async_api import Browser, expect

from tests.journeys.asking import patron
from tests.journeys.people import Librarian
from tests.journeys.server import ServerProcess

NIK = "6474011203900001"


async def test_the_holder_shows_hides_and_nobody_else_ever_sees(
    server: ServerProcess, browser: Browser
) -> None:
    """Claimed, the value is a press away and goes away again; a colleague has no such button."""
    rina = await Librarian.signed_in(browser, server, "rina")
    budi = await Librarian.signed_in(browser, server, "budi")
    await rina.on_duty()
    async with patron(server) as asking:
        conversation = await asking.open(f"daftar anggota, NIK saya {NIK}, wa 0812 3456 7890")
        await rina.claim()
        await expect(rina.log).to_contain_text("NIK saya [NIK 1], wa [TELEPON 2]")
        show = rina.log.get_by_role("button", name="Lihat data pribadi")
        await show.focus()
        await rina.page.keyboard.press("Enter")
        await expect(rina.log.get_by_text(NIK)).to_be_visible()
        await expect(rina.log.get_by_text("0812 3456 7890")).to_be_visible()
        await rina.log.get_by_role("button", name="Sembunyikan data pribadi").click()
        await expect(rina.log.get_by_text(NIK)).to_have_count(0)
        await budi.page.goto(f"{server.url}/console#/c/{conversation}")
        await expect(budi.log).to_contain_text("[NIK 1]")
        await expect(budi.log.get_by_role("button", name="Lihat data pribadi")).to_have_count(0)
    assert rina.faults == []
