"""A history of conversations, written in bulk by the store's own appends.

The domain folds every event, so that a history is what a server would have left. Only the receipts
of single messages are added as rows, since one append holds a whole conversation.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from refdesk.bench.sayings import SOUGHT, Sayings
from refdesk.desk.ports import Append
from refdesk.domain import events as e
from refdesk.domain.actors import Actor, Party
from refdesk.domain.conversation import Conversation, Stage, replay
from refdesk.domain.placing import place
from refdesk.domain.preview import shortened
from refdesk.domain.records import millis, moment
from refdesk.ids import new_id
from refdesk.store.driver import Row

LONG: Final = 33  # messages of a usual conversation
OPEN: Final = {Stage.ACTIVE: 6, Stage.WAITING: 4, Stage.ASKED: 4}  # in every history
MOST: Final = 30_000  # conversations
SPAN: Final = timedelta(days=360)
NAMED: Final = 20  # conversations in which a certain name is said, in every history
_SHORT: Final = (Stage.WAITING, Stage.ASKED)  # of one message
_PAUSE: Final = timedelta(seconds=40)
_PROMISE: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Written:
    """A conversation: its append, and the rows of its messages' receipts."""

    append: Append
    receipts: list[Row]


def stages_of(messages: int) -> list[Stage]:
    """Give the stage of each conversation of a history, the open ones last."""
    short = sum(OPEN[stage] for stage in _SHORT)
    ended = round((messages - short - LONG * OPEN[Stage.ACTIVE]) / LONG)
    ended = min(MOST - sum(OPEN.values()), ended)
    return [Stage.ENDED] * ended + [stage for stage, n in OPEN.items() for _ in range(n)]


def history(messages: int, librarian: Actor, until: datetime, seed: int = 5) -> Iterator[Written]:
    """Give conversation after conversation, `messages` in all, the same texts for the same seed.

    Openings are spread evenly over the 360 days before `until`; the open ones are the newest.
    """
    source, sayings = random.Random(seed), Sayings(seed)  # noqa: S311 - nothing secret
    stages = stages_of(messages)
    lengths = _lengths(messages, stages, source)
    for number, (stage, length) in enumerate(zip(stages, lengths, strict=True)):
        opened = moment(millis(until - SPAN * ((len(stages) - number) / len(stages))))
        talk = _Talk(librarian, sayings, opened)
        talk.hold(stage, length, named=number < NAMED)
        yield talk.written()


def _lengths(messages: int, stages: Sequence[Stage], source: random.Random) -> list[int]:
    """Give every conversation a length, so that the whole comes out."""
    long = [at for at, stage in enumerate(stages) if stage not in _SHORT]
    left = messages - (len(stages) - len(long))
    mean = left / len(long)
    lengths = [1] * len(stages)
    for place_in_line, at in enumerate(long):
        rest = len(long) - place_in_line - 1
        drawn = round(mean * source.uniform(0.5, 1.5)) if rest else left
        lengths[at] = max(1, min(drawn, left - rest))
        left -= lengths[at]
    return lengths


@dataclass(slots=True)
class _Talk:
    """One conversation as it is held."""

    librarian: Actor
    sayings: Sayings
    at: datetime
    id: str = field(default_factory=new_id)
    patron: Actor = field(default_factory=lambda: Actor(Party.PATRON, new_id()))
    recorded: list[e.Recorded] = field(default_factory=list)
    state: Conversation = field(init=False)
    question: str = ""

    def __post_init__(self) -> None:
        self.state = Conversation(self.id, "main", self.patron.id)

    def hold(self, stage: Stage, messages: int, *, named: bool) -> None:
        """Say so many messages, then leave the conversation in a stage."""
        self.question = self.sayings.patron() + (f" {SOUGHT}" if named else "")
        self._add(self.patron, e.Opened("main", "web", "id"), e.Said(self.question))
        if stage is Stage.ASKED:
            self._add(self.patron, e.Asked(self.at + _PROMISE))
        if stage in _SHORT:
            return
        self._add(self.librarian, e.Claimed(self.librarian.id, self.librarian.name))
        for number in range(messages - 1):
            self.at += _PAUSE
            if number % 2:
                self._add(self.patron, e.Said(self.sayings.patron()))
            else:
                self._add(self.librarian, e.Said(self.sayings.librarian()))
        if stage is Stage.ENDED:
            self._add(self.librarian, e.Ended(e.EndedWhy.LIBRARIAN))

    def written(self) -> Written:
        """Give all of it as one append."""
        preview = shortened(self.question)
        append = Append(
            self.id, 0, tuple(self.recorded), self.state, access=self.patron.id, preview=preview
        )
        return Written(append, [_receipt(self.id, one) for one in self.recorded])

    def _add(self, by: Actor, *events: e.Event) -> None:
        placed = place(self.state, events, by, self.at, new_id, new_id())
        self.state = replay(self.state, placed)
        self.recorded += placed


def _receipt(conversation: str, one: e.Recorded) -> Row:
    """Give a row of the table `command`."""
    place = (conversation, one.seq, one.public_seq or 0, millis(one.at), one.id)
    return ("main", one.by.sender, one.cid, *place, b"")
