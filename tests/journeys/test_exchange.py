"""A network that refuses WebSocket: talks go by exchange, in the panel and in the Python client."""

from __future__ import annotations

import asyncio
import random
from contextlib import AsyncExitStack
from pathlib import Path

from playwright.async_api import Browser, expect

from refdesk.client import new_cid
from refdesk.protocol import frames
from tests.journeys.desks import desk
from tests.journeys.ledgers import agrees, holds, read_logs
from tests.journeys.people import Librarian, Patron
from tests.journeys.proxy import Proxy
from tests.journeys.server import ServerProcess
from tests.journeys.test_restarts import write
from tests.journeys.wire_people import librarian, patron, until

QUESTION = "apakah ada naskah kuno Kutai?"
SLOW = "Jaringan Anda menahan percakapan langsung"
PAIRS = 3
CUTS = 30


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


async def test_views_are_the_log_after_cut_exchanges_and_kills(tmp_path: Path) -> None:
    """Exchanges cut in the middle, the server killed twice: every view is the log in the end."""
    chance = random.Random(25)
    async with desk(tmp_path) as server, AsyncExitStack() as stack:
        network = await stack.enter_async_context(Proxy(server.port, sockets=False))
        rina = await stack.enter_async_context(librarian(server, "rina"))
        askers = [await stack.enter_async_context(patron(network)) for _ in range(PAIRS)]
        over = asyncio.Event()
        async with asyncio.TaskGroup() as writing:
            for number, asker in enumerate(askers):
                conversation = await asker.open(f"{number} opens")
                rina.follow(conversation)
                claim = frames.Claim(cid=new_cid(), conversation=conversation)
                fence = (await rina.client.command(claim)).seq
                writing.create_task(write(f"{number} asks", asker, conversation, 0, over))
                writing.create_task(write(f"{number} answers", rina, conversation, fence, over))
            for goal in (CUTS / 3, 2 * CUTS / 3, CUTS):
                while network.cuts < goal:
                    network.cut(after=chance.randint(1, 3_000))
                    await asyncio.sleep(chance.random() / 4)
                if goal < CUTS:
                    server.kill()
                    await server.start()
            over.set()
        for asker in askers:
            (conversation,) = asker.views
            await asker.say(conversation, f"{conversation} selesai")
            for one in (asker, rina):
                await until(
                    lambda one=one, name=conversation: one.texts(name)[-1] == f"{name} selesai",  # type: ignore[misc]
                    "the last text is shown",
                )
        assert network.refused >= PAIRS
    logs = await read_logs(server.env["REFDESK_DATABASE"], rina.views)
    for log in logs.values():
        holds(log)
    for asker in askers:
        agrees(asker, {name: logs[name] for name in asker.views}, staff=False)
    agrees(rina, logs, staff=True)
    assert not [one.resets for one in (*askers, rina) if one.resets]
