"""WebSocket frames of the server: one whole frame each, unmasked (RFC 6455, section 5.2)."""

from __future__ import annotations

from typing import Final

TEXT: Final = 0x1
BINARY: Final = 0x2
CLOSE: Final = 0x8
PING: Final = 0x9
PONG: Final = 0xA
MESSAGES: Final = frozenset({TEXT, BINARY})  # what is for who is connected, not for the socket
TWO_BYTES: Final = 126  # stands for a length in two bytes, is itself the first such length
EIGHT_BYTES: Final = 127
_TEXT: Final = b"\x81"  # the last and only part of a text
_WHOLE: Final = 0x80  # the last and only part
_LONGEST: Final = 0xFFFF


def text_frame(payload: bytes) -> bytes:
    """Give the frame of a text in UTF-8."""
    size = len(payload)
    if size < TWO_BYTES:
        return b"%b%c%b" % (_TEXT, size, payload)
    if size <= _LONGEST:
        return b"%b%c%b%b" % (_TEXT, TWO_BYTES, size.to_bytes(2), payload)
    return b"%b%c%b%b" % (_TEXT, EIGHT_BYTES, size.to_bytes(8), payload)


def pong_frame(payload: bytes) -> bytes:
    """Give the answer to a ping with this payload, of at most 125 bytes."""
    return bytes((_WHOLE | PONG, len(payload))) + payload


def close_frame(code: int) -> bytes:
    """Give the frame that says why nothing follows."""
    return bytes((_WHOLE | CLOSE, 2)) + code.to_bytes(2)
