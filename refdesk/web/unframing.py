"""WebSocket frames of a client, however their bytes are cut (RFC 6455, section 5)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from refdesk.protocol.codes import CLOSE_TOO_LARGE, FRAME_LIMIT
from refdesk.web.framing import BINARY, CLOSE, EIGHT_BYTES, PING, PONG, TEXT, TWO_BYTES

CLOSE_BROKEN: Final = 1002  # RFC 6455: what came is no frame, or not at this place
CLOSE_BAD_TEXT: Final = 1007  # RFC 6455: a text that is not UTF-8
_CONTINUATION: Final = 0x0
_MASKED: Final = 0x80
_WHOLE: Final = 0x80  # the last part of a message
_WHOLE_TEXT: Final = _WHOLE | TEXT
# First bytes of frames: no reserved bit is set, and what controls is never in parts.
_CONTROL: Final = frozenset({_WHOLE | CLOSE, _WHOLE | PING, _WHOLE | PONG})
_BEGINS: Final = _CONTROL | {TEXT, BINARY, _WHOLE_TEXT, _WHOLE | BINARY}
_GOES_ON: Final = _CONTROL | {_CONTINUATION, _WHOLE | _CONTINUATION}
_SHORT_HEAD: Final = 6  # bytes of a head with its masking key, and a length below `TWO_BYTES`
_HEADS: Final = {TWO_BYTES: 8, EIGHT_BYTES: 14}
_KEY: Final = 4
_CODE: Final = 2
# Close codes that a client may send: section 7.4, and those registered since.
_CODES: Final = frozenset({*range(1000, 1004), *range(1007, 1015), *range(3000, 5000)})


class Broken(Exception):
    """The bytes are not those of a client that keeps to the protocol; holds the close code."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


class Unframer:
    """Bytes in, messages out: (opcode, what it carried), a text as str.

    Memory stays within two messages of `FRAME_LIMIT`: a longer one is refused by its head.
    """

    __slots__ = ("_held", "_needed", "_opcode", "_parts")

    def __init__(self) -> None:
        self._held: bytearray | None = None  # a frame that has not come whole
        self._needed = 0  # bytes before which looking at it again is of no use
        self._opcode = 0  # of the message under way
        self._parts: bytearray | None = None

    def feed(self, data: bytes) -> Iterator[tuple[int, str | bytes]]:
        """Give what these bytes complete; raises Broken in its place among them."""
        if self._held is not None:
            self._held += data
            if len(self._held) < self._needed:
                return
            data, self._held = bytes(self._held), None
        at, end = 0, len(data)
        while at < end:
            start, stop = self._place(data, at, end)
            if stop > end:
                self._held, self._needed = bytearray(data[at:]), stop - at
                return
            first, payload = data[at], _unmasked(data[start:stop], data[start - _KEY : start])
            at = stop
            if first == _WHOLE_TEXT:  # most of what comes; among parts of another it was refused
                yield TEXT, _text(payload)
            elif (message := self._message(first, payload)) is not None:
                yield message

    def _place(self, data: bytes, at: int, end: int) -> tuple[int, int]:
        """Give where the payload of the frame at `at` begins, and where it, or its head, ends."""
        if end - at < _CODE:
            return at, at + _CODE
        first, size = data[at], data[at + 1] - _MASKED  # which every client has to set
        if size < 0 or first not in (_GOES_ON if self._opcode else _BEGINS):
            raise Broken(CLOSE_BROKEN)
        start = at + _SHORT_HEAD
        if size >= TWO_BYTES:
            if first in _CONTROL:
                raise Broken(CLOSE_BROKEN)
            start = at + _HEADS[size]
            if start > end:
                return at, start
            size = int.from_bytes(data[at + 2 : start - _KEY])
            if size + len(self._parts or b"") > FRAME_LIMIT:
                raise Broken(CLOSE_TOO_LARGE)
        return start, start + size

    def _message(self, first: int, payload: bytes) -> tuple[int, str | bytes] | None:
        opcode = first & 0xF
        if first in _CONTROL:
            if opcode == CLOSE:
                _look_at_close(payload)
            return opcode, payload
        if first & _WHOLE and not self._opcode:
            return opcode, _content(opcode, payload)
        return self._gathered(first, opcode, payload)

    def _gathered(self, first: int, opcode: int, payload: bytes) -> tuple[int, str | bytes] | None:
        """Take a part of a message; give the message when it was the last."""
        if self._parts is None:
            self._parts = bytearray()
        self._opcode = self._opcode or opcode
        self._parts += payload
        if len(self._parts) > FRAME_LIMIT:
            raise Broken(CLOSE_TOO_LARGE)
        if not first & _WHOLE:
            return None
        opcode, whole = self._opcode, bytes(self._parts)
        self._opcode, self._parts = 0, None
        return opcode, _content(opcode, whole)


def _content(opcode: int, payload: bytes) -> str | bytes:
    return payload if opcode == BINARY else _text(payload)


def _text(payload: bytes) -> str:
    try:
        return payload.decode()
    except UnicodeDecodeError:
        raise Broken(CLOSE_BAD_TEXT) from None


def _look_at_close(payload: bytes) -> None:
    """Raise Broken for a close frame whose code or words nobody may send."""
    if payload and int.from_bytes(payload[:_CODE]) not in _CODES:  # one byte makes no code either
        raise Broken(CLOSE_BROKEN)
    _text(payload[_CODE:])


def _unmasked(payload: bytes, key: bytes) -> bytes:
    size = len(payload)
    keys = (key * (size // _KEY + 1))[:size]
    return (int.from_bytes(payload) ^ int.from_bytes(keys)).to_bytes(size)
