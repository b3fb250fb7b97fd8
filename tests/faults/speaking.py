"""Connections of the load tool for attacks: cheap, each with the moments of what it heard."""

from __future__ import annotations

import asyncio
import json
import secrets
import shutil
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from refdesk.bench.plan import TALKS_OF_ONE, Plan
from refdesk.bench.premises import RATES, Premises, employ, furnish
from refdesk.bench.speaker import Heard, Speaker, connect
from refdesk.client import new_cid
from refdesk.protocol import frames
from refdesk.protocol.inbound import Claim, Open, Return, Say
from tests.databases import new_database
from tests.faults.rows import Ground
from tests.journeys.server import ServerProcess, furnished

FREELY = json.dumps(RATES)  # for REFDESK_RATES: no limit is in the way
ANSWER_WITHIN = 60.0
BUILD = "faults/1"


@asynccontextmanager
async def library(
    ground: Ground, kind: str, librarians: int, **env: str
) -> AsyncIterator[tuple[ServerProcess, Premises]]:
    """Run a server with so many librarians signed in, the knowledge base loaded, no limits."""
    plan = Plan(talks=librarians * TALKS_OF_ONE)
    if kind == "sqlite":
        to = ground.folder / "var"
        await asyncio.to_thread(shutil.copytree, furnished(), to, dirs_exist_ok=True)
        premises = await employ(ground.folder, plan)
    else:
        (ground.folder / "var").mkdir()
        address = await new_database(kind, ground.folder / "var")
        premises = await furnish(ground.folder, plan, address)
    server = ServerProcess(ground.folder, {**premises.environment, **env}, tree=ground.tree)
    async with server.running():
        yield server, premises
    assert "Traceback" not in server.log, "traceback in the server's log"


async def asker(port: int, token: str = "", address: str = "") -> Speaker:
    """Connect a patron."""
    headers = {"X-Forwarded-For": address} if address else {}
    speaker = await connect(port, "patron", headers)
    hello = frames.Hello(build=BUILD, token=token or secrets.token_urlsafe(32))
    await speaker.ask(hello, "welcome")
    return speaker


async def answerer(server: ServerProcess, cookie: str) -> Speaker:
    """Connect a librarian by the cookie of a sign-in, on duty."""
    headers = {"Origin": server.url, "Cookie": f"refdesk_session={cookie}"}
    speaker = await connect(server.port, "staff", headers)
    await speaker.ask(frames.Hello(build=BUILD), "welcome")
    speaker.send(frames.Duty(on=True))
    return speaker


async def command(speaker: Speaker, frame: Open | Say | Claim | Return) -> tuple[Heard, float]:
    """Give a command; give the answer, ack or error, with the moment it was heard."""
    awaited = speaker.expect(frame.cid)
    moment: list[float] = []
    awaited.add_done_callback(lambda _: moment.append(time.monotonic()))
    speaker.send(frame)
    try:
        async with asyncio.timeout(ANSWER_WITHIN):
            heard = await awaited
    except TimeoutError:
        raise AssertionError(f"no answer within {ANSWER_WITHIN} s") from None
    return heard, moment[0] if moment else time.monotonic()


async def opened(speaker: Speaker, body: str) -> str:
    """Open a conversation; give its id."""
    heard, _ = await command(speaker, Open(cid=new_cid(), body=body))
    assert heard.type == "ack", f"not opened: {heard.code} {heard.text}"
    return heard.conversation


def text(conversation: str, body: str, fence: int = 0) -> Say:
    """Give a text as a command."""
    return Say(cid=new_cid(), conversation=conversation, body=body, fence=fence)
