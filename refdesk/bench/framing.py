"""WebSocket frames of a client, with as little work as there can be.

The load must not cost more than the server: a masking key of zeros leaves a payload as it is, and
both servers that are compared do the same work on it.
"""

from __future__ import annotations

import base64
import secrets
from typing import Final

TEXT: Final = 0x1
CLOSE: Final = 0x8
PING: Final = 0x9
PONG: Final = 0xA
_SHORT: Final = 126  # payloads below it have their length in one byte
_MASKED: Final = 0x80
_END: Final = b"\r\n\r\n"


def request(host: str, path: str, protocol: str, headers: dict[str, str]) -> bytes:
    """Give the request that opens a WebSocket."""
    lines = [
        f"GET {path} HTTP/1.1",
        f"Host: {host}",
        "Upgrade: websocket",
        "Connection: Upgrade",
        f"Sec-WebSocket-Key: {base64.b64encode(secrets.token_bytes(16)).decode()}",
        "Sec-WebSocket-Version: 13",
        f"Sec-WebSocket-Protocol: {protocol}",
        *(f"{name}: {value}" for name, value in headers.items()),
    ]
    return "\r\n".join(lines).encode() + _END


def masked(payload: bytes, opcode: int = TEXT) -> bytes:
    """Give one whole frame to the server; ValueError for 64 KiB and more."""
    size = len(payload)
    if size < _SHORT:
        head = bytes((_MASKED | opcode, _MASKED | size))
    else:
        head = bytes((_MASKED | opcode, _MASKED | _SHORT)) + _length(size)
    return head + b"\0\0\0\0" + payload


def _length(size: int) -> bytes:
    try:
        return size.to_bytes(2, "big")
    except OverflowError:
        raise ValueError(f"a frame of {size} bytes") from None


class Unframer:
    """Bytes from the server in, its frames out; the answer to the request comes first."""

    def __init__(self) -> None:
        self.upgraded = False
        self.answer = b""
        self._held = b""

    def feed(self, data: bytes) -> list[tuple[int, bytes]]:
        """Take bytes, give the frames that are whole now: (opcode, payload)."""
        data = self._held + data if self._held else data
        at = 0
        if not self.upgraded:
            at = self._past_answer(data)
        found: list[tuple[int, bytes]] = []
        while self.upgraded and (place := _payload(data, at)):
            start, end = place
            found.append((data[at] & 0xF, data[start:end]))
            at = end
        self._held = data[at:]
        return found

    def _past_answer(self, data: bytes) -> int:
        end = data.find(_END)
        if end < 0:
            return 0
        self.answer, self.upgraded = data[:end], True
        return end + len(_END)


def _payload(data: bytes, at: int) -> tuple[int, int] | None:
    """Give where the payload of the frame at `at` begins and ends, None when it is not whole."""
    if len(data) < at + 2:
        return None
    size, start = data[at + 1], at + 2
    if size >= _SHORT:
        wide = 2 if size == _SHORT else 8
        size, start = int.from_bytes(data[start : start + wide], "big"), start + wide
    return (start, start + size) if len(data) >= start + size else None
