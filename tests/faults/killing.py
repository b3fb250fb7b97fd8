"""SIGKILL under load: the server dies again and again while twenty write."""

from __future__ import annotations

import asyncio
import random
import time
from contextlib import AsyncExitStack, suppress
from functools import partial
from itertools import product

from tests.faults.needs import postgres
from tests.faults.rows import Finding, Ground, Mutant, Row, Span, middle
from tests.faults.ways import ENDING, WAYS, WORDS, network
from tests.journeys.desks import LOGINS
from tests.journeys.ledgers import agrees, holds, read_logs
from tests.journeys.load import Load, acknowledged, alike
from tests.journeys.server import ServerProcess
from tests.journeys.wire_people import Person, librarian, patron, until

PATRONS = 10  # each with a librarian who writes as well
GOAL = "{} SIGKILLs under 20 writers: 0 lost, doubled, gaps, reordered; serving again within 1 s"

# Acknowledged at once, written a moment later.
WRITE_BEHIND = Mutant(
    "refdesk/desk/chains.py",
    "            log.submit(link.append, partial(self._end, place))\n",
    """\
            import asyncio
            from refdesk.desk.ports import Receipt

            last, after = link.append.recorded[-1], link.append.after
            loop = asyncio.get_running_loop()
            loop.call_later(0.3, log.submit, link.append, lambda _: None)
            self._end(place, Receipt(after.id, last.seq, after.public_head, last.at, last.id))
""",
    "forbidden_or_absent|lost_claim|agrees|reset though|both sides",
)

# The same by SQLite's writer, which takes a head ahead of its own for a broken store.
COMMITTED_LATE = Mutant(
    "refdesk/store/sqlite_writer.py",
    "            self._report(works, self._commit(works))\n",
    """\
            import time
            from refdesk.desk.ports import Append
            from refdesk.store.rows import fresh_of

            if all(isinstance(work.item, Append) for work in works):
                self._report(works, [fresh_of(work.item).receipt for work in works])
                time.sleep(0.1)
                self._commit(works)
            else:
                self._report(works, self._commit(works))
""",
    WRITE_BEHIND.shows,
)


async def attack(kind: str, way: str, ground: Ground, finding: Finding) -> None:
    """Kill, start, go on; then compare all ledgers, all views with the log."""
    chance = random.Random(3)
    kills, span = ground.many(100, 3), Span()
    async with ground.desk(kind) as server, AsyncExitStack() as stack:
        place = await stack.enter_async_context(network(server, way))
        askers = [await stack.enter_async_context(patron(place)) for _ in range(PATRONS)]
        staff = [await stack.enter_async_context(librarian(server, login)) for login in LOGINS]
        for one in staff:
            await one.on_duty()
        people = [*askers, *staff]
        load = Load(chance)
        async with asyncio.TaskGroup() as writing:
            for number, asker in enumerate(askers):
                writing.create_task(load.talk(f"p{number}", asker, staff[number % len(staff)]))
            back: list[float] = []
            while len(back) < kills and not span.over:
                back.append(await _killed(server, chance, people))
            await _more(people, 30)
            load.over.set()
        await alike(askers, staff)
    finding.reached("kills", len(back), kills)
    finding.note("acknowledged", acknowledged(people))
    finding.note("back worst", f"{max(back):.2f} s")
    await compare(server, askers, staff)
    finding.within("back median", middle(back), 1.0, "s")


async def compare(server: ServerProcess, askers: list[Person], staff: list[Person]) -> None:
    """Assert that every view and every ledger is in the log: once, in order, without holes."""
    logs = await read_logs(
        server.env["REFDESK_DATABASE"], {name for one in askers for name in one.views}
    )
    for log in logs.values():
        holds(log)
    for one in askers:
        agrees(one, {name: logs[name] for name in one.views}, staff=False)
    for one in staff:
        agrees(one, logs, staff=True)
    resets = [one.resets for one in (*askers, *staff) if one.resets]
    assert not resets, f"reset though nothing was restored: {resets}"


async def _killed(server: ServerProcess, chance: random.Random, people: list[Person]) -> float:
    """Kill the server in the middle of its work; give the seconds until it serves again."""
    await _more(people, chance.randint(10, 60))
    await asyncio.sleep(chance.random() / 20)
    server.kill()
    server.launch()
    return await serves_again(server)


async def serves_again(server: ServerProcess) -> float:
    """Wait until connections are taken; give the seconds."""
    began = time.monotonic()
    while True:
        assert server.process is not None
        assert server.process.poll() is None, server.log
        with suppress(OSError):
            _, writer = await asyncio.open_connection("127.0.0.1", server.port)
            writer.transport.abort()
            return time.monotonic() - began
        await asyncio.sleep(0.01)


async def _more(people: list[Person], many: int) -> None:
    goal = acknowledged(people) + many
    await until(lambda: acknowledged(people) >= goal, f"{many} more acknowledgements")


ROWS = tuple(
    Row(
        f"kill-{kind}{ENDING[way]}",
        GOAL.format(100) + WORDS[way],
        partial(attack, kind, way),
        WRITE_BEHIND if kind == "postgres" else COMMITTED_LATE,
        (postgres,) if kind == "postgres" else (),
    )
    for way, kind in product(WAYS, ("sqlite", "postgres"))
)
