"""WebSocket frames of the server: a text in one whole frame, unmasked (RFC 6455, section 5.2)."""

from __future__ import annotations

from typing import Final

_TEXT: Final = b"\x81"  # the last and only part of a text
_TWO_BYTES: Final = 126  # stands for a length in two bytes, is itself the first such length
_EIGHT_BYTES: Final = 127
_LONGEST: Final = 0xFFFF


def text_frame(payload: bytes) -> bytes:
    """Give the frame of a text in UTF-8."""
    size = len(payload)
    if size < _TWO_BYTES:
        return b"%b%c%b" % (_TEXT, size, payload)
    if size <= _LONGEST:
        return b"%b%c%b%b" % (_TEXT, _TWO_BYTES, size.to_bytes(2), payload)
    return b"%b%c%b%b" % (_TEXT, _EIGHT_BYTES, size.to_bytes(8), payload)
