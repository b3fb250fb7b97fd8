"""The server killed by SIGKILL under load: clients go on by themselves, nothing lost or doubled."""

from __future__ import annotations

import asyncio
import random
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from tests.journeys.desks import LOGINS, desk
from tests.journeys.ledgers import agrees, holds, read_logs
from tests.journeys.load import Load, acknowledged, alike
from tests.journeys.server import ServerProcess
from tests.journeys.wire_people import Person, librarian, patron, until

PATRONS = 10


@pytest.mark.parametrize(("kind", "kills"), [("sqlite", 5), ("postgres", 3)])
async def test_what_was_acknowledged_survives_each_kill(
    kind: str, kills: int, tmp_path: Path
) -> None:
    """Ten patrons and three librarians write while the server is killed again and again."""
    chance = random.Random(20_261_124)
    async with desk(tmp_path, kind) as server, AsyncExitStack() as stack:
        askers = [await stack.enter_async_context(patron(server)) for _ in range(PATRONS)]
        staff = [await stack.enter_async_context(librarian(server, login)) for login in LOGINS]
        for one in staff:
            await one.on_duty()
        load = Load(chance)
        async with asyncio.TaskGroup() as writing:
            for number, asker in enumerate(askers):
                answerer = staff[number % len(staff)]
                writing.create_task(load.talk(f"p{number}", asker, answerer))
            await kill(server, kills, chance, [*askers, *staff])
            load.over.set()
        assert all(one.connections > 1 for one in (*askers, *staff))
        await alike(askers, staff)
    conversations = {name for one in askers for name in one.views}
    logs = await read_logs(server.env["REFDESK_DATABASE"], conversations)
    for log in logs.values():
        holds(log)
    for one in askers:
        agrees(one, logs, staff=False)
    for one in staff:
        agrees(one, logs, staff=True)
    assert not [one.resets for one in (*askers, *staff) if one.resets]


async def kill(
    server: ServerProcess, kills: int, chance: random.Random, people: list[Person]
) -> None:
    """Kill the server in the middle of its work, at moments that chance picks; start it again."""
    for _ in range(kills):
        goal = acknowledged(people) + chance.randint(15, 80)
        await until(lambda goal=goal: acknowledged(people) >= goal, f"{goal} acknowledgements")  # type: ignore[misc]
        await asyncio.sleep(chance.random() / 20)
        server.kill()
        await server.start()
    goal = acknowledged(people) + 30
    await until(lambda: acknowledged(people) >= goal, "work goes on after the last kill")
