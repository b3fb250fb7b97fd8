"""A network that refuses WebSocket: talks go by exchange."""

from __future__ import annotations

from contextlib import AsyncExitStack
from pathlib import Path

from playwright.async_api import Browser, expect

from tests.journeys.people import Librarian, Patron
from tests.journeys.proxy import Proxy
from tests.journeys.server import ServerProcess

QUESTION = "apakah ada naskah kuno Kutai?"
SLOW = "Jaringan Anda menahan percakapan langsung"


async def test_a_patron_without_websocket_is_answered_over_a_restart(
    tmp_path: Path, browser: Browser
) -> None:
    """Asked by exchange, answered over a socket, the server killed: nothing lost or doubled."""
    async with AsyncExitStack() as stack:
        server = ServerProcess(tmp_path)
        network = await stack.enter_async_context(Proxy(server.port, sockets=False))
        # The page's own address is that of the network, so that its Origin is the server's own.
        server.env["REFDESK_PUBLIC_URL"] = network.url
        server.prepare("rina")
        await stack.enter_async_context(server.running())
        rina = await Librarian.signed_in(browser, server, "rina")
        await rina.on_duty()
        asker = await Patron.at(browser, f"{network.url}/chat?lang=id")
        await asker.ask(QUESTION)
        await expect(asker.page.get_by_text(SLOW)).to_be_visible()
        await rina.claim()
        await rina.write("Ada, di lantai tiga.")
        await asker.reads("Ada, di lantai tiga.")
        await asker.say("boleh difoto?")
        await expect(rina.log).to_contain_text("boleh difoto?")
        server.kill()
        await asker.say("kapan buka?")
        await server.start()
        await expect(rina.log).to_contain_text("kapan buka?")
        await rina.write("Pukul delapan.")
        await asker.reads("Pukul delapan.")
        for reader in (asker, rina):
            for text in (QUESTION, "Ada, di lantai tiga.", "boleh difoto?", "kapan buka?"):
                await expect(reader.log.get_by_text(text)).to_have_count(1)
        await asker.page.reload()
        await asker.reads("Pukul delapan.")
        assert network.refused
        assert asker.faults == []
        assert rina.faults == []
        assert "Traceback" not in server.log
