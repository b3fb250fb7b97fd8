"""The crisis text: while it calls for help, nothing that is pressed loses the answer."""

from __future__ import annotations

import asyncio
import re

from playwright.async_api import Browser, Route, expect

from tests.journeys.asking import patron
from tests.journeys.people import Librarian
from tests.journeys.server import ServerProcess


async def test_that_nobody_was_reached_is_read_before_the_dialog_closes(
    server: ServerProcess, browser: Browser
) -> None:
    """Esc while it calls and an impatient Enter after it close nothing; the heading has focus."""
    rina = await Librarian.signed_in(browser, server, "rina")
    await rina.on_duty()
    answered = asyncio.Event()

    async def held_back(route: Route) -> None:
        if route.request.method == "POST":
            await answered.wait()
        await route.continue_()

    await rina.page.route(re.compile(r"/crisis\?"), held_back)
    async with patron(server) as asking:
        await asking.open("saya takut pulang")
        await rina.claim()
        keys, dialog = rina.page.keyboard, rina.page.get_by_role("dialog")
        await keys.press("Alt+g")
        await expect(dialog.get_by_role("button", name="Kirim teks darurat")).to_be_focused()
        await keys.press("Enter")
        await expect(dialog.get_by_role("button")).to_have_text(["Mengirim dan menghubungi…"])
        for _ in range(3):
            await keys.press("Escape")
        await dialog.evaluate("one => one.close()")  # as a browser does on a phone's back key
        await expect(dialog).to_be_visible()
        answered.set()
        outcome = dialog.get_by_role("alert").get_by_role("heading")
        await expect(outcome).to_contain_text("belum ada rekan yang terhubung")
        await expect(outcome).to_be_focused()
        await keys.press("Enter")
        await expect(outcome).to_be_visible()
        await keys.press("Escape")
        await expect(dialog).to_have_count(0)
    assert rina.faults == []
