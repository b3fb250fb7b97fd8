"""What proves a person: argon2id hashing one at a time, time-based codes, random tokens."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING

from refdesk.errors import BadRequest, Busy
from refdesk.people.weak_passwords import easily_guessed

if TYPE_CHECKING:
    from argon2 import PasswordHasher

SHORTEST_PASSWORD = 10  # characters
MOST_WAITING = 32  # passwords to hash, some 5 s of work; more are turned away at once
MORE_KNOWN = 8  # places beyond these that no stranger takes: for who proved something already


class Passwords:
    """Hashes and checks passwords in a thread, one at a time, so that memory stays bounded.

    Only who proved something (a known device, a sign-in, a link) has a password hashed.
    """

    def __init__(self) -> None:
        self._turn = asyncio.Lock()
        self._waiting = 0

    async def hash(self, password: str) -> str:
        """Give the argon2id hash of a password; raises Busy when too many wait."""
        async with self._one_at_a_time(known=True):
            return await asyncio.to_thread(_hash, password)

    async def refuse_easy(self, password: str, *about: str) -> None:
        """Raise BadRequest `easy_password` for one soon guessed by who knows `about` the person.

        Raises Busy when too many wait.
        """
        async with self._one_at_a_time(known=True):
            if await asyncio.to_thread(easily_guessed, password, about):
                raise BadRequest("easy_password")

    async def matches(
        self, password: str, password_hash: str | None, *, known: bool = False
    ) -> bool:
        """Tell whether the password is the one hashed; None takes as long and never matches.

        Raises Busy when too many wait, `known` ones later than strangers.
        """
        async with self._one_at_a_time(known=known):
            right = await asyncio.to_thread(_verify, password, password_hash or "")
        return right and password_hash is not None

    @asynccontextmanager
    async def _one_at_a_time(self, *, known: bool) -> AsyncIterator[None]:
        if self._waiting >= MOST_WAITING + (MORE_KNOWN if known else 0):
            raise Busy(retry_after=2.0)
        self._waiting += 1
        try:
            async with self._turn:
                yield
        finally:
            self._waiting -= 1


@cache
def _hasher() -> PasswordHasher:
    """Give OWASP's argon2id setting for small machines: 19 MiB, 2 passes, 1 lane."""
    from argon2 import PasswordHasher  # noqa: PLC0415 - in a thread, as all that hashes

    return PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


def _hash(password: str) -> str:
    return _hasher().hash(password)


@cache
def _decoy() -> str:
    """Give a hash of nothing anybody knows, so that an unknown login takes as long as a known."""
    return _hash(secrets.token_urlsafe(32))


def _verify(password: str, password_hash: str) -> bool:
    from argon2.exceptions import InvalidHashError, VerificationError  # noqa: PLC0415 - as above

    decoy = _decoy()  # made at the first look, whoever it is for
    try:
        return _hasher().verify(password_hash or decoy, password)
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


def mark_of(key: bytes, what: str) -> str:
    """Give the HMAC-SHA256 of `what` under a key of the server, in hexadecimal."""
    return hmac.new(key, what.encode(), hashlib.sha256).hexdigest()


# The second factor: time-based codes (RFC 6238: SHA-1, 30 s, six digits, what all apps know).

STEP = 30  # seconds
_DRIFT = 1  # steps that a clock may be behind or ahead
_GROUPS = 4  # of a recovery code, each of four letters: 80 bits
_LETTERS = "abcdefghijkmnpqrstuvwxyz23456789"  # 32, none that looks like another


def new_second_factor() -> str:
    """Give a secret of 160 random bits, in base32 (RFC 4226 section 4)."""
    return base64.b32encode(secrets.token_bytes(20)).decode()


def step_of(secret: str, code: str, now: datetime) -> int | None:
    """Give the time step whose code this is, a step of drift allowed; None for a wrong code."""
    from pyotp import TOTP  # noqa: PLC0415 - only where a second factor is used

    codes, present = TOTP(secret, interval=STEP), int(now.timestamp()) // STEP
    steps = range(present - _DRIFT, present + _DRIFT + 1)
    right = [step for step in steps if same(codes.generate_otp(step), code)]
    return max(right, default=None)


def setup_address(secret: str, login: str, issuer: str) -> str:
    """Give the otpauth:// address that an authenticator app reads."""
    from pyotp import TOTP  # noqa: PLC0415 - as in `step_of`

    return TOTP(secret, interval=STEP).provisioning_uri(name=login, issuer_name=issuer)


def qr_code(text: str) -> str:
    """Give the QR code of a text as an SVG in a data: address, with its quiet zone."""
    import segno  # noqa: PLC0415 - only while a second factor is set up

    code = segno.make(text, micro=False, error="m")
    return code.svg_data_uri(border=4, dark="#000", light="#fff", omitsize=True)


def new_recovery_code() -> str:
    """Give a random code of 80 bits, e.g. `k3f9-2mxq-ab7c-w4tz`."""
    groups = ("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(_GROUPS))
    return "-".join(groups)


def recovery_hash(code: str) -> bytes:
    """Give what is stored of a recovery code; case, spaces and dashes do not count."""
    return token_hash("".join(letter for letter in code.lower() if letter.isalnum()))
