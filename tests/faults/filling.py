"""A disk that fills up in the middle of claim races: what was not kept was never told."""

from __future__ import annotations

import asyncio
import random
import subprocess
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

from refdesk.bench.speaker import Heard, Speaker
from refdesk.client import new_cid
from refdesk.protocol.inbound import Claim, Return
from tests.faults.needs import root
from tests.faults.rows import Finding, Ground, Mutant, Row
from tests.faults.speaking import FREELY, answerer, asker, command, library, opened, text
from tests.journeys.ledgers import holds, read_logs

LIBRARIANS = 20
DISK = "48m"
CHUNK = 1_000_000
PAGE = 1_024


@contextmanager
def small_disk(folder: Path) -> Iterator[None]:
    """Mount a small disk on the folder while the block runs."""
    folder.mkdir(exist_ok=True)
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={DISK}", "none", folder], check=True)
    try:
        yield
    finally:
        subprocess.run(["umount", "-l", folder], check=True)


def fill(ballast: Path) -> None:
    """Write until there is no room for another kilobyte."""
    with ballast.open("ab", buffering=0) as file:
        for size in (CHUNK, PAGE):
            try:
                while file.write(b"x" * size) == size:
                    pass
            except OSError:
                continue


@asynccontextmanager
async def full(ballast: Path, after: float) -> AsyncIterator[None]:
    """Let the disk be full from so many seconds on until the block ends."""

    async def later() -> None:
        await asyncio.sleep(after)
        await asyncio.to_thread(fill, ballast)

    filling = asyncio.create_task(later())
    try:
        yield
    finally:
        await filling
        await asyncio.to_thread(ballast.unlink)


class Race:
    """One conversation that many claim; keeps what its patron was told of claims."""

    def __init__(self, patron: Speaker, speakers: list[Speaker], conversation: str) -> None:
        self.told = 0
        self.refused = 0
        self._speakers = speakers
        self._conversation = conversation
        patron.hear = self._hear

    async def run(self, ballast: Path, after: float) -> None:
        """Claim while the disk fills up, claim again with room: one winner, nothing told twice."""
        claims = [Claim(cid=new_cid(), conversation=self._conversation) for _ in self._speakers]
        before = self.told
        async with full(ballast, after):
            if not after:
                await asyncio.sleep(0.2)
            first = await self._claim(claims)
            won = sum(one.type == "ack" for one in first)
            codes = {one.code for one in first if one.type == "error"}
            self.refused += sum(one.code == "storage_full" for one in first)
            assert won or codes == {"storage_full"}, f"nobody has it, but {codes} was told"
            assert self.told - before <= won, "the patron was told of a claim that is not kept"
        second = await self._claim(claims)
        winners = [(n, one.seq) for n, one in enumerate(second) if one.type == "ack"]
        assert len(winners) == 1, f"{len(winners)} winners after the disk had room again"
        ((number, fence),) = winners
        assert not won or first[number].type == "ack", "the winner is not who was told so"
        back = Return(cid=new_cid(), conversation=self._conversation, fence=fence)
        heard, _ = await command(self._speakers[number], back)
        assert heard.type == "ack", f"not given back: {heard.code}"

    async def _claim(self, claims: list[Claim]) -> list[Heard]:
        return [heard for heard, _ in await asyncio.gather(*map(command, self._speakers, claims))]

    def _hear(self, _: Speaker, heard: Heard) -> None:
        self.told += sum(event.kind == "claimed" for event in heard.events)


async def attack(ground: Ground, finding: Finding) -> None:
    """Race after race; the disk is full from the start, or from some moment of the race."""
    rounds, chance = ground.many(200, 6), random.Random(28)
    ballast = ground.folder / "var" / "ballast"
    with small_disk(ground.folder / "var"):
        async with library(ground, "sqlite", LIBRARIANS, REFDESK_RATES=FREELY) as (server, made):
            speakers = [await answerer(server, cookie) for cookie in made.cookies]
            patron = await asker(server.port)
            conversation = await opened(patron, "ada yang bisa membantu?")
            race = Race(patron, speakers, conversation)
            for number in range(rounds):
                await race.run(ballast, chance.random() * 0.02 if number % 2 else 0.0)
            heard, _ = await command(patron, text(conversation, "terima kasih"))
            assert heard.type == "ack", "the service did not resume"
        logs = await read_logs(server.env["REFDESK_DATABASE"], [conversation])
    holds(logs[conversation])
    claimed = sum(one.event.kind == "claimed" for one in logs[conversation])
    assert race.told == claimed == rounds, f"told {race.told}, kept {claimed}, won {rounds}"
    finding.note("races", rounds)
    finding.note("claims refused as storage_full", race.refused)
    finding.note("told though not kept", 0)


ROWS = (
    Row(
        "disk-full",
        "the disk fills up in a claim race and has room again: nothing told that was not kept",
        attack,
        Mutant(
            "refdesk/desk/deciding.py",
            "        after = replay(state, recorded)\n",
            "        after = replay(state, recorded)\n        self._remember(after)\n"
            "        self._hub.publish(after, recorded, order.actor.sender)\n",
            "was told|told of a claim|winners",
        ),
        (root,),
    ),
)
