"""Coming back to a database that is older than what clients hold."""

from __future__ import annotations

import secrets
import shutil
from contextlib import AsyncExitStack
from pathlib import Path

from tests.journeys.desks import desk
from tests.journeys.ledgers import numbered, read_logs
from tests.journeys.server import ServerProcess
from tests.journeys.wire_people import librarian, patron, until


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
