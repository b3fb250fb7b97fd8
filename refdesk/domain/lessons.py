"""What a conversation teaches: which entries answered or did not, which questions stayed open."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from refdesk.domain import events as e
from refdesk.domain.actors import Party


class Fate(StrEnum):
    """What became of a question."""

    OPEN = "open"  # no suggestion was judged
    REJECTED = "rejected"  # what was suggested did not answer it
    ANSWERED = "answered"  # an entry did


@dataclass(frozen=True, slots=True)
class Vote:
    """What one person made of an entry, the last word counts; `voter` is a sender's name."""

    entry: str
    voter: str
    verdict: e.Verdict
    at: datetime


@dataclass(frozen=True, slots=True)
class Question:
    """A patron's text that asks: `entries` answered it, or were rejected, by its fate."""

    seq: int
    at: datetime
    patron: str
    text: str
    fate: Fate = Fate.OPEN
    entries: tuple[str, ...] = ()
    by_staff: bool = False  # a librarian said so


@dataclass(frozen=True, slots=True)
class Lessons:
    """What a whole conversation teaches."""

    votes: tuple[Vote, ...]
    questions: tuple[Question, ...]


GOOD = frozenset({e.Verdict.HELPED, e.Verdict.INSERTED, e.Verdict.EDITED})


def lessons(history: Iterable[e.Recorded]) -> Lessons:
    """Read the lessons of a history; what was emptied since teaches nothing."""
    learner = _Learner()
    for recorded in history:
        learner.hear(recorded)
    asked = (learner.questions[seq] for seq in sorted(learner.asking & learner.questions.keys()))
    return Lessons(tuple(learner.votes.values()), tuple(one for one in asked if one.text))


@dataclass(slots=True)
class _Learner:
    votes: dict[tuple[str, str], Vote] = field(default_factory=dict)
    questions: dict[int, Question] = field(default_factory=dict)
    asking: set[int] = field(default_factory=set)  # texts that count as questions
    newest: int = 0  # of the patron's texts
    offered_for: int = 0
    offers: tuple[str, ...] = ()

    def hear(self, recorded: e.Recorded) -> None:
        """Take in the next event."""
        match recorded.event:
            case e.Said(body=text) if recorded.by.party is Party.PATRON:
                self.newest = recorded.seq
                asked = Question(recorded.seq, recorded.at, recorded.by.sender, text)
                self.questions[recorded.seq] = asked
                if len(self.questions) == 1:
                    self.asking.add(recorded.seq)  # what a conversation is opened with
            case e.Edited(of=of, body=text) if of in self.questions:
                self.questions[of] = replace(self.questions[of], text=text)
            case e.Suggested(of=of, offers=offers):
                self.offered_for, self.offers = of, tuple(offer.entry for offer in offers)
                self.asking.add(of)
            case e.Judged(entry=entry, verdict=verdict):
                judged = (entry,) if entry else self.offers
                self._judge(recorded, judged, verdict, self.offered_for)
            case e.StaffJudged(entry=entry, verdict=verdict) if entry:
                self._judge(recorded, (entry,), verdict, self.newest)

    def _judge(
        self, recorded: e.Recorded, entries: tuple[str, ...], verdict: e.Verdict, of: int
    ) -> None:
        voter = recorded.by.sender
        for entry in entries:
            self.votes[entry, voter] = Vote(entry, voter, verdict, recorded.at)
        question = self.questions.get(of)
        if question is None:
            return
        self.asking.add(of)
        by_staff = recorded.by.party is Party.STAFF
        if verdict in GOOD:
            fate, known = Fate.ANSWERED, question.entries if question.fate is Fate.ANSWERED else ()
        elif question.fate is Fate.ANSWERED:
            return  # another entry was waved away, this one answered
        else:
            fate, known = Fate.REJECTED, question.entries
        together = tuple(dict.fromkeys((*known, *entries)))
        self.questions[of] = replace(question, fate=fate, entries=together, by_staff=by_staff)


ENOUGH_VOTERS = 3
"""People it takes before rejections count: what one of them says, however often, moves nothing."""
DOUBT = 10.0
"""Votes that an entry is thought to have had already, half of them good."""


def standing(helped: int, rejected: int) -> float:
    """Give what use says of an entry, -0.5 to 0.5, from how many people found it good or not."""
    against = rejected if rejected >= ENOUGH_VOTERS else 0
    return (helped + DOUBT / 2) / (helped + against + DOUBT) - 0.5
