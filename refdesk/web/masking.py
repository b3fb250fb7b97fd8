"""Clients mask their frames (RFC 6455, 5.1); aiohttp takes unmasked ones as well, we do not."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Final

CLOSE_BROKEN: Final = 1002  # RFC 6455: what aiohttp closes with for all other broken frames
_MASKED: Final = 0x80
_SHORT: Final = 126  # payloads below it have their length in one byte


class Heads:
    """Goes from head to head through the bytes of a connection, however they are cut."""

    __slots__ = ("_held", "_left")

    def __init__(self) -> None:
        self._held = b""  # a head that has not come whole
        self._left = 0  # bytes of the frame under way

    def unmasked(self, data: bytes) -> bool:
        """Take the next bytes; tell whether a frame begins in them that is not masked."""
        if self._held:
            data, self._held = self._held + data, b""
        at, end = self._left, len(data)
        while at + 1 < end:
            flag = data[at + 1]
            if flag < _MASKED:
                return True
            size, head = flag - _MASKED, 6
            if size >= _SHORT:
                head = 8 if size == _SHORT else 14
                if at + head > end:
                    break
                size = int.from_bytes(data[at + 2 : at + head - 4], "big")
            at += head + size
        self._left = max(0, at - end)
        self._held = data[at:]
        return False


class Masking(asyncio.Protocol):
    """Stands between transport and aiohttp and looks; `broken` is called at an unmasked frame."""

    __slots__ = ("_broken", "_heads", "_inner")

    def __init__(self, inner: asyncio.Protocol, broken: Callable[[], None]) -> None:
        self._inner = inner
        self._broken = broken
        self._heads: Heads | None = Heads()

    def data_received(self, data: bytes) -> None:
        """Look at it, pass it on."""
        if self._heads is not None and self._heads.unmasked(data):
            self._heads = None
            self._broken()
        self._inner.data_received(data)

    def eof_received(self) -> bool | None:
        """Pass it on."""
        return self._inner.eof_received()

    def connection_lost(self, exc: Exception | None) -> None:
        """Pass it on."""
        self._inner.connection_lost(exc)

    def pause_writing(self) -> None:
        """Pass it on."""
        self._inner.pause_writing()

    def resume_writing(self) -> None:
        """Pass it on."""
        self._inner.resume_writing()


def demand_masks(transport: asyncio.Transport, broken: Callable[[], None]) -> None:
    """Look at all that comes from now on, which has to begin with a frame."""
    inner = transport.get_protocol()
    if isinstance(inner, asyncio.Protocol):
        transport.set_protocol(Masking(inner, broken))
