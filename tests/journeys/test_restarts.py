"""Coming back: after cuts, after a stop, to a database that is older than what clients hold."""

from __future__ import annotations

import asyncio
import random
import secrets
import shutil
import time
from contextlib import AsyncExitStack, suppress
from pathlib import Path

from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Subprotocol

from refdesk.client import socket_address
from refdesk.protocol import codes
from tests.journeys.desks import desk
from tests.journeys.ledgers import agrees, holds, numbered, read_logs
from tests.journeys.proxy import Proxy
from tests.journeys.server import ServerProcess
from tests.journeys.wire_people import Person, librarian, patron, until

PAIRS = 5
CUTS = 60


async def test_views_are_the_log_after_many_cuts(tmp_path: Path) -> None:
    """Connections cut in the middle of frames sixty times: nothing lost, nothing shown twice."""
    chance = random.Random(60)
    async with desk(tmp_path) as server, Proxy(server.port) as network, AsyncExitStack() as stack:
        rina = await stack.enter_async_context(librarian(server, "rina", network))
        askers = [await stack.enter_async_context(patron(network)) for _ in range(PAIRS)]
        over = asyncio.Event()
        async with asyncio.TaskGroup() as writing:
            for number, asker in enumerate(askers):
                conversation = await asker.open(f"{number} opens")
                fence = await rina.client.claim(conversation)
                rina.follow(conversation)
                writing.create_task(write(f"{number} asks", asker, conversation, 0, over))
                writing.create_task(write(f"{number} answers", rina, conversation, fence, over))
            while network.cuts < CUTS:
                network.cut(after=chance.randint(1, 3_000))
                await asyncio.sleep(chance.random())
            over.set()
        # What is written now comes behind all else: once everybody sees it, everybody is there.
        for asker in askers:
            (conversation,) = asker.views
            await asker.say(conversation, f"{conversation} selesai")
            for one in (asker, rina):
                await until(
                    lambda one=one, name=conversation: one.texts(name)[-1] == f"{name} selesai",  # type: ignore[misc]
                    "the last text is shown",
                )
        assert rina.connections > 1
    logs = await read_logs(server.env["REFDESK_DATABASE"], rina.views)
    for log in logs.values():
        holds(log)
    for asker in askers:
        agrees(asker, {name: logs[name] for name in asker.views}, staff=False)
    agrees(rina, logs, staff=True)


async def write(
    name: str, writer: Person, conversation: str, fence: int, over: asyncio.Event
) -> None:
    """Write, text after text, at a pace that no limit of the server minds."""
    number = 0
    while not over.is_set():
        number += 1
        await writer.say(conversation, f"{name} {number} " + "x" * 300, fence)
        await asyncio.sleep(0.5)


async def test_a_restored_older_database_resets_everybody(tmp_path: Path) -> None:
    """Who holds more than the log has drops it, then is shown the log: patrons, staff, sleepers."""
    async with AsyncExitStack() as stack:
        server = await stack.enter_async_context(desk(tmp_path))
        rina = await stack.enter_async_context(librarian(server, "rina"))
        asker = await stack.enter_async_context(patron(server))
        token = secrets.token_urlsafe(32)
        conversation = await asker.open("ada buku tamu?")
        fence = await rina.client.claim(conversation)
        rina.follow(conversation)
        await rina.say(conversation, "ada", fence)
        async with patron(server, token) as sleeper:
            slept = await sleeper.open("boleh bawa anak?")
            await until(lambda: len(sleeper.views[slept]) > 1, "it is shown")
            copy = await copied(server)
            await sleeper.say(slept, "usianya tiga")
            await until(lambda: sleeper.texts(slept)[-1] == "usianya tiga", "it is shown")
            kept = sleeper.kept
        await asker.say(conversation, "di mana?")
        newer = await asker.open("apakah ada kafe?")
        await until(lambda: rina.texts(conversation)[-1] == "di mana?", "rina reads it")

        await restored(server, copy)
        for one in (asker, rina):
            await until(lambda one=one: one.resets == [(conversation, "rewound")], "a reset")  # type: ignore[misc]
        gone = [(newer, "forbidden_or_absent")]
        await until(lambda: [(e.conversation, e.code) for e in asker.errors] == gone, "it is gone")
        await asker.say(conversation, "di lantai berapa?")
        await until(lambda: rina.texts(conversation)[-1] == "di lantai berapa?", "goes on")
        assert "di mana?" not in rina.texts(conversation)
        async with patron(server, token, kept) as woken:
            await until(lambda: woken.resets == [(slept, "rewound")], "a reset")
            await until(lambda: woken.texts(slept) == ["boleh bawa anak?"], "the log is shown")
        views = {"asker": asker.views[conversation], "rina": rina.views[conversation]}
        await until(lambda: views["asker"][-1].body == "di lantai berapa?", "the patron's echo")
    logs = await read_logs(server.env["REFDESK_DATABASE"], [conversation])
    for name, view in views.items():
        shown = [(event.seq, event.id) for event in view]
        assert shown == numbered(logs[conversation], staff=name == "rina")


async def copied(server: ServerProcess) -> Path:
    """Stop, copy the data as a backup does, start again."""
    assert server.stop() == 0
    shutil.copytree(server.folder / "var", server.folder / "backup")
    await server.start()
    return server.folder / "backup"


async def restored(server: ServerProcess, copy: Path) -> None:
    """Stop, put the backup in place, start again."""
    assert server.stop() == 0
    shutil.rmtree(server.folder / "var")
    shutil.copytree(copy, server.folder / "var")
    await server.start()


async def test_sigterm_says_farewell_and_ends(tmp_path: Path) -> None:
    """On SIGTERM every client is closed with 1001 and the exit status is 0 within ten seconds."""
    async with desk(tmp_path) as server:
        protocol = [Subprotocol(codes.SUBPROTOCOL)]
        address = socket_address(server.url, "patron")
        async with (
            connect(address, subprotocols=protocol) as one,
            connect(address, subprotocols=protocol) as other,
        ):
            began = time.monotonic()
            assert await asyncio.to_thread(server.stop) == 0
            assert time.monotonic() - began < 10
            for ws in (one, other):
                with suppress(ConnectionClosed):
                    await asyncio.wait_for(ws.recv(), 10)
                assert ws.close_code == codes.CLOSE_GOING_AWAY
