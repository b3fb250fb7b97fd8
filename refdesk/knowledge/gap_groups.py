"""The groups of questions without an answer, while further questions join them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Final

from kb.likeness import Features, features, unit
from refdesk.domain.lessons import Fate, Question
from refdesk.knowledge.lesson_ports import GapState, Group

ALIKE: Final = 0.5
"""Likeness from which two questions ask the same: on the development questions most pairs that are
brought together belong together (.58 in Indonesian, .75 in English)."""
MOST_WEIGHTS: Final = 60  # what a group is about: the heaviest words and concepts
NewId = Callable[[], str]


class Groups:
    """All groups, found by what they are about; `changed` are those that questions joined."""

    def __init__(self, groups: Iterable[Group], new_id: NewId) -> None:
        self.changed: dict[str, Group] = {}
        self._read = {group.id: group for group in groups}
        self._new_id = new_id
        self._all: dict[str, Group] = {}
        self._about: dict[str, Features] = {}
        self._speaking: dict[str, dict[str, float]] = defaultdict(dict)  # of a word: group -> share
        for group in self._read.values():
            self._put(group)

    def join(self, question: Question, language: str) -> Group:
        """Give the group that a question belongs to, with it added; a new one where none does."""
        about = features(question.text, language)
        group = self._nearest(about) or Group(self._new_id(), language, {})
        if group.state is GapState.CLOSED:
            group = replace(group, state=GapState.OPEN, entry="")  # it was not answered after all
        rejected = question.entries if question.fate is Fate.REJECTED else ()
        joined = replace(
            group,
            weights=summed(group.weights, about),
            rejected=tuple(dict.fromkeys((*group.rejected, *rejected))),
        )
        self._put(joined)
        self.changed[joined.id] = joined
        return joined

    def before(self) -> list[Group]:
        """Give the changed groups as they were read; what is new is not among them."""
        return [self._read[one] for one in self.changed if one in self._read]

    def decided(self, group: str) -> bool:
        """Tell whether somebody chose or began an entry for it."""
        return group in self._all and bool(self._all[group].entry)

    def _nearest(self, about: Features) -> Group | None:
        """Give the group most like it by `kb.likeness`, if it is alike at all."""
        found: dict[str, float] = defaultdict(float)
        for name, value in about.items():
            for group, share in self._speaking.get(name, {}).items():
                found[group] += value * share
        best = max(found, key=found.__getitem__, default="")
        return self._all[best] if best and found[best] >= ALIKE else None

    def _put(self, group: Group) -> None:
        for name in self._about.get(group.id, ()):
            del self._speaking[name][group.id]
        self._all[group.id] = group
        self._about[group.id] = unit(group.weights)
        for name, share in self._about[group.id].items():
            self._speaking[name][group.id] = share


def summed(weights: Mapping[str, float], about: Mapping[str, float]) -> dict[str, float]:
    """Add what a question is about to what its group is about; the heaviest are kept."""
    both = dict(weights)
    for name, value in about.items():
        both[name] = both.get(name, 0.0) + value
    heaviest = sorted(both.items(), key=lambda pair: -pair[1])[:MOST_WEIGHTS]
    return {name: round(value, 4) for name, value in heaviest}
