"""Growth: the same acts on histories of 1,000 to 1,000,000 messages."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Final

from refdesk.bench import visits
from refdesk.bench.databases import postgres
from refdesk.bench.growth_figures import Act, Growth, History, act_of
from refdesk.bench.growth_premises import Library, library
from refdesk.bench.processes import Running, start_product
from refdesk.bench.sayings import SOUGHT
from refdesk.clock import clock

SIZES: Final = (1_000, 30_000, 1_000_000)  # messages
CONSOLES: Final = 12
TEXTS: Final = 300
SEARCHES: Final = 12
EXPORTS: Final = 3
LULL: Final = 2.0  # seconds over which a server is looked at
IDLE: Final = 0.05  # share of a core below which it is idle
SOUGHT_WORDS: Final = {
    "cari kata yang langka": SOUGHT,  # in the same few conversations of every history
    "cari kata yang umum": "meminjam",
    "cari dua kata": "sejarah denda",
    "cari frasa": '"tidak ketemu"',
}
_MONTH: Final = timedelta(days=30)
Say = Callable[[str], None]  # tells how far the run is


async def measure_growth(
    folder: Path, store: str, sizes: Sequence[int] = SIZES, say: Say = lambda _: None
) -> Growth:
    """Measure all acts on each history, smallest first; `folder` keeps them for the next run."""
    histories: list[History] = []
    acts: list[Act] = []
    for messages in sizes:
        say(f"{store}: {messages:,}")
        database = await asyncio.to_thread(postgres) if store == "postgres" else ""
        place = folder / f"{store}-{messages}"
        there = await library(place, messages, database)
        running = await start_product(there.folder, there.environment)
        try:
            measured, grown = await _acts(running, there)
        finally:
            running.stop()
        acts += measured
        histories.append(_history(there, grown))
    return Growth(store, histories, acts)


async def _acts(running: Running, there: Library) -> tuple[list[Act], float]:
    """Give the acts, and by how many MiB the export made the server grow."""
    port, messages = running.port, there.made.messages

    def made(name: str, times: Sequence[float], cpu: float, rows: int = 0) -> Act:
        return act_of(name, messages, times, running.meter.cpu() - cpu, rows)

    await _warm(running, there)
    cpu, acts = running.meter.cpu(), []
    consoles = [await visits.open_console(port, there.cookie) for _ in range(CONSOLES)]
    acts.append(made("buka konsol", [took for took, _ in consoles], cpu))
    for _, speaker in consoles[1:]:
        speaker.close()
    cpu = running.meter.cpu()
    opened = await visits.open_conversations(consoles[0][1], there.made.sample)
    acts.append(made("buka percakapan", opened, cpu))
    consoles[0][1].close()
    await asyncio.sleep(visits.QUIET)
    cpu = running.meter.cpu()
    acts.append(made("kirim pesan", await visits.speak(port, there.cookie, TEXTS), cpu))
    for name, words in SOUGHT_WORDS.items():
        cpu = running.meter.cpu()
        found = [await asyncio.to_thread(visits.search, port, there.cookie, words)
                 for _ in range(SEARCHES)]  # fmt: skip
        acts.append(made(name, [took for took, _ in found], cpu, found[0][1]))
    cpu, memory = running.meter.cpu(), running.meter.memory()
    exported = [await _export(port, there.cookie) for _ in range(EXPORTS)]
    acts.append(made("ekspor CSV satu bulan", [one for one, _ in exported], cpu, exported[0][1]))
    return acts, (running.meter.memory() - memory) / 2**20


async def _until_idle(running: Running) -> None:
    """Wait until nothing goes on in the background, such as learning from a new history."""
    while True:
        cpu = running.meter.cpu()
        await asyncio.sleep(LULL)
        if running.meter.cpu() - cpu < IDLE * LULL:
            return


async def _warm(running: Running, there: Library) -> None:
    """Do once what is measured later: what a start loads is no cost of the history."""
    await asyncio.to_thread(visits.until_ready, running.port)
    await _until_idle(running)
    _, speaker = await visits.open_console(running.port, there.cookie)
    speaker.close()
    await visits.speak(running.port, there.cookie, 20)
    for words in SOUGHT_WORDS.values():
        await asyncio.to_thread(visits.search, running.port, there.cookie, words)
    await _export(running.port, there.cookie)


async def _export(port: int, cookie: str) -> tuple[float, int]:
    """Export the thirty days before the last thirty."""
    until = clock() - _MONTH
    days = (f"{until - _MONTH:%Y-%m-%d}", f"{until:%Y-%m-%d}")
    return await asyncio.to_thread(visits.export, port, cookie, *days)


def _history(there: Library, grown: float) -> History:
    files = (there.folder / "var").glob("refdesk.db*")
    size = sum(file.stat().st_size for file in files) / 2**20
    made = there.made
    spent = (made.filled_s, made.indexed_s) if there.fresh else (0.0, 0.0)
    return History(made.messages, made.conversations, size, *spent, grown)
