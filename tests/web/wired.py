"""A server with its sockets over the whole desk on fakes, reached through a real port."""

import asyncio
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import msgspec
from aiohttp import web
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

from refdesk.desk.channels import Channels
from refdesk.desk.escalating import Escalation
from refdesk.desk.intake import Intake
from refdesk.desk.reception import Reception
from refdesk.desk.staffing import Staffing
from refdesk.domain.actors import Actor
from refdesk.domain.crisis import help_at
from refdesk.domain.rates import Rate
from refdesk.errors import RefdeskError, Unauthorized
from refdesk.people.authority import authorise
from refdesk.people.ports import AuditRow
from refdesk.protocol.codes import SUBPROTOCOL
from refdesk.telemetry import Metrics
from refdesk.web.addresses import Sender
from refdesk.web.answers import refusal_of, refused
from refdesk.web.desk_parts import DeskParts
from refdesk.web.desk_state import DeskStates
from refdesk.web.exchange import EXCHANGES, Exchanges, exchange
from refdesk.web.hooks import HookRelay
from refdesk.web.limiting import Limiter, Rates
from refdesk.web.list_states import ListSource
from refdesk.web.parts import Handler
from refdesk.web.socket import Sockets
from refdesk.web.watching import Watching
from refdesk.web.wire import EntryText
from tests.fakes.channels import MemoryChannels
from tests.fakes.consents import agreed, own_data_of
from tests.fakes.desk import MemoryCodes, MemoryMarks, PlainCalendar
from tests.fakes.whole_desk import Desk

OWN = "http://refdesk.test"
SECRET = "rahasia-kanal"
TOKEN = "t" * 43


def cid(number: int = 0) -> str:
    """Give a command id; a new random one for 0."""
    return f"{number:032x}" if number else secrets.token_hex(16)


OwnDesks = dict[str, frozenset[str]]


@dataclass
class Wired:
    """The running server; `staff` maps cookies to who signed in with them."""

    desk: Desk
    parts: DeskParts
    sockets: Sockets
    app: web.Application
    exchanges: Exchanges
    port: int = 0
    staff: dict[str, Actor] = field(default_factory=dict)
    audit: list[AuditRow] = field(default_factory=list)
    own: OwnDesks = field(default_factory=dict)  # of accounts

    def url(self, role: str) -> str:
        """Give the address of an endpoint."""
        return f"ws://127.0.0.1:{self.port}/ws/{role}"


OFTEN = Rate(burst=1_000, per_second=1_000)
UNHURRIED = Rates(OFTEN, OFTEN, OFTEN, OFTEN, OFTEN)


def _reception(desk: Desk) -> Reception:
    return Reception(
        desk.turns,
        desk.lists,
        MemoryCodes(desk.memory),
        lambda: desk.now,
        secrets.token_bytes,
        b"k",
    )


def parts_of(
    desk: Desk, staff: dict[str, Actor], rates: Rates, audit: list[AuditRow], own: OwnDesks
) -> DeskParts:
    """Put the parts of the sockets together on the fakes."""
    states = DeskStates(
        Staffing(desk.roster, desk.lists, desk.presence),
        desk.lists,
        PlainCalendar(),
        lambda: desk.now,
    )
    source = ListSource(desk.lists, states.staffing, states, lambda: desk.now)
    reception = _reception(desk)
    store = MemoryChannels(desk.memory)
    channels = Channels(
        store, Intake(desk.turns, reception, desk.lists, store, b"k"), lambda: desk.now
    )
    desk.hub.react(channels.react)
    numbers = count(1)

    async def own_desks(account: str) -> frozenset[str]:
        return own.get(account, frozenset())

    return DeskParts(
        build="b1",
        origins=(OWN,),
        clock=lambda: desk.now,
        hub=desk.hub,
        turns=desk.turns,
        log=desk.log,
        lists=desk.lists,
        marks=MemoryMarks(),
        roster=desk.roster,
        presence=desk.presence,
        authorise=authorise,
        open=reception.open,
        return_code=reception.return_code,
        set_duty=desk.assignment.set_duty,
        suggest_again=desk.suggesting.again,
        whoever=_signed_in(staff),
        lookup=lambda entry, language: EntryText(f"<p>{entry}</p>", entry, f"/kb/{entry}"),
        watching=Watching(desk.hub, source),
        channels=channels,
        own_data=own_data_of(desk.lists, desk.log, lambda: desk.now),
        given=_taking_data(desk, audit),
        crisis=lambda desk, language: help_at({}, desk, language),
        escalation=Escalation({}),
        consents=agreed(lambda: desk.now),
        hooks=HookRelay(),
        own_desks=own_desks,
        audit=_auditing(audit),
        channel_secret=SECRET,
        new_id=lambda: f"connection{next(numbers)}",
        fingerprint_key=b"fingerprint",
        limiter=Limiter(),
        metrics=Metrics(),
        address_key=lambda _: "address",
        sender_of=lambda _: Sender("192.0.2.1", believed=False),
        rates=rates,
    )


def _signed_in(staff: dict[str, Actor]) -> Callable[[str], Awaitable[Actor]]:
    async def whoever(cookie: str) -> Actor:
        if cookie not in staff:
            raise Unauthorized("signed_out")
        return staff[cookie]

    return whoever


def _auditing(audit: list[AuditRow]) -> Callable[[AuditRow], Awaitable[None]]:
    async def written(row: AuditRow) -> None:
        audit.append(row)

    return written


def _taking_data(desk: Desk, audit: list[AuditRow]) -> Callable[[Actor], Awaitable[str]]:
    async def given(patron: Actor) -> str:
        audit.append(AuditRow(desk.now, "patron", "data_given", patron.id))
        return patron.id

    return given


@web.middleware
async def explained(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Refuse with the status of the error, as the whole application does."""
    try:
        return await handler(request)
    except RefdeskError as error:
        return refused(refusal_of(error, "id"))


@asynccontextmanager
async def wired(rates: Rates = UNHURRIED) -> AsyncIterator[Wired]:
    """Run a server for one test."""
    desk, staff, audit, own = Desk(), dict[str, Actor](), list[AuditRow](), OwnDesks()
    parts = parts_of(desk, staff, rates, audit, own)
    sockets = Sockets(parts)
    app = web.Application(middlewares=[explained])
    for role, handler in sockets.handlers().items():
        app.router.add_get(f"/ws/{role}", handler)
    exchanges = app[EXCHANGES] = Exchanges(parts)
    app.router.add_post("/exchange", exchange)
    app.on_shutdown.append(exchanges.stop)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    tasks = [
        asyncio.create_task(work)
        for work in (sockets.run(), parts.watching.run(), desk.suggesting.run())
    ]
    try:
        yield Wired(desk, parts, sockets, app, exchanges, port, staff, audit, own)
    finally:
        await sockets.stop()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await desk.turns.close()
        await runner.cleanup()


class Peer:
    """The other end of one socket, speaking plain JSON."""

    def __init__(self, ws: ClientConnection) -> None:
        self.ws = ws

    async def say(self, kind: str, **fields: object) -> None:
        """Send a frame."""
        await self.ws.send(msgspec.json.encode({"type": kind, **fields}).decode())

    async def hear(self) -> dict[str, Any]:
        """Receive a frame."""
        async with asyncio.timeout(10):
            frame: dict[str, Any] = msgspec.json.decode(await self.ws.recv())
        return frame

    async def until(self, kind: str, **fields: object) -> dict[str, Any]:
        """Receive frames up to one of this kind with these fields."""
        while True:
            frame = await self.hear()
            if frame["type"] == kind and all(frame.get(k) == v for k, v in fields.items()):
                return frame

    async def closed(self) -> int:
        """Wait for the close code."""
        async with asyncio.timeout(10):
            await self.ws.wait_closed()
        return self.ws.close_code or 0


@asynccontextmanager
async def peer(
    server: Wired, role: str, *, origin: str | None = None, cookie: str = "", via: str = ""
) -> AsyncIterator[Peer]:
    """Connect to an endpoint, as if `via` a proxy that names this address."""
    headers = {"Cookie": f"refdesk_session={cookie}"} if cookie else {}
    headers |= {"X-Forwarded-For": via} if via else {}
    async with connect(
        server.url(role),
        origin=Origin(origin) if origin else None,
        subprotocols=[Subprotocol(SUBPROTOCOL)],
        additional_headers=headers,
        compression=None,
        proxy=None,
        close_timeout=2,
    ) as ws:
        yield Peer(ws)


@asynccontextmanager
async def patron(server: Wired, token: str = TOKEN, **hello: object) -> AsyncIterator[Peer]:
    """Connect as a patron and be welcomed."""
    async with peer(server, "patron") as one:
        await one.say("hello", build="test/1", token=token, **hello)
        await one.until("welcome")
        yield one


@asynccontextmanager
async def librarian(server: Wired, actor: Actor, **hello: object) -> AsyncIterator[Peer]:
    """Connect as a librarian and be welcomed."""
    server.staff[actor.id] = actor
    async with peer(server, "staff", origin=OWN, cookie=actor.id) as one:
        await one.say("hello", build="test/1", **hello)
        await one.until("welcome")
        yield one
