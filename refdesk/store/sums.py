"""Sums of a table's rows that do not depend on their order, to compare two databases."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import blake2b

import msgspec

_BYTES = 16
_ROUND = 1 << (8 * _BYTES)  # sums wrap around here


@dataclass(frozen=True, slots=True)
class Sum:
    """How many rows, and the sum of their hashes: equal for equal rows in any order."""

    rows: int = 0
    hashes: int = 0

    def plus(self, rows: Iterable[Sequence[object]]) -> Sum:
        """Give the sum with these rows added; each is given in the order of the columns."""
        found = [_hash(row) for row in rows]
        return Sum(self.rows + len(found), (self.hashes + sum(found)) % _ROUND)


def _hash(row: Sequence[object]) -> int:
    content = msgspec.msgpack.encode(list(row))
    return int.from_bytes(blake2b(content, digest_size=_BYTES).digest())
