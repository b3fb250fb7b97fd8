"""Wrong tries: who guesses must wait longer and longer, by whatever key tells guessers apart."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

from refdesk.errors import RateLimited, RefdeskError

LONGEST_WAIT = 60.0  # seconds
REMEMBERED = 10_000  # keys; those wrong longest ago are forgotten


class Tries:
    """Counts in memory only: a restart forgives.

    Of a key only its digest is held: what strangers send as one may be long.
    """

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._wrong: OrderedDict[bytes, tuple[int, datetime]] = OrderedDict()

    def may(self, key: str, free: int) -> None:
        """Return while a key has free tries left or has waited; raises RateLimited otherwise."""
        left = self.left(key, free)
        if left > 0:
            raise RateLimited("too_many_tries", retry_after=left)

    def left(self, key: str, free: int) -> float:
        """Give the seconds that a key still has to wait, doubled by each try after the free."""
        tries, last = self._wrong.get(_digest(key), (0, self._clock()))
        if tries < free:
            return 0.0
        wait = min(LONGEST_WAIT, 2.0 ** (tries - free + 1))
        return wait - (self._clock() - last).total_seconds()

    def wrong(self, key: str) -> None:
        """Count a wrong try."""
        held = _digest(key)
        tries, _ = self._wrong.pop(held, (0, self._clock()))
        self._wrong[held] = (tries + 1, self._clock())
        while len(self._wrong) > REMEMBERED:
            self._wrong.popitem(last=False)

    @contextmanager
    def wrong_unless_failed(self, *keys: str) -> Iterator[None]:
        """Count a wrong try before it is looked at; uncount it when the looking itself fails."""
        for key in keys:
            self.wrong(key)
        try:
            yield
        except RefdeskError:
            for key in keys:
                self.take_back(key)
            raise

    def take_back(self, key: str) -> None:
        """Uncount a try that was not wrong after all."""
        held = _digest(key)
        tries, last = self._wrong.pop(held, (0, self._clock()))
        if tries > 1:
            self._wrong[held] = (tries - 1, last)

    def right(self, key: str) -> None:
        """Forget the wrong tries of a key."""
        self._wrong.pop(_digest(key), None)


def _digest(key: str) -> bytes:
    return hashlib.blake2b(key.encode("utf-8", "surrogatepass"), digest_size=16).digest()
