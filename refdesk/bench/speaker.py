"""One connection of the load: speaks the protocol, tells what it hears to whoever drives it."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from typing import Final, cast

import msgspec

from refdesk.bench.framing import CLOSE, PING, PONG, TEXT, Unframer, masked, request
from refdesk.protocol.codes import SUBPROTOCOL, UNACKNOWLEDGED_LIMIT
from refdesk.protocol.frames import Pong
from refdesk.protocol.shapes import In

ANSWER_WITHIN: Final = 60.0  # seconds, while the conversations are set up
_PONG: Final = masked(msgspec.json.encode(Pong()))


class HeardEvent(msgspec.Struct):
    """What the load looks at in an event."""

    kind: str
    seq: int = 0
    id: str = ""
    by: str = ""


class Heard(msgspec.Struct):
    """What the load looks at in any frame from the server."""

    type: str
    cid: str = ""
    conversation: str = ""
    seq: int = 0
    head: int = 0
    code: str = ""
    text: str = ""
    events: list[HeardEvent] = []


class Refused(Exception):
    """The server refused a step of the set-up, or closed."""


_decode: Final = msgspec.json.Decoder(Heard).decode
encode: Final = msgspec.json.Encoder().encode


def _nothing(_: Speaker, __: Heard) -> None:
    """Leave a frame unread: nobody drives this connection yet."""


class Speaker(asyncio.Protocol):
    """A client's end. `hear` is called with acknowledgements, errors, events."""

    def __init__(self, opening: bytes) -> None:
        self.hear: Callable[[Speaker, Heard], None] = _nothing
        self.gone = ""  # why it is no longer connected
        self._opening = opening
        self._unframer = Unframer()
        self._transport: asyncio.Transport | None = None
        self._awaited: dict[str, asyncio.Future[Heard]] = {}
        self._unsent: deque[bytes] = deque()
        self._unacknowledged = 0
        self.upgrade = self.expect("upgrade")

    @property
    def transport(self) -> asyncio.Transport | None:
        """Give what it is connected by, None when it is not."""
        return self._transport

    def send(self, frame: In) -> None:
        """Send a frame."""
        if self._transport is not None:
            self._transport.write(masked(encode(frame)))

    def command(self, frame: In) -> None:
        """Send a command, after those before it, once few enough are unacknowledged (G4)."""
        self._unsent.append(masked(encode(frame)))
        self._send_due()

    def _send_due(self) -> None:
        while self._unsent and self._unacknowledged < UNACKNOWLEDGED_LIMIT and self._transport:
            self._unacknowledged += 1
            self._transport.write(self._unsent.popleft())

    async def ask(self, frame: In, answer: str) -> Heard:
        """Send a frame, wait for the answer that this names (see `_names`); raises Refused."""
        awaited = self.expect(answer)
        self.send(frame)
        return await self.answered(answer, awaited)

    def expect(self, answer: str) -> asyncio.Future[Heard]:
        """Give what becomes the frame of this name."""
        return self._awaited.setdefault(answer, asyncio.get_running_loop().create_future())

    async def answered(self, answer: str, awaited: asyncio.Future[Heard]) -> Heard:
        """Wait for what was expected; raises Refused."""
        async with asyncio.timeout(ANSWER_WITHIN):
            heard = await awaited
        if heard.type == "error":
            raise Refused(f"{answer}: {heard.code} {heard.text}")
        return heard

    def close(self) -> None:
        """Hang up."""
        if self._transport is not None:
            self._transport.abort()

    # What asyncio calls

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Ask for the upgrade."""
        self._transport = cast("asyncio.Transport", transport)  # uvloop's is none by its class
        self._transport.write(self._opening)

    def data_received(self, data: bytes) -> None:
        """Take what came."""
        before = self._unframer.upgraded
        for opcode, payload in self._unframer.feed(data):
            if opcode == TEXT:
                self._take(_decode(payload))
            elif opcode == PING and self._transport is not None:
                self._transport.write(masked(payload, PONG))
            elif opcode == CLOSE:
                self._fail(f"closed {int.from_bytes(payload[:2], 'big')}")
        if self._unframer.upgraded and not before:
            self._settle("upgrade", Heard("upgrade", text=self._unframer.answer.decode()))

    def connection_lost(self, exc: Exception | None) -> None:
        """Fail whatever is still awaited."""
        self._transport = None
        self._fail(f"connection lost: {exc}")

    def _take(self, heard: Heard) -> None:
        if heard.type == "ping" and self._transport is not None:
            self._transport.write(_PONG)
        if heard.cid and self._unacknowledged:
            self._unacknowledged -= 1
            self._send_due()
        for name in _names(heard) if self._awaited else ():
            self._settle(name, heard)
        self.hear(self, heard)

    def _settle(self, answer: str, heard: Heard) -> None:
        awaited = self._awaited.pop(answer, None)
        if awaited is not None and not awaited.done():
            awaited.set_result(heard)

    def _fail(self, why: str) -> None:
        self.gone = self.gone or why
        failure = Heard("error", code=why)
        for answer in tuple(self._awaited):
            self._settle(answer, failure)
        self.hear(self, failure)


def _names(heard: Heard) -> tuple[str, ...]:
    """Give the names by which a frame may be awaited."""
    return (heard.cid,) if heard.cid else (heard.type, f"{heard.type} {heard.conversation}")


async def connect(
    port: int, role: str, headers: dict[str, str] | None = None, source: str = ""
) -> Speaker:
    """Open a connection to a server on this machine; raises Refused when it is not let in.

    `source` is the address to connect from, where it matters.
    """
    opening = request(f"127.0.0.1:{port}", f"/ws/{role}", SUBPROTOCOL, headers or {})
    loop = asyncio.get_running_loop()
    local = (source, 0) if source else None
    _, speaker = await loop.create_connection(
        lambda: Speaker(opening), "127.0.0.1", port, local_addr=local
    )
    answer = await speaker.answered("upgrade", speaker.upgrade)
    if " 101 " not in answer.text.split("\r\n", 1)[0]:
        raise Refused(answer.text.split("\r\n", 1)[0])
    return speaker
