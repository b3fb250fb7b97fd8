"""What proves a person: argon2id hashing one at a time, random tokens, constant-time checks."""

from __future__ import annotations

import asyncio
import hashlib
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from refdesk.errors import Busy

SHORTEST_PASSWORD = 10  # characters
MOST_WAITING = 32  # passwords to hash, some 5 s of work; more are turned away at once
# OWASP's argon2id setting for small machines: 19 MiB, 2 passes, 1 lane.
_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


class Passwords:
    """Hashes and checks passwords in a thread, one at a time, so that memory stays bounded."""

    def __init__(self) -> None:
        self._turn = asyncio.Lock()
        self._waiting = 0

    async def hash(self, password: str) -> str:
        """Give the argon2id hash of a password; raises Busy when too many wait."""
        async with self._one_at_a_time():
            return await asyncio.to_thread(_HASHER.hash, password)

    async def matches(self, password: str, password_hash: str | None) -> bool:
        """Tell whether the password is the one hashed; None takes as long and never matches.

        Raises Busy when too many wait.
        """
        async with self._one_at_a_time():
            right = await asyncio.to_thread(_verify, password, password_hash or "")
        return right and password_hash is not None

    @asynccontextmanager
    async def _one_at_a_time(self) -> AsyncIterator[None]:
        if self._waiting >= MOST_WAITING:
            raise Busy(retry_after=2.0)
        self._waiting += 1
        try:
            async with self._turn:
                yield
        finally:
            self._waiting -= 1


@cache
def _decoy() -> str:
    """Give a hash of nothing anybody knows, so that an unknown login takes as long as a known."""
    return _HASHER.hash(secrets.token_urlsafe(32))


def _verify(password: str, password_hash: str) -> bool:
    decoy = _decoy()  # made at the first look, whoever it is for
    try:
        return _HASHER.verify(password_hash or decoy, password)
    except (VerificationError, InvalidHashError):
        return False


def new_token() -> str:
    """Give a token of 256 random bits, base64url without padding (43 characters)."""
    return secrets.token_urlsafe(32)


def new_staff_id() -> str:
    """Give a random staff id (80 bits)."""
    return "s" + secrets.token_hex(10)


def token_hash(token: str) -> bytes:
    """Give the SHA-256 of a token: what is stored of it."""
    return hashlib.sha256(token.encode()).digest()


def same(one: str, other: str) -> bool:
    """Compare two secrets in constant time."""
    return secrets.compare_digest(one.encode(), other.encode())
