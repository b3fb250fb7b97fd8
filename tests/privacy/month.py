"""Thirty simulated days of retention over many conversations: python -m tests.privacy.month.

Everything ends between 90 and 60 days ago, so that by day 30 all of it is over its time. Each day
purges while patrons write; in the end no canary is left in any file, and the statistics are those
of before. A run may be of some days (`--first 1 --last 10`); the next goes on in the same folder.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import secrets
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, func
from sqlmodel import col, select

from kb import full_text
from refdesk.desk.transcript_indexing import TranscriptIndexing
from refdesk.domain.actors import Actor, Party
from refdesk.domain.commands import End, Open, Say
from refdesk.privacy.retention import REST, Retention, Times
from refdesk.privacy.sealed_keeping import SealedKeeping
from refdesk.privacy.sealing import Sealer
from refdesk.store.tables.conversations import ConversationRow as C
from tests.privacy.library import CANARY, Span, fill
from tests.web.site import MORNING, Site, open_site

DAY: Final = timedelta(days=1)
DAYS: Final = 30
EACH: Final = 10  # days from one with patrons to the next
WRITERS: Final = 8  # patrons who write while a purge goes on
PAUSE: Final = 0.02  # seconds between two messages of one of them
SEALER: Final = Sealer([bytes(32)], os.urandom)
BLOCK: Final = 1 << 24


@dataclass(slots=True)
class Figures:
    """What was measured; times in milliseconds."""

    purged: int = 0
    seconds: float = 0.0
    quiet: list[float] = field(default_factory=list)
    purging: list[float] = field(default_factory=list)
    left: int = 0  # canaries
    before: list[tuple[object, ...]] = field(default_factory=list)
    after: list[tuple[object, ...]] = field(default_factory=list)

    @property
    def quiet_p99(self) -> float:
        """Give the acknowledgement's 99th percentile while nothing is purged."""
        return p99(self.quiet)

    @property
    def purging_p99(self) -> float:
        """Give it during purges."""
        return p99(self.purging)


def p99(values: list[float]) -> float:
    """Give the 99th percentile."""
    return sorted(values)[int(len(values) * 0.99)] if values else 0.0


async def prepare(site: Site, count: int, days: int = DAYS) -> None:
    """Fill and index what is not there yet."""
    began = time.perf_counter()
    if await site.store.transcripts.summary(f"c{count - 1:06d}") is None:
        span = Span(MORNING - 90 * DAY, MORNING - (90 - days) * DAY - timedelta(minutes=1))
        await fill(site.store, count, span, SEALER)
        tell(f"{count} conversations written in {time.perf_counter() - began:.0f} s")
    await TranscriptIndexing(site.store.transcript_index, full_text, rest=0.0).catch_up()
    tell(f"indexed after {time.perf_counter() - began:.0f} s")


async def month(
    site: Site, folder: Path, count: int, days: int = DAYS, part: range | None = None
) -> Figures:
    """Let the days go by, or part of them; give what was measured."""
    figures, behind = Figures(), site.behind
    await prepare(site, count, days)
    figures.before = await statistics(site)
    keeping = SealedKeeping(site.store.sealed, SEALER)
    take, expiring = behind.turns.take, site.store.expiring
    calm, quick = (Retention(expiring, take, Times(), rest=rest) for rest in (REST, 0.0))
    calmly = 4.0 if count > 1_000 else 0.1
    for day in part or range(1, days + 1):
        behind.now = MORNING + day * DAY
        began = time.perf_counter()
        # Patrons write on some of the days: that is what a purge may not be felt by.
        written = day % EACH == 1
        if written:
            await _written_for(site, calmly, figures.quiet)
        writing = asyncio.create_task(_written_for(site, None if written else 0.0, figures.purging))
        await keeping.expire(behind.now)
        gone = await (calm if written else quick).purge(behind.now)
        figures.purged += gone.conversations
        writing.cancel()
        await asyncio.gather(writing, return_exceptions=True)
        if written:  # again afterwards: what else the machine does changes meanwhile
            await _written_for(site, calmly, figures.quiet)
        await TranscriptIndexing(site.store.transcript_index, full_text, rest=0.0).catch_up()
        figures.seconds += time.perf_counter() - began
        if count > 1_000:
            tell(f"day {day}: {gone.conversations} in {time.perf_counter() - began:.1f} s")
    await site.store.expiring.scrub()
    figures.after = await statistics(site)
    figures.left = sum(canaries(folder))
    return figures


async def _written_for(site: Site, seconds: float | None, times: list[float]) -> None:
    """Let patrons write for so long, or until stopped; note how long acknowledgements took."""
    until = time.perf_counter() + seconds if seconds is not None else float("inf")

    async def write(number: int) -> None:
        patron = Actor(Party.PATRON, f"writer{number}")
        opened = await site.parts.desk.open(
            patron, Open("tulisan baru", "web", "id"), cid=secrets.token_hex(16)
        )
        try:
            while time.perf_counter() < until:
                began = time.perf_counter()
                await site.behind.turns.take(patron, opened.conversation, Say("satu pesan lagi"))
                times.append((time.perf_counter() - began) * 1000)
                await asyncio.sleep(PAUSE)
        finally:
            await site.behind.turns.take(patron, opened.conversation, End())

    await asyncio.gather(*(write(number) for number in range(WRITERS)))


async def statistics(site: Site) -> list[tuple[object, ...]]:
    """Give, by day, what reports are made of: counts, messages, waits, ratings, ends."""

    def read(connection: Connection) -> list[tuple[object, ...]]:
        day = col(C.opened_at) / 86_400_000
        waited = col(C.first_claimed_at) - col(C.opened_at)
        query = (
            select(  # type: ignore[call-overload]
                func.count(),
                func.sum(C.messages),
                func.sum(waited),
                func.sum(C.rating),
                func.sum(col(C.ended_at) - col(C.opened_at)),
            )
            .where(col(C.patron).startswith("p"))
            .group_by(func.floor(day), C.channel, C.language, C.stage, C.librarian)
            .order_by(func.floor(day))
        )
        return [tuple(row) for row in connection.execute(query)]

    return await site.store._reader.read(read)


def canaries(folder: Path) -> Iterator[int]:
    """Count the canaries in each file below a folder."""
    for file in sorted(folder.rglob("*")):
        if not file.is_file():
            continue
        found, tail, word = 0, b"", CANARY.encode()
        with file.open("rb") as read:
            while block := read.read(BLOCK):
                found += (tail + block).count(word)
                tail = block[-len(word) + 1 :]
        if found:
            tell(f"{found} canaries in {file.name}")
        yield found


def tell(line: str) -> None:
    """Say how far it is."""
    print(line, flush=True)


async def _prepared(count: int, folder: Path) -> int:
    async with open_site(folder) as site:
        await prepare(site, count)
    return 0


async def _run(count: int, folder: Path, part: range) -> int:
    began, last = datetime.now(UTC), part[-1] == DAYS
    async with open_site(folder) as site:
        found = await month(site, folder, count, part=part)
    ratio = found.purging_p99 / found.quiet_p99 if found.quiet_p99 else 0.0
    tell(f"days {part[0]} to {part[-1]}: purged {found.purged} of {count} in {found.seconds:.0f} s")
    tell(f"canaries left: {found.left}")
    tell(f"statistics equal: {found.before == found.after} ({len(found.before)} rows)")
    tell(
        f"ack p99: {found.quiet_p99:.2f} ms quiet ({len(found.quiet)}), "
        f"{found.purging_p99:.2f} ms while purging ({len(found.purging)}): x{ratio:.2f}"
    )
    took = (datetime.now(UTC) - began).total_seconds()
    tell(f"load {os.getloadavg()[0]:.1f}, {took:.0f} s in all")
    whole = found.purged == count or len(part) < DAYS
    good = whole and not (last and found.left) and found.before == found.after
    return 0 if good and ratio <= 2.0 else 1


def main() -> int:
    """Run the month."""
    given = argparse.ArgumentParser(description=__doc__)
    given.add_argument("--conversations", type=int, default=100_000)
    given.add_argument("--folder", type=Path, default=None)
    given.add_argument("--prepare", action="store_true", help="only write the folder")
    given.add_argument("--first", type=int, default=1, help="day of the month to begin with")
    given.add_argument("--last", type=int, default=DAYS, help="day to end with")
    wanted = given.parse_args()
    part = range(wanted.first, wanted.last + 1)
    if wanted.folder is not None:
        wanted.folder.mkdir(parents=True, exist_ok=True)
        if wanted.prepare:
            return asyncio.run(_prepared(wanted.conversations, wanted.folder))
        return asyncio.run(_run(wanted.conversations, wanted.folder, part))
    with tempfile.TemporaryDirectory() as place:
        return asyncio.run(_run(wanted.conversations, Path(place), part))


if __name__ == "__main__":
    raise SystemExit(main())
