"""Random ids for events, conversations' steps, nodes."""

from __future__ import annotations

import secrets
from typing import Final

BYTES: Final = 10
_POOL: Final = 400  # ids asked for at once


class _Ids:
    """Makes many ids at a time: each call to the system is a chance for other threads to cut in."""

    def __init__(self) -> None:
        self._made: list[str] = []

    def __call__(self) -> str:
        """Give 80 random bits as 20 hexadecimal digits."""
        if not self._made:
            pool = secrets.token_hex(BYTES * _POOL)
            self._made = [pool[at : at + 2 * BYTES] for at in range(0, len(pool), 2 * BYTES)]
        return self._made.pop()


new_id = _Ids()
