"""One whole run: product and prototype side by side, the same load on each by turns."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter, process_time
from typing import Final

from refdesk.bench import talks
from refdesk.bench.databases import NotAvailable, postgres
from refdesk.bench.figures import FULL, Measured, Round, Server, round_of
from refdesk.bench.limits import raise_limits
from refdesk.bench.load import Load
from refdesk.bench.plan import Plan
from refdesk.bench.premises import Premises, furnish
from refdesk.bench.processes import Running, start_product, start_prototype, until_indexed
from refdesk.bench.raw_rows import raw_rows
from refdesk.bench.speaker import Speaker

HOLD_DOWN: Final = 12.0  # × the raw rows: a slower prototype would flatter the product
WARM_UP: Final = 1.0  # seconds
WARM: Final = 100  # connections
Say = Callable[[str], None]  # tells how far the run is


@dataclass(slots=True)
class _Subject:
    """One server under measurement."""

    name: str
    running: Running
    load: Load
    start: tuple[float, float]
    connection: tuple[float, float]
    rounds: list[Round] = field(default_factory=list)

    def server(self) -> Server:
        return Server(self.name, self.rounds, *self.connection, *self.start)


async def measure(folder: Path, plan: Plan, stores: list[str], say: Say) -> Measured:
    """Measure everything; `stores` are "sqlite", "postgres"."""
    raised = raise_limits(plan)
    raw = await asyncio.to_thread(raw_rows, _made(folder / "raw") / "raw.db")
    subjects: list[_Subject] = []
    not_run: dict[str, str] = {}
    try:
        subjects.append(await _prototype(_made(folder / "prototype"), plan, say))
        for store in stores:
            try:
                subjects.append(await _product(_made(folder / store), store, plan, say))
            except NotAvailable as reason:
                not_run[store] = str(reason)
        await _all_loads(subjects, plan, say)
    finally:
        for subject in subjects:
            subject.running.stop()
    prototype, *products = [subject.server() for subject in subjects]
    void = _void(prototype, raw)
    return Measured(products, prototype, raw, raised, not_run, void)


async def _all_loads(subjects: list[_Subject], plan: Plan, say: Say) -> None:
    for rate in (*plan.rates, FULL):
        for number in range(plan.rounds):
            for subject in subjects:
                say(f"{subject.name}: {rate or 'max'} /s, {number + 1}/{plan.rounds}")
                subject.rounds.append(await _round(subject, rate, plan.seconds))


async def _round(subject: _Subject, rate: int, seconds: float) -> Round:
    load = subject.load
    await _run(load, rate, WARM_UP)
    load.fresh()
    cpu, own, began = subject.running.meter.cpu(), process_time(), perf_counter()
    await _run(load, rate, seconds)
    spent, own = subject.running.meter.cpu() - cpu, process_time() - own
    took = perf_counter() - began
    sample = load.fresh()
    await load.drained()
    after = load.fresh()
    sample.lost = after.lost
    sample.refused |= after.refused
    return round_of(rate, took, spent, own, sample)


async def _run(load: Load, rate: int, seconds: float) -> None:
    await (load.full(seconds) if rate == FULL else load.steady(rate, seconds))


async def _prototype(folder: Path, plan: Plan, say: Say) -> _Subject:
    say("prototype")
    running = await start_prototype(folder)
    start = (running.took, running.meter.memory() / 2**20)
    return await _peopled("prototype", running, plan, ("",) * plan.librarians, start)


async def _product(folder: Path, store: str, plan: Plan, say: Say) -> _Subject:
    say(f"{store}: premises")
    database = ""
    if store == "postgres":
        database = plan.postgres or await asyncio.to_thread(postgres)
    premises = await furnish(folder, plan, database)
    await _start(premises)  # the first builds the index
    start = min([await _start(premises) for _ in range(plan.starts)])
    running = await start_product(folder, premises.environment)
    say(f"{store}: {plan.talks} conversations")
    return await _peopled(f"refdesk, {store}", running, plan, premises.cookies, start)


async def _start(premises: Premises) -> tuple[float, float]:
    """Give the seconds from start to answering, and the memory then in MiB."""
    running = await start_product(premises.folder, premises.environment)
    memory = running.meter.memory() / 2**20
    running.stop()
    return running.took, memory


async def _peopled(
    name: str, running: Running, plan: Plan, cookies: tuple[str, ...], start: tuple[float, float]
) -> _Subject:
    try:
        connection = await _idle(running, plan.idle)
        load = Load(await talks.hold(running.port, plan, cookies))
    except BaseException:
        running.stop()
        raise
    return _Subject(name, running, load, start, connection)


async def _idle(running: Running, count: int) -> tuple[float, float]:
    """Give the processor milliseconds of a connection, and the KiB of one that is up to date."""
    # What a server makes once, such as its index and the pages that a database keeps, belongs to
    # no connection.
    await until_indexed(running)
    warm = [await talks.patron(running.port) for _ in range(WARM)]
    for speaker in warm:
        await talks.ask(speaker, "apakah perpustakaan buka hari sabtu")
    cpu, memory = running.meter.cpu(), running.meter.memory()
    idle = [await talks.patron(running.port) for _ in range(count)]
    cpu = running.meter.cpu() - cpu
    for some in _batched(idle, talks.AT_ONCE):
        asking = (talks.ask(speaker, "apakah perpustakaan buka hari sabtu") for speaker in some)
        await asyncio.gather(*asking)
    memory = running.meter.memory() - memory
    for speaker in (*warm, *idle):
        speaker.close()
    return 1000 * cpu / count, memory / count / 1024


def _void(prototype: Server, raw: float) -> str:
    share = prototype.median(FULL, "cpu_ms") / raw
    if share > HOLD_DOWN:
        return f"prototype {share:.1f} × raw rows, at most {HOLD_DOWN:.0f}"
    return ""


def _batched(speakers: Sequence[Speaker], size: int) -> Iterator[Sequence[Speaker]]:
    return (speakers[at : at + size] for at in range(0, len(speakers), size))


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder
