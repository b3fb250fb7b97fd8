"""Fifty librarians claim one conversation at the same moment, again and again."""

from __future__ import annotations

import asyncio
import time
from functools import partial

from refdesk.bench.speaker import Heard, Speaker
from refdesk.client import new_cid
from refdesk.protocol.inbound import Claim, Return
from tests.faults.needs import postgres
from tests.faults.rows import Finding, Ground, Mutant, Row, middle, p99
from tests.faults.speaking import answerer, asker, command, library, opened

LIBRARIANS = 50
TOLD_WITHIN = 500  # ms


async def attack(kind: str, ground: Ground, finding: Finding) -> None:
    """Race, let the winner give the conversation back, race again."""
    rounds = ground.many(1_000, 10)
    slowest: list[float] = []
    async with library(ground, kind, LIBRARIANS) as (server, premises):
        speakers = [await answerer(server, cookie) for cookie in premises.cookies]
        patron = await asker(server.port)
        conversation = await opened(patron, "ada yang bisa membantu?")
        for _ in range(rounds):
            winner, fence, told = await _race(speakers, conversation)
            slowest.append(told)
            back = Return(cid=new_cid(), conversation=conversation, fence=fence)
            heard, _ = await command(winner, back)
            assert heard.type == "ack", f"not given back: {heard.code}"
        for one in (*speakers, patron):
            one.close()
    finding.note("claims", rounds * LIBRARIANS)
    finding.note("winners each", 1)
    finding.note("last told median", f"{middle(slowest):.0f} ms")
    finding.note("last told worst", f"{max(slowest):.0f} ms")
    finding.within("last told p99", p99(slowest), TOLD_WITHIN, "ms")


async def _race(speakers: list[Speaker], conversation: str) -> tuple[Speaker, int, float]:
    """Let all claim; give the one winner, the fence, the milliseconds until the last was told."""
    began = time.monotonic()
    claims = [Claim(cid=new_cid(), conversation=conversation) for _ in speakers]
    answers = await asyncio.gather(*map(command, speakers, claims))
    took = 1_000 * (max(at for _, at in answers) - began)
    won = [(one, heard) for one, (heard, _) in zip(speakers, answers, strict=True) if _won(heard)]
    assert len(won) == 1, f"{len(won)} winners"
    ((winner, heard),) = won
    return winner, heard.seq, took


def _won(heard: Heard) -> bool:
    if heard.type == "error":
        assert heard.code == "lost_claim", f"a loser was told {heard.code}"
    return heard.type == "ack"


ROWS = tuple(
    Row(
        f"claims-{kind}",
        "50 librarians claim one conversation 1,000 times: one winner, the others told in 500 ms",
        partial(attack, kind),
        Mutant(
            "refdesk/domain/claims.py",
            "    if conversation.holder == by.id:\n        return ()\n    if conversation.stage in",
            "    if conversation.holder:\n        return ()\n    if conversation.stage in",
            "winners",
        ),
        (postgres,) if kind == "postgres" else (),
    )
    for kind in ("sqlite", "postgres")
)
