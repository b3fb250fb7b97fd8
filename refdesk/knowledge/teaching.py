"""Teaching: what conversations say of entries reaches the suggester, what it lacks is grouped."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from kb.likeness import features, likeness, unit
from kb.small_talk import is_small_talk
from refdesk.domain.care_events import is_restricted
from refdesk.domain.conversation import Conversation, Stage
from refdesk.domain.events import Recorded
from refdesk.domain.lessons import Fate, Question, lessons
from refdesk.knowledge.lesson_ports import (
    GapState,
    GapStore,
    Group,
    Heard,
    LessonStore,
    Missing,
    Taught,
    Wording,
)
from refdesk.knowledge.shelf import Shelf

ALIKE: Final = 0.5
"""Likeness from which two questions ask the same: on the development questions most pairs that are
brought together belong together (.58 in Indonesian, .75 in English)."""
LOOK_AGAIN: Final = 1.0  # seconds
MOST_EXAMPLES: Final = 500  # questions from which a group is made anew
MOST_WEIGHTS: Final = 60  # what a group is about: the heaviest words and concepts
_TEACHING: Final = frozenset({"judged", "staff_judged", "redacted", "forgotten", "restricted"})
NewId = Callable[[], str]
MayLearn = Callable[[str], Awaitable[bool]]  # from the conversations of a patron key


async def from_everybody(patron: str) -> bool:
    """Learn from all: the `may_learn` where nobody is asked."""
    del patron
    return True


class Teaching:
    """Learns from conversations when something was judged in them, and when they end.

    It is the work of a `refdesk.desk.follow_up.FollowUp`: no message waits for it.
    """

    def __init__(
        self,
        lessons_: LessonStore,
        gaps: GapStore,
        shelf: Shelf,
        new_id: NewId,
        may_learn: MayLearn = from_everybody,
    ) -> None:
        self._may_learn = may_learn
        self._lessons = lessons_
        self._gaps = gaps
        self._shelf = shelf
        self._new_id = new_id

    def wants(self, conversation: Conversation, recorded: Sequence[Recorded]) -> bool:
        """A verdict teaches at once, the rest of a conversation when it has ended."""
        judged = any(one.event.kind in _TEACHING for one in recorded)
        return judged or (bool(recorded) and conversation.stage is Stage.ENDED)

    async def prepare(self) -> None:
        """Wait for the knowledge base: what it cannot answer yet is no gap."""
        while not self._shelf.ready:  # noqa: ASYNC110 - the shelf rings no bell; seconds do here
            await asyncio.sleep(LOOK_AGAIN)

    async def left(self) -> int:
        """Count what was not learned from."""
        return await self._lessons.left()

    async def due(self, after: str, limit: int) -> tuple[list[str], str]:
        """Find what was not learned from."""
        return await self._lessons.untaught(after, limit)

    async def do(self, conversations: Sequence[str]) -> None:
        """Learn from some."""
        known = {group.id: group for group in await self._gaps.groups()}
        for heard in await self._lessons.heard(conversations):
            changed: dict[str, Group] = {}
            before = await self._gaps.of_conversation(heard.conversation)
            taught = await self._taught(heard, known, changed)
            await self._lessons.teach(taught, list(changed.values()))
            for gap in set(before) - {one.gap for one in taught.missing}:
                await self._shrink(gap, known)

    async def _shrink(self, gap: str, known: dict[str, Group]) -> None:
        """Let a group forget the words of a question that is not its own any more."""
        texts = await self._gaps.examples(gap, MOST_EXAMPLES)
        weights: dict[str, float] = {}
        for one in texts:
            weights = _summed(weights, features(one.text, one.language))
        decided = gap in known and bool(known[gap].entry)
        await self._gaps.shrink(gap, weights if texts or decided else None)
        if gap in known and (texts or decided):
            known[gap] = replace(known[gap], weights=weights)
        else:
            known.pop(gap, None)

    async def _taught(
        self, heard: Heard, known: dict[str, Group], changed: dict[str, Group]
    ) -> Taught:
        if is_restricted(heard.recorded) or not await self._may_learn(heard.recorded[0].by.id):
            return Taught(heard.conversation, heard.head)
        found = lessons(heard.recorded)
        missing: list[Missing] = []
        for question in found.questions:
            if await self._is_missing(question, heard.language):
                group = self._join(question, heard.language, known)
                known[group.id] = changed[group.id] = group
                place = (heard.language, question.at, question.fate)
                missing.append(Missing(question.seq, group.id, *place))
        wordings = tuple(
            Wording(entry, heard.language, one.seq, one.patron, one.at)
            for one in found.questions
            if one.fate is Fate.ANSWERED
            for entry in one.entries
        )
        return Taught(heard.conversation, heard.head, found.votes, wordings, tuple(missing))

    async def _is_missing(self, question: Question, language: str) -> bool:
        if question.fate is Fate.ANSWERED or is_small_talk(question.text):
            return False
        if question.fate is Fate.REJECTED:
            return True
        return not await self._shelf.suggest(question.text, language, staff=False)

    def _join(self, question: Question, language: str, known: dict[str, Group]) -> Group:
        """Give the group that a question belongs to, with it added; a new one where none does."""
        about = features(question.text, language)
        alike = ((likeness(about, unit(one.weights)), one) for one in known.values())
        best, group = max(alike, key=lambda pair: pair[0], default=(0.0, None))
        if group is None or best < ALIKE:
            group = Group(self._new_id(), language, {})
        elif group.state is GapState.CLOSED:
            group = replace(group, state=GapState.OPEN, entry="")  # it was not answered after all
        rejected = question.entries if question.fate is Fate.REJECTED else ()
        return replace(
            group,
            weights=_summed(group.weights, about),
            rejected=tuple(dict.fromkeys((*group.rejected, *rejected))),
        )


def _summed(weights: Mapping[str, float], about: Mapping[str, float]) -> dict[str, float]:
    summed = dict(weights)
    for name, value in about.items():
        summed[name] = summed.get(name, 0.0) + value
    heaviest = sorted(summed.items(), key=lambda pair: -pair[1])[:MOST_WEIGHTS]
    return {name: round(value, 4) for name, value in heaviest}
