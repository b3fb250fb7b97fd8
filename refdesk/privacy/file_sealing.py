"""Sealing files: AES-256-GCM in chunks, so that a backup of any size needs little memory.

A sealed file is a mark, 7 random bytes, then chunks of 1 MiB with a tag of 16 bytes each. The nonce
of a chunk is the random bytes, its number (4 bytes) and whether it is the last (1 byte): chunks
cannot be moved, left out or cut off unnoticed (the STREAM construction of Hoang and others, 2015).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import IO

MARK = b"refdesk-sealed-1\n"
_RANDOM, _CHUNK, _TAG = 7, 1 << 20, 16


def seal_file(
    key: bytes, plain: IO[bytes], sealed: IO[bytes], random: Callable[[int], bytes]
) -> None:
    """Write `plain` sealed under a key of 32 bytes."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415 - 40 ms

    cipher, prefix = AESGCM(key), random(_RANDOM)
    sealed.write(MARK + prefix)
    for number, chunk, last in _chunks(plain, _CHUNK):
        sealed.write(cipher.encrypt(_nonce(prefix, number, last=last), chunk, MARK))


def open_file(key: bytes, sealed: IO[bytes], plain: IO[bytes]) -> None:
    """Write what was sealed; raises ValueError for another key or a changed file."""
    from cryptography.exceptions import InvalidTag  # noqa: PLC0415 - as above
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415 - as above

    head = sealed.read(len(MARK) + _RANDOM)
    cipher, prefix = AESGCM(key), head[len(MARK) :]
    try:
        for number, chunk, last in _chunks(sealed, _CHUNK + _TAG):
            plain.write(cipher.decrypt(_nonce(prefix, number, last=last), chunk, MARK))
    except (InvalidTag, ValueError):
        raise ValueError("another key, or a changed file") from None


def is_sealed(file: IO[bytes]) -> bool:
    """Tell whether a file is sealed, and go back to its beginning."""
    found = file.read(len(MARK)) == MARK
    file.seek(0)
    return found


def _chunks(file: IO[bytes], size: int) -> Iterator[tuple[int, bytes, bool]]:
    """Give number, bytes and whether it is the last; an empty file is one empty chunk."""
    number, chunk = 0, file.read(size)
    while True:
        following = file.read(size)
        yield number, chunk, not following
        if not following:
            return
        number, chunk = number + 1, following


def _nonce(prefix: bytes, number: int, *, last: bool) -> bytes:
    return prefix + number.to_bytes(4, "big") + bytes([last])
