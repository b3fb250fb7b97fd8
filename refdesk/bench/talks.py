"""Reference conversations: a patron on each connection, a librarian for every ten."""

from __future__ import annotations

import asyncio
import secrets
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from refdesk.bench.plan import TALKS_OF_ONE, Plan
from refdesk.bench.speaker import Speaker, connect
from refdesk.bench.texts import texts
from refdesk.client import new_cid
from refdesk.protocol import frames
from refdesk.protocol.shapes import Lists

AT_ONCE: Final = 20  # conversations that are set up at the same time
BUILD: Final = "bench/1"
CONSOLE: Final[tuple[Lists, ...]] = ("line", "mine", "asked", "duty")  # what a console watches


@dataclass(eq=False, slots=True)
class Talk:
    """One conversation with both its sides, and the times of what they have not yet received."""

    id: str
    patron: Speaker
    librarian: Speaker
    fence: int
    by_patron: bool = True  # whose turn it is
    to_patron: deque[float] = field(default_factory=deque)
    to_librarian: deque[float] = field(default_factory=deque)
    open: int = 0  # acknowledgements and deliveries still to come


async def hold(port: int, plan: Plan, cookies: Sequence[str]) -> list[Talk]:
    """Set up all conversations of a plan, each librarian with a cookie of their own."""
    librarians = [await _librarian(port, cookie) for cookie in cookies]
    first = texts(plan.talks, seed=11)
    turn = asyncio.Semaphore(AT_ONCE)

    async def one(number: int) -> Talk:
        async with turn:
            return await _talk(port, librarians[number // TALKS_OF_ONE], first[number])

    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(one(number)) for number in range(plan.talks)]
    return [task.result() for task in tasks]


async def patron(port: int) -> Speaker:
    """Connect a patron nobody knows yet."""
    speaker = await connect(port, "patron")
    hello = frames.Hello(build=BUILD, token=secrets.token_urlsafe(32))
    await speaker.ask(hello, "welcome")
    return speaker


async def ask(speaker: Speaker, text: str) -> str:
    """Open a conversation and follow it up to its newest event; give its id."""
    opening = frames.Open(cid=new_cid(), body=text)
    live = speaker.expect("live")
    opened = await speaker.ask(opening, opening.cid)
    await speaker.answered("live", live)
    return opened.conversation


async def _librarian(port: int, cookie: str) -> Speaker:
    headers = {"Origin": f"http://127.0.0.1:{port}", "Cookie": f"refdesk_session={cookie}"}
    speaker = await connect(port, "staff", headers)
    await speaker.ask(frames.Hello(build=BUILD), "welcome")
    speaker.send(frames.Duty(on=True))
    for what in CONSOLE:
        speaker.send(frames.Watch(what=what))
    return speaker


async def _talk(port: int, librarian: Speaker, text: str) -> Talk:
    speaker = await patron(port)
    conversation = await ask(speaker, text)
    claim = frames.Claim(cid=new_cid(), conversation=conversation)
    fence = (await librarian.ask(claim, claim.cid)).seq
    await librarian.ask(frames.Follow(conversation=conversation), f"live {conversation}")
    return Talk(conversation, speaker, librarian, fence)
