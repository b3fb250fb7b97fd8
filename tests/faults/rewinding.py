"""An older copy of the database, put in place while everybody is away."""

from __future__ import annotations

import asyncio
import shutil
from contextlib import AsyncExitStack
from functools import partial

from refdesk.client import new_cid
from refdesk.protocol import frames
from tests.databases import copy_of
from tests.faults.needs import postgres
from tests.faults.rows import Finding, Ground, Mutant, Row
from tests.faults.speaking import FREELY
from tests.journeys.desks import LOGINS
from tests.journeys.ledgers import numbered, read_logs
from tests.journeys.proxy import Proxy
from tests.journeys.server import ServerProcess
from tests.journeys.wire_people import Person, librarian, patron, until

LATER = 5  # texts that the copy does not hold


async def attack(kind: str, ground: Ground, finding: Finding) -> None:
    """Copy, go on, restore; everybody must be reset, then see the log and nothing else."""
    patrons = ground.many(50, 3)
    async with AsyncExitStack() as stack:
        server = await stack.enter_async_context(ground.desk(kind, REFDESK_RATES=FREELY))
        network = await stack.enter_async_context(Proxy(server.port))
        staff = [await stack.enter_async_context(librarian(server, one, network)) for one in LOGINS]
        askers = [await stack.enter_async_context(patron(network)) for _ in range(patrons)]
        pairs = [(asker, staff[number % 3]) for number, asker in enumerate(askers)]
        await asyncio.gather(*(_talk(*pair) for pair in pairs))
        assert server.stop() == 0
        copy = await _copied(server, kind)
        await server.start()
        await asyncio.gather(*(_go_on(*pair) for pair in pairs))
        network.close()
        assert server.stop() == 0
        _restore(server, kind, copy)
        await server.start()
        network.reopen()
        for asker, answerer in pairs:
            (name,) = asker.views
            for one in (asker, answerer):
                await until(lambda one=one, name=name: (name, "rewound") in one.resets, "a reset")  # type: ignore[misc]
        await asyncio.gather(*(_close(*pair) for pair in pairs))
    logs = await read_logs(server.env["REFDESK_DATABASE"], {n for one in askers for n in one.views})
    people = [(one, False) for one in askers] + [(one, True) for one in staff]
    for one, is_staff in people:
        for name, view in one.views.items():
            shown = [(event.seq, event.id) for event in view]
            assert shown == numbered(logs[name], staff=is_staff), "a view is not the log"
    finding.note("clients", len(people))
    finding.note("reset{rewound}", sum(len(one.resets) for one, _ in people))
    finding.note("views with a hole", 0)


async def _talk(asker: Person, answerer: Person) -> None:
    conversation = await asker.open("ada buku tamu?")
    answerer.follow(conversation)
    claim = frames.Claim(cid=new_cid(), conversation=conversation)
    fence = (await answerer.client.command(claim)).seq
    await answerer.say(conversation, "ada", fence)


async def _go_on(asker: Person, answerer: Person) -> None:
    """Write what will not have happened; wait until both sides show it."""
    (conversation,) = asker.views
    last = [f"nanti {LATER - 1}"]
    for number in range(LATER):
        await asker.say(conversation, f"nanti {number}")
    for one in (asker, answerer):
        await until(lambda one=one: one.texts(conversation)[-1:] == last, "shown")  # type: ignore[misc]


async def _close(asker: Person, answerer: Person) -> None:
    (conversation,) = asker.views
    await asker.say(conversation, "sesudah pemulihan")
    texts = ["ada buku tamu?", "ada", "sesudah pemulihan"]
    for one in (asker, answerer):
        await until(lambda one=one: one.texts(conversation) == texts, "the log is shown")  # type: ignore[misc]


async def _copied(server: ServerProcess, kind: str) -> str:
    if kind == "postgres":
        return await copy_of(server.env["REFDESK_DATABASE"])
    shutil.copytree(server.folder / "var", server.folder / "copy")
    return str(server.folder / "copy")


def _restore(server: ServerProcess, kind: str, copy: str) -> None:
    if kind == "postgres":
        server.env["REFDESK_DATABASE"] = copy
        return
    shutil.rmtree(server.folder / "var")
    shutil.copytree(copy, server.folder / "var")


ROWS = tuple(
    Row(
        f"rewound-{kind}",
        "an older copy of the database is put in place: every client reset{rewound}, no holes",
        partial(attack, kind),
        Mutant(
            "refdesk/web/following.py",
            'return None if found == following.last_id else "rewound"',
            "return None",
            "a reset|a view is not the log",
        ),
        (postgres,) if kind == "postgres" else (),
    )
    for kind in ("sqlite", "postgres")
)
