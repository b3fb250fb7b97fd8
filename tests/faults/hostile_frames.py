"""Frames of somebody with ill will: valid ones out of order, distorted ones, rubbish; by a seed."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from typing import Any

import msgspec

from refdesk.protocol import codes
from tests.faults.sound_frames import Sound

ODD: tuple[bytes, ...] = (  # JSON that may stand where something else is expected
    *(b"null", b"true", b"false", b"0", b"-1", b"1.5", b"-0.0", b"1e999", b"1E400", b"{}", b"[]"),
    *(str(2**power + more).encode() for power in (31, 53, 63, 64, 200) for more in (-1, 0, 1)),
    str(-(2**63)).encode(),
    b"9" * 5_000,
    *(b'""', b'"\\u0000"', b'"\\ud800"', b'"\\udc00x"', b'"\xed\xa0\x80"', b'"\xff"', b"'x'"),
    b'"' + b"pustaka " * 600 + b'"',
    b'"' + "\N{BOOKS}".encode() * 4_001 + b'"',
    b'"../../etc/passwd"',
    b'"\'; DROP TABLE events; --"',
    b'"<script>alert(1)</script>"',
    b'"\\u202e\\u200f\\ufeff"',
    b"[" * 40 + b"]" * 40,
    b"[" * 5_000,
    b'{"a":' * 3_000,
    b'{"__class__":"x","type":"hello"}',
    *(b"NaN", b"Infinity", b"undefined", b"", b","),
)
_POOL = 400  # valid frames of which the others are made
_NESTED = (b"[", b'{"type":', b'{"a":', b'{"a":[', b'{"type":"hello","conversations":{"c1":')
_DEEP = 5_000


class Hostile:
    """Gives frames without end. `ids` are conversations, cids, entries that may mean something."""

    def __init__(self, kinds: Sequence[type], seed: int, ids: Sequence[str] = ()) -> None:
        self._chance = random.Random(seed)
        sound = Sound(self._chance, (*ids, "", "c1", "a" * 22, "_" * 64))
        pool = [sound.frame(kinds[number % len(kinds)]) for number in range(_POOL)]
        self._plain: list[dict[str, Any]] = pool
        self._valid = [msgspec.json.encode(one) for one in pool]
        self._odd = [msgspec.Raw(one) for one in ODD]
        self._ways: tuple[Callable[[], bytes], ...] = (
            *(self.valid,) * 4,
            *(self._odd_field,) * 3,
            *(self._without_field, self._with_field, self._other_kind, self._twice),
            *(self._flipped, self._cut, self._spliced, self._inserted, self._rubbish),
        )

    def frame(self) -> bytes:
        """Give the next frame."""
        return self._chance.choice(self._ways)()

    def valid(self) -> bytes:
        """Give a frame as it should be, in whatever state."""
        return self._chance.choice(self._valid)

    # Distorted in what it says

    def _odd_field(self) -> bytes:
        return msgspec.json.encode(
            {**self._some(), self._a_field(): self._chance.choice(self._odd)}
        )

    def _without_field(self) -> bytes:
        plain = dict(self._some())
        del plain[self._chance.choice(tuple(plain))]
        return msgspec.json.encode(plain)

    def _with_field(self) -> bytes:
        name = self._chance.choice(("x", "seq", "at", "role", "sender", "__proto__", "", "Type"))
        return msgspec.json.encode({**self._some(), name: self._chance.choice(self._odd)})

    def _other_kind(self) -> bytes:
        return msgspec.json.encode({**self._some(), "type": self._some().get("type", "x")})

    def _twice(self) -> bytes:
        """Give an object that has a key twice."""
        one, other = self.valid(), self.valid()
        return one[:-1] + b"," + other[1:]

    # Distorted in its bytes

    def _flipped(self) -> bytes:
        data = bytearray(self.valid())
        for _ in range(self._chance.randint(1, 3)):
            data[self._chance.randrange(len(data))] ^= 1 << self._chance.randrange(8)
        return bytes(data)

    def _cut(self) -> bytes:
        data = self.valid()
        return data[: self._chance.randrange(len(data))]

    def _spliced(self) -> bytes:
        one, other = self.valid(), self.valid()
        return one[: self._chance.randrange(len(one))] + other[self._chance.randrange(len(other)) :]

    def _inserted(self) -> bytes:
        data = self.valid()
        at = self._chance.randrange(len(data))
        return data[:at] + self._chance.randbytes(self._chance.randint(1, 4)) + data[at:]

    def _rubbish(self) -> bytes:
        match self._chance.randrange(20):
            case 0:
                return self._chance.choice(_NESTED) * _DEEP
            case 1:
                return b'{"type":"pong","x":"' + b"x" * codes.FRAME_LIMIT + b'"}'
            case 2 | 3 | 4 | 5:
                return self._chance.choice(ODD)
            case _:
                return self._chance.randbytes(self._chance.randrange(60))

    def _some(self) -> dict[str, Any]:
        return self._chance.choice(self._plain)

    def _a_field(self) -> str:
        return self._chance.choice(tuple(self._some()))
