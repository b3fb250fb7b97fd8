"""Messages in all conversations, at an even rate or as fast as they are answered."""

from __future__ import annotations

import asyncio
import itertools
import random
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from time import perf_counter
from typing import Final

from refdesk.bench.speaker import Heard, Speaker
from refdesk.bench.talks import Talk
from refdesk.bench.texts import texts
from refdesk.protocol import frames

DRAIN_WITHIN: Final = 10.0  # seconds for the last messages to arrive
_TEXTS: Final = 2_000
_LOOK_EVERY: Final = 0.01


@dataclass(slots=True)
class Sample:
    """What was sent and what became of it; times in seconds."""

    acks: list[float] = field(default_factory=list)
    deliveries: list[float] = field(default_factory=list)
    refused: Counter[str] = field(default_factory=Counter)
    lost: int = 0


class Load:
    """Drives conversations whose sides write by turns."""

    def __init__(self, talks: Sequence[Talk]) -> None:
        self._talks = {talk.id: talk for talk in talks}
        self._texts = itertools.cycle(texts(_TEXTS))
        self._salt = random.getrandbits(64)
        self._numbers = itertools.count(1)
        self._unacknowledged: dict[str, tuple[Talk, float]] = {}
        self._going = False
        self.sample = Sample()
        self._speakers = {one for talk in talks for one in (talk.patron, talk.librarian)}
        for talk in talks:
            talk.patron.hear = self._patron_hears
            talk.librarian.hear = self._librarian_hears

    async def steady(self, rate: int, seconds: float) -> None:
        """Send so many messages a second, evenly, one conversation after the other."""
        self._going = False
        talks = itertools.cycle(self._talks.values())
        began = perf_counter()
        for number in range(int(rate * seconds)):
            early = began + number / rate - perf_counter()
            if early > 0:
                await asyncio.sleep(early)
            self._say(next(talks))

    async def full(self, seconds: float) -> None:
        """Keep one message under way in each conversation."""
        self._going = True
        for talk in self._idle():
            self._say(talk)
        await asyncio.sleep(seconds)

    async def drained(self) -> None:
        """Stop, wait for what is under way, count what never came."""
        self._going = False
        for _ in range(int(DRAIN_WITHIN / _LOOK_EVERY)):
            if not self._open():
                break
            await asyncio.sleep(_LOOK_EVERY)
        self.sample.lost += self._open()
        for talk in self._talks.values():
            talk.open = 0
            talk.to_patron.clear()
            talk.to_librarian.clear()

    def fresh(self) -> Sample:
        """Begin a new sample; give the one that ends, with every connection that is gone by now."""
        ended, self.sample = self.sample, Sample()
        ended.refused.update(one.gone for one in self._speakers if one.gone)
        return ended

    def _idle(self) -> Iterator[Talk]:
        return (talk for talk in self._talks.values() if not talk.open)

    def _open(self) -> int:
        return sum(talk.open for talk in self._talks.values())

    def _say(self, talk: Talk) -> None:
        cid = f"{self._salt:016x}{next(self._numbers):016x}"
        body = next(self._texts)
        by_patron, talk.by_patron = talk.by_patron, not talk.by_patron
        talk.open += 2
        now = perf_counter()
        self._unacknowledged[cid] = (talk, now)
        (talk.to_librarian if by_patron else talk.to_patron).append(now)
        fence = 0 if by_patron else talk.fence
        say = frames.Say(cid=cid, conversation=talk.id, body=body, fence=fence)
        (talk.patron if by_patron else talk.librarian).command(say)

    def _patron_hears(self, speaker: Speaker, heard: Heard) -> None:
        if heard.type == "events":
            talk = self._talks[heard.conversation]
            self._delivered(talk, talk.to_patron, _texts_by(heard, "staff"))
        else:
            self._answered(speaker, heard)

    def _librarian_hears(self, speaker: Speaker, heard: Heard) -> None:
        if heard.type == "events":
            talk = self._talks[heard.conversation]
            self._delivered(talk, talk.to_librarian, _texts_by(heard, "patron"))
        else:
            self._answered(speaker, heard)

    def _delivered(self, talk: Talk, waiting: deque[float], count: int) -> None:
        # One side's texts arrive in the order in which they were sent (G4).
        for _ in range(min(count, len(waiting))):
            self.sample.deliveries.append(perf_counter() - waiting.popleft())
            self._one_less(talk)

    def _answered(self, speaker: Speaker, heard: Heard) -> None:
        if heard.type == "error" and not heard.cid and not speaker.gone:
            self.sample.refused[heard.code] += 1
        if heard.cid not in self._unacknowledged:
            return
        talk, sent = self._unacknowledged.pop(heard.cid)
        if heard.type == "ack":
            self.sample.acks.append(perf_counter() - sent)
        else:
            self.sample.refused[heard.code] += 1
            for waiting in (talk.to_librarian, talk.to_patron):
                if sent in waiting:
                    waiting.remove(sent)
                    talk.open -= 1
        self._one_less(talk)

    def _one_less(self, talk: Talk) -> None:
        talk.open -= 1
        if self._going and talk.open <= 0:
            self._say(talk)


def _texts_by(heard: Heard, side: str) -> int:
    return sum(event.kind == "said" and event.by == side for event in heard.events)
