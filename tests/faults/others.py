"""Patrons who do nothing wrong while somebody else does, and what they notice of it."""

from __future__ import annotations

import asyncio
import time

from refdesk.bench.speaker import Speaker
from tests.faults.rows import Finding, middle, p99
from tests.faults.speaking import command, opened, text


class Others:
    """Patrons who write every so many seconds and read everything; none may be refused."""

    def __init__(self, speakers: list[Speaker], write_every: float) -> None:
        self._speakers = speakers
        self._write_every = write_every
        self._acks: list[float] = []

    def fresh(self) -> list[float]:
        """Give the seconds of the acknowledgements since the last time."""
        acks, self._acks = self._acks, []
        return acks

    async def write(self) -> None:
        """Write until cancelled."""
        async with asyncio.TaskGroup() as group:
            for number, speaker in enumerate(self._speakers):
                first = self._write_every * number / len(self._speakers)
                group.create_task(self._one(speaker, first))

    async def _one(self, speaker: Speaker, first: float) -> None:
        conversation = await opened(speaker, "jam buka?")
        await asyncio.sleep(first)
        while True:
            began = time.monotonic()
            heard, at = await command(speaker, text(conversation, "masih di sini"))
            assert heard.type == "ack", f"another patron was refused: {heard.code}"
            self._acks.append(at - began)
            await asyncio.sleep(self._write_every)


def compare(finding: Finding, calm: list[float], meanwhile: list[float]) -> float:
    """Note what the others noticed; give the ratio of the 99th percentiles."""
    finding.note("others' acknowledgements", len(calm) + len(meanwhile))
    finding.note("their median", f"{1_000 * middle(calm):.1f} → {1_000 * middle(meanwhile):.1f} ms")
    finding.note("their p99", f"{1_000 * p99(calm):.1f} → {1_000 * p99(meanwhile):.1f} ms")
    return p99(meanwhile) / p99(calm)
