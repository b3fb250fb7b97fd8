"""Hostile frames over sockets of every role: each is answered as documented, the server goes on."""

from __future__ import annotations

import asyncio
import secrets
from collections import Counter
from dataclasses import dataclass, field

import msgspec

from refdesk.bench.framing import CLOSE
from refdesk.bench.meter import Meter
from refdesk.client import new_cid
from refdesk.protocol import codes, frames
from tests.faults.hostile_frames import Hostile
from tests.faults.needs import linux
from tests.faults.raw_sockets import RawSocket, frame
from tests.faults.rows import Finding, Ground, Mutant, Row, Span
from tests.faults.speaking import asker, command, library, opened, text
from tests.journeys.ledgers import holds, read_logs
from tests.journeys.server import ServerProcess

SEED = 1_912
SECRET = "rahasia-kanal-serangan"
DRIFT = 20.0  # MiB
BAD_TEXT = 1_007
CLOSES = frozenset(
    {
        BAD_TEXT,
        codes.CLOSE_TOO_LARGE,
        codes.CLOSE_BAD_FRAME,
        codes.CLOSE_UNAUTHORIZED,
        codes.CLOSE_REPLACED,
    }
)
PATRONS, STAFF, CHANNELS = 6, 3, 1
UNGREETED = 10  # of so many connections one begins without a hello
_PONG = msgspec.json.encode(frames.Pong())
_frame = msgspec.json.Decoder(frames.ServerFrame)


@dataclass
class Attacker:
    """Sends one hostile frame after the other; a connection that was closed is opened anew."""

    port: int
    role: str
    hello: frames.Hello | frames.ChannelHello
    headers: dict[str, str]
    hostile: Hostile
    told: Counter[str] = field(default_factory=Counter)
    connections: int = 0

    async def send(self, count: int, span: Span) -> None:
        """Send so many, each followed by a question whose answer says that it was dealt with."""
        connection = await self._connected()
        for _ in range(count):
            if span.over:
                break
            data = self.hostile.frame()
            probe, cid = self._probe()
            await connection.send(frame(data) + frame(probe))
            if not await self._settled(connection, cid, data):
                connection.cut()
                connection = await self._connected()
        connection.cut()

    async def _connected(self) -> RawSocket:
        connection = await RawSocket.opened(self.port, self.role, self.headers)
        self.connections += 1
        if self.connections % UNGREETED:
            await connection.send(frame(msgspec.json.encode(self.hello)))
            _, welcome = await connection.hear()
            assert b'"welcome"' in welcome, f"not let in: {welcome!r}"
        return connection

    def _probe(self) -> tuple[bytes, str]:
        """Give a question to which the desk has an answer, and what the answer carries."""
        if self.role == "channel":
            return b'{"type":"take","part":"in"}', ""
        cid = new_cid()
        say = frames.Say(cid=cid, conversation="tidak-ada", body="?")
        return msgspec.json.encode(say), cid

    async def _settled(self, connection: RawSocket, cid: str, data: bytes) -> bool:
        """Wait for the answer to the question, or the end; False for the end."""
        while True:
            opcode, payload = await connection.hear()
            if opcode == CLOSE:
                code = int.from_bytes(payload[:2], "big")
                assert code in CLOSES, f"closed with {code} after {data[:200]!r}"
                self.told[f"closed {code}"] += 1
                return False
            heard = _frame.decode(payload)
            if isinstance(heard, frames.Ping):
                await connection.send(frame(_PONG))
            elif self._answers(heard, cid):
                return True

    def _answers(self, heard: frames.ServerFrame, cid: str) -> bool:
        if isinstance(heard, frames.Taken):
            return True
        if not isinstance(heard, frames.Error):
            return False
        assert heard.text, "an error without words"
        if heard.cid == cid if cid else heard.key == "part_taken":
            return True
        self.told[heard.code] += 1
        return False


async def attack(ground: Ground, finding: Finding) -> None:
    """Patrons, librarians and a channel send hostile frames; a patron writes meanwhile."""
    total, span = ground.many(100_000, 1_000), Span()
    async with library(ground, "sqlite", STAFF, REFDESK_CHANNEL_SECRET=SECRET) as (
        server,
        premises,
    ):
        assert server.process is not None
        meter = Meter(server.process.pid)
        bystander = await asker(server.port)
        conversation = await opened(bystander, "jam buka?")
        attackers, found = await _attackers(server, premises.cookies)
        each = total // len(attackers)
        await _all(attackers, each // 10, span)
        before = meter.memory()
        await _all(attackers, each - each // 10, span)
        grown = (meter.memory() - before) / 2**20
        heard, _ = await command(bystander, text(conversation, "terima kasih"))
        assert heard.type == "ack", f"the bystander was refused: {heard.code}"
        assert server.process.poll() is None, "the server is gone"
        assert "connection_failed" not in server.log, "a connection failed"
    for log in (await read_logs(server.env["REFDESK_DATABASE"], {conversation, *found})).values():
        holds(log)
    told = sum((one.told for one in attackers), Counter[str]())
    finding.reached("frames", each * len(attackers) if not span.over else 0, total // 10 * 10)
    finding.note("connections", sum(one.connections for one in attackers))
    finding.note("told", dict(told.most_common()))
    finding.within("drift", grown, DRIFT, "MiB")


async def _all(attackers: list[Attacker], count: int, span: Span) -> None:
    async with asyncio.TaskGroup() as group:
        for one in attackers:
            group.create_task(one.send(count, span))


async def _attackers(
    server: ServerProcess, cookies: tuple[str, ...]
) -> tuple[list[Attacker], list[str]]:
    """Give all attackers, and the conversations about which they know."""
    tokens = [secrets.token_urlsafe(32) for _ in range(PATRONS)]
    speakers = [await asker(server.port, token) for token in tokens]
    found = [await opened(speaker, "ada buku sejarah?") for speaker in speakers]
    for speaker in speakers:
        speaker.close()
    cids = tuple(new_cid() for _ in range(8))

    def hostile(kinds: tuple[type, ...], seed: int) -> Hostile:
        return Hostile(kinds, SEED + seed, (*found, *cids, "telegram:1", "in", "m:1:1"))

    patrons = [
        Attacker(
            *(server.port, "patron", frames.Hello(build="faults/1", token=token), {}),
            hostile(frames.PatronFrame.__args__, number),
        )
        for number, token in enumerate(tokens)
    ]
    staff = [
        Attacker(
            *(server.port, "staff", frames.Hello(build="faults/1")),
            {"Origin": server.url, "Cookie": f"refdesk_session={cookie}"},
            hostile(frames.StaffFrame.__args__, PATRONS + number),
        )
        for number, cookie in enumerate(cookies)
    ]
    hello = frames.ChannelHello(
        role="channel", build="faults/1", channel="telegram:1", secret=SECRET
    )
    channel = Attacker(
        *(server.port, "channel", hello, {}),
        hostile(frames.ChannelFrame.__args__, PATRONS + STAFF),
    )
    return [*patrons, *staff, channel], found


ROWS = (
    Row(
        "hostile-sockets",
        "100,000 hostile frames over sockets: 0 exits, 0 unhandled, typed errors, drift in 20 MB",
        attack,
        Mutant(
            "refdesk/protocol/server.py",
            "_MALFORMED: Final = (msgspec.MsgspecError, UnicodeError, RecursionError)",
            "_MALFORMED: Final = (msgspec.MsgspecError, UnicodeError)",
            "closed with 1011",
        ),
        (linux,),
    ),
)
