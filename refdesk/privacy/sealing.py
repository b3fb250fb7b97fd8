"""Sealing: AES-256-GCM under keys that live outside the database.

A box is the name of its key (4 bytes), a nonce (12 bytes) and the encrypted value with its tag
(NIST SP 800-38D). It opens only in its own place, which is authenticated: of an original its
conversation, seq and n.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from hashlib import blake2b
from typing import TYPE_CHECKING

from refdesk.domain.redaction import Original, Sealed
from refdesk.errors import Unavailable

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_NAME, _NONCE = 4, 12  # bytes


class Sealer:
    """Seals with the first of its keys, opens with each of them."""

    def __init__(self, keys: Sequence[bytes], random: Callable[[int], bytes]) -> None:
        """Take keys of 32 bytes, the newest first; `random` gives so many bytes for a nonce."""
        self._random = random
        self.take(keys)

    def take(self, keys: Sequence[bytes]) -> None:
        """Work with these keys from now on, the newest first."""
        self._keys = {name_of(key): key for key in keys}
        self.newest = name_of(keys[0])

    def seal(self, conversation: str, seq: int, original: Original) -> Sealed:
        """Seal an original in its place."""
        box = self.shut(_place(conversation, seq, original.n), original.value)
        return Sealed(seq, original.n, original.kind, box)

    def open(self, conversation: str, sealed: Sealed) -> Original:
        """Open a box; raises Unavailable `sealing_key` when its key is gone or it was damaged."""
        value = self.unlock(_place(conversation, sealed.seq, sealed.n), sealed.box)
        return Original(sealed.n, sealed.kind, value)

    def shut(self, place: str, value: str) -> bytes:
        """Give the box of a value in its place."""
        nonce = self._random(_NONCE)
        box = _cipher(self._keys[self.newest]).encrypt(nonce, value.encode(), place.encode())
        return self.newest + nonce + box

    def unlock(self, place: str, sealed: bytes) -> str:
        """Give the value of a box; raises Unavailable as `open` does."""
        from cryptography.exceptions import InvalidTag  # noqa: PLC0415 - as in `_cipher`

        key = self._keys.get(sealed[:_NAME])
        if key is None:
            raise Unavailable("sealing_key", detail="the key of a sealed value is not here")
        nonce, box = sealed[_NAME:][:_NONCE], sealed[_NAME + _NONCE :]
        try:
            return _cipher(key).decrypt(nonce, box, place.encode()).decode()
        except InvalidTag:
            raise Unavailable("sealing_key", detail="a sealed value does not open") from None


def name_of(key: bytes) -> bytes:
    """Give the 4 bytes by which a box names its key."""
    return blake2b(key, digest_size=_NAME, person=b"refdesk.seal").digest()


def _place(conversation: str, seq: int, n: int) -> str:
    return f"{conversation}/{seq}/{n}"


def _cipher(key: bytes) -> AESGCM:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415 - 40 ms

    return AESGCM(key)
