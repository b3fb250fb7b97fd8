"""A busy day of a municipal library at speed, on a machine with 512 MB: what memory it takes.

    python -m tests.operations.day

One real server with years of transcripts, six librarians, patrons on the web and in Telegram, pages
read, transcripts searched and exported, backups by the server and by command, the knowledge base
imported again, the nightly purge. All of its programs share one limit where Linux gives one.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import sys
import tempfile
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from time import perf_counter
from zoneinfo import ZoneInfo

import aiohttp

from refdesk.bench.growth_premises import library
from refdesk.bench.meter import Meter
from refdesk.bench.sayings import Sayings
from refdesk.clock import clock
from refdesk.domain.actors import StaffRole
from refdesk.people.accounts import Accounts
from refdesk.people.secrets import Passwords
from refdesk.store.opening import open_store
from tests.journeys.recorder import TOKEN, Recorder, recording
from tests.journeys.server import PASSWORD, ServerProcess
from tests.journeys.wire_people import Person, librarian, patron
from tests.operations.limited_memory import ENTER, GROUP, Group, limited

MEBIBYTE = 1 << 20
LIBRARIANS = 6
IN_TELEGRAM = 5  # every so manieth conversation
PAGES = ("/kb", "/kb/search?q=perpanjang+pinjaman", "/chat", "/tanya", "/widget.js", "/healthz")
ZONE = ZoneInfo("Asia/Jakarta")


@dataclass
class Figures:
    """What the day took."""

    conversations: int = 0
    messages: int = 0
    pages: int = 0
    rest: int = 0  # bytes resident before the day
    after: int = 0  # and a while after it
    most: int = 0  # resident at any time
    moments: dict[str, int] = field(default_factory=dict)  # the most during a step, by its name


class Watch:
    """Looks at the server's memory ten times a second, and knows what is going on."""

    def __init__(self, pid: int, figures: Figures) -> None:
        self._meter = Meter(pid)
        self._figures = figures
        self.going_on = "morning"

    async def run(self) -> None:
        """Look again and again."""
        while True:
            now, figures = self._meter.memory(), self._figures
            figures.most = max(figures.most, now)
            figures.moments[self.going_on] = max(figures.moments.get(self.going_on, 0), now)
            await asyncio.sleep(0.1)

    def now(self) -> int:
        """Give what is resident now."""
        return self._meter.memory()


async def day(conversations: int, history: int, at_once: int, limit: int) -> tuple[Figures, bool]:
    """Live through the day; gives the figures and whether there was a real limit."""
    with tempfile.TemporaryDirectory(prefix="refdesk-day-") as folder, limited(limit) as group:
        async with AsyncExitStack() as stack:
            recorder, api = await stack.enter_async_context(recording())
            server = await _premises(Path(folder), history, api, group)
            await server.start()
            stack.callback(server.stop)
            assert server.process is not None
            figures = Figures()
            watch = Watch(server.process.pid, figures)
            watching = asyncio.create_task(watch.run())
            stack.callback(watching.cancel)
            await asyncio.sleep(5)
            figures.rest = watch.now()
            await _live(server, recorder, figures, watch, conversations, at_once)
            watch.going_on = "evening"
            await asyncio.sleep(10)
            figures.after = watch.now()
            if group is not None:
                figures.moments["control group, files read included"] = group.most
                assert group.killed == 0, "killed for want of memory"
                print(f"limit met {group.refused} times, killed 0")
        return figures, group is not None


async def _premises(folder: Path, history: int, api: str, group: Group | None) -> ServerProcess:
    made = await library(folder, history)
    store = await open_store(made.environment["REFDESK_DATABASE"], clock=clock)
    accounts = Accounts(store.staff, Passwords(), clock)
    for number in range(LIBRARIANS):
        await accounts.add(
            f"staf{number}", f"Staf {number}", PASSWORD, frozenset(StaffRole), by="day"
        )
    await store.close()
    soon = (clock().astimezone(ZONE) + timedelta(minutes=3)).strftime("%H:%M")
    later = (clock().astimezone(ZONE) + timedelta(minutes=4)).strftime("%H:%M")
    environment = made.environment | {
        "REFDESK_TELEGRAM_TOKEN": TOKEN,
        "REFDESK_TELEGRAM_API": api,
        "REFDESK_TRUSTED_PROXIES": "127.0.0.1",
        "REFDESK_CAPACITY": "20",
        "REFDESK_HOURS": '{"mon": "00:00-23:59", "tue": "00:00-23:59", "wed": "00:00-23:59", '
        '"thu": "00:00-23:59", "fri": "00:00-23:59", "sat": "00:00-23:59", "sun": "00:00-23:59"}',
        "REFDESK_BACKUP_AT": soon,
        "REFDESK_RETENTION_AT": later,
    }
    server = ServerProcess(folder, environment)
    if group is not None:
        server.env[GROUP], server.program = str(group.entry), ENTER
    return server


async def _live(
    server: ServerProcess,
    recorder: Recorder,
    figures: Figures,
    watch: Watch,
    conversations: int,
    at_once: int,
) -> None:
    async with AsyncExitStack() as stack:
        staff = []
        for number in range(LIBRARIANS):
            entering = librarian(server, f"staf{number}")
            staff.append(await stack.enter_async_context(entering))
            await staff[-1].on_duty()
            for what in ("line", "asked", "mine"):
                staff[-1].client.watch(what)
        watch.going_on = "conversations"
        turns = asyncio.Semaphore(at_once)
        sayings = Sayings(7)
        talks = [
            asyncio.create_task(_talk(server, recorder, staff, figures, turns, number, sayings))
            for number in range(conversations)
        ]
        chores = asyncio.create_task(_chores(server, staff[0], figures, watch))
        await asyncio.gather(*talks)
        await chores


async def _talk(
    server: ServerProcess,
    recorder: Recorder,
    staff: list[Person],
    figures: Figures,
    turns: asyncio.Semaphore,
    number: int,
    sayings: Sayings,
) -> None:
    """Hold one conversation of eight messages or so; the librarian claims what is offered."""
    source = random.Random(number)
    async with turns:
        answering = staff[number % len(staff)]
        if number % IN_TELEGRAM == 0:
            await _talk_in_telegram(recorder, number, source)
            figures.messages += 3
        else:
            async with patron(server) as asker:
                conversation = await asker.open(sayings.patron())
                answering.follow(conversation)
                fence = await answering.client.claim(conversation)
                for _ in range(4):
                    await asker.say(conversation, sayings.patron())
                    await answering.say(conversation, sayings.librarian(), fence)
                    await asyncio.sleep(source.uniform(0.1, 0.6))
                figures.messages += 9
        figures.conversations += 1


async def _talk_in_telegram(recorder: Recorder, number: int, source: random.Random) -> None:
    chat = 10_000 + number
    for text in (
        "jam buka hari minggu?",
        "apakah bisa perpanjang pinjaman lewat telepon",
        "makasih",
    ):
        await recorder.say(chat, text)
        await asyncio.sleep(source.uniform(0.2, 0.6))


async def _chores(server: ServerProcess, who: Person, figures: Figures, watch: Watch) -> None:
    """Do what is done beside the conversations, one after the other, so that each has its peak."""
    cookie = who.client._headers["Cookie"]
    headers = {"Cookie": cookie, "X-Forwarded-For": "10.1.1.1"}
    async with aiohttp.ClientSession(headers=headers) as http:

        async def get(path: str) -> None:
            async with http.get(f"{server.url}{path}") as answer:
                assert answer.status == 200, (path, answer.status)
                while await answer.content.read(65_536):
                    pass
            figures.pages += 1

        async def read(times: int) -> None:
            for turn in range(times):
                await get(PAGES[turn % len(PAGES)])

        async def search() -> None:
            for word in ("buku", "perpanjang", "jam buka", "denda"):
                await get(f"/api/transcripts?q={word}")

        steps: list[tuple[str, Callable[[], Awaitable[object]]]] = [
            ("pages", lambda: read(600)),
            ("transcripts searched", search),
            ("transcripts exported", lambda: get("/api/transcripts.csv")),
            ("backup by command", lambda: asyncio.to_thread(server.must, "backup")),
            ("knowledge base imported", lambda: asyncio.to_thread(_import_anew, server)),
            ("daily backup, nightly purge", lambda: _until_night(server)),
        ]
        for name, step in steps:
            watch.going_on = name
            await step()
        watch.going_on = "conversations"


def _import_anew(server: ServerProcess) -> None:
    server.must("kb", "export", str(server.folder / "out"))
    for file in sorted((server.folder / "out").rglob("*.md"))[:40]:
        file.write_text(file.read_text("utf-8").rstrip() + "\n\nHubungi kami.\n", "utf-8")
    server.must("kb", "import", str(server.folder / "out"))


async def _until_night(server: ServerProcess) -> None:
    async with asyncio.timeout(400):
        while any(one not in server.log for one in ("backup made", "gone=")):  # noqa: ASYNC110
            await asyncio.sleep(0.5)


def told(figures: Figures, took: float) -> list[str]:
    """Say it in lines."""

    def mib(size: int) -> str:
        return f"{size / MEBIBYTE:.0f} MiB"

    spoken = f"{figures.conversations} conversations, {figures.messages} messages"
    spans = (figures.rest, "at rest"), (figures.most, "at most"), (figures.after, "afterwards")
    return [
        f"{spoken}, {figures.pages} pages in {took:.0f} s",
        "resident: " + ", ".join(f"{mib(size)} {when}" for size, when in spans),
        *(f"  {name}: {mib(size)}" for name, size in figures.moments.items()),
    ]


def main() -> None:
    """Run it from the command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.operations.day", description=__doc__)
    parser.add_argument("--conversations", type=int, default=300)
    parser.add_argument("--history", type=int, default=50_000, help="messages stored before")
    parser.add_argument("--at-once", type=int, default=20)
    parser.add_argument("--limit", type=int, default=512, help="MiB for all programs together")
    asked = parser.parse_args()
    began = perf_counter()
    figures, real = asyncio.run(
        day(asked.conversations, asked.history, asked.at_once, asked.limit * MEBIBYTE)
    )
    if not real:
        print("this machine gives no control group: measured without a limit")
    print("\n".join(told(figures, perf_counter() - began)))
    sys.exit(figures.most > asked.limit * MEBIBYTE)


if __name__ == "__main__":
    main()
