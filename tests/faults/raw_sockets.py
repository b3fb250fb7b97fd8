"""WebSocket frames byte by byte, right or wrong, and the bare socket they are sent over."""

from __future__ import annotations

import asyncio
from contextlib import suppress

from refdesk.bench.framing import CLOSE, TEXT, Unframer, request
from refdesk.protocol.codes import SUBPROTOCOL

CONTINUATION, BINARY, PING, PONG = 0x0, 0x2, 0x9, 0xA
_KEY = b"\x11\x22\x33\x44"
_SHORT, _MEDIUM = 126, 1 << 16
PATIENCE = 45.0  # seconds: longer than the server waits for a sign of life


def header(
    size: int, opcode: int = TEXT, *, fin: bool = True, rsv: int = 0, masks: bool = True
) -> bytes:
    """Give the head of a frame that says it has so many bytes; what follows is another matter."""
    first = (fin << 7) | (rsv << 4) | opcode
    if size < _SHORT:
        length = bytes((masks << 7 | size,))
    elif size < _MEDIUM:
        length = bytes((masks << 7 | _SHORT,)) + size.to_bytes(2, "big")
    else:
        length = bytes((masks << 7 | _SHORT + 1,)) + size.to_bytes(8, "big")
    return bytes((first,)) + length + (_KEY if masks else b"")


def frame(
    payload: bytes, opcode: int = TEXT, *, fin: bool = True, rsv: int = 0, masks: bool = True
) -> bytes:
    """Give a frame; whether a client may send it is another matter."""
    head = header(len(payload), opcode, fin=fin, rsv=rsv, masks=masks)
    return head + (_masked(payload) if masks else payload)


def _masked(payload: bytes) -> bytes:
    size = len(payload)
    key = (_KEY * (size // 4 + 1))[:size]
    return (int.from_bytes(payload, "big") ^ int.from_bytes(key, "big")).to_bytes(size, "big")


class RawSocket:
    """A connection of our own: nothing between the test and the bytes."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer
        self._unframer = Unframer()
        self._heard: list[tuple[int, bytes]] = []

    @staticmethod
    async def opened(
        port: int,
        role: str,
        headers: dict[str, str] | None = None,
        source: str = "127.0.0.1",
        beside: bytes = b"",
    ) -> RawSocket:
        """Connect from this address and upgrade; `beside` goes along with the request."""
        reader, writer = await asyncio.open_connection("127.0.0.1", port, local_addr=(source, 0))
        one = RawSocket(reader, writer)
        asked = request(f"127.0.0.1:{port}", f"/ws/{role}", SUBPROTOCOL, headers or {})
        writer.write(asked + beside)
        while not one._unframer.upgraded:
            await one._more()
        assert b" 101 " in one._unframer.answer.split(b"\r\n", 1)[0], one._unframer.answer
        return one

    async def send(self, data: bytes) -> None:
        """Send bytes; that the server has hung up is found when reading."""
        with suppress(ConnectionError):
            self._writer.write(data)
            await self._writer.drain()

    async def hear(self, within: float = PATIENCE) -> tuple[int, bytes]:
        """Give the next frame; (CLOSE, b"") where the server hangs up without one."""
        async with asyncio.timeout(within):
            while not self._heard:
                if not await self._more():
                    return CLOSE, b""
        return self._heard.pop(0)

    async def close_code(self, within: float = PATIENCE) -> int:
        """Wait until the server closes; give the code, 0 for a cut without one, -1 for never."""
        try:
            async with asyncio.timeout(within):
                while True:
                    opcode, payload = await self.hear(within)
                    if opcode == CLOSE:
                        return int.from_bytes(payload[:2], "big")
        except TimeoutError:
            return -1

    async def closes(self, within: float) -> bool:
        """Tell whether the server closes in so many seconds."""
        with suppress(TimeoutError):
            async with asyncio.timeout(within):
                while not any(opcode == CLOSE for opcode, _ in self._heard):
                    if not await self._more():
                        return True
        return any(opcode == CLOSE for opcode, _ in self._heard)

    def cut(self) -> None:
        """Hang up."""
        self._writer.transport.abort()

    async def _more(self) -> bool:
        try:
            data = await self._reader.read(1 << 16)
        except ConnectionError:
            data = b""
        self._heard += self._unframer.feed(data)
        return bool(data)
