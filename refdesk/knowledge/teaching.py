"""Teaching: what conversations say of entries reaches the suggester, what it lacks is grouped."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Final

import structlog

from kb.likeness import features
from kb.small_talk import is_small_talk
from refdesk.domain.conversation import Conversation, Stage
from refdesk.domain.events import Recorded
from refdesk.domain.lessons import Fate, Question, lessons
from refdesk.domain.records import ALL_BUT_SAID
from refdesk.errors import Busy, RefdeskError, StoreBroken
from refdesk.knowledge.gap_groups import Groups, NewId, summed
from refdesk.knowledge.lesson_ports import GapStore, Heard, LessonStore, Missing, Taught, Wording
from refdesk.knowledge.shelf import Shelf

TOGETHER: Final = 32  # conversations that are learned from in one commit
MOST_EXAMPLES: Final = 500  # questions from which a group is made anew
LOOK_AGAIN: Final = 1.0  # seconds
TRIES: Final = 5  # where what is learned from changes meanwhile
_TEACHING: Final = frozenset({"judged", "staff_judged", "redacted", "forgotten", "restricted"})
MayLearn = Callable[[str, str], Awaitable[bool]]  # from a conversation, at a desk

_log = structlog.get_logger(__name__)


async def from_everybody(conversation: str, desk: str) -> bool:
    """Learn from all: the `may_learn` where nobody is asked."""
    del conversation, desk
    return True


class Teaching:
    """Learns from conversations when something was judged in them, and when they end.

    It is the work of a `refdesk.desk.follow_up.FollowUp`: no message waits for it.
    """

    kinds = ALL_BUT_SAID  # nothing can be said in what has ended: it is reopened first

    def __init__(
        self,
        lessons_: LessonStore,
        gaps: GapStore,
        shelf: Shelf,
        new_id: NewId,
        may_learn: MayLearn = from_everybody,
    ) -> None:
        self._may_learn = may_learn
        self._one_at_a_time = asyncio.Lock()
        self._lessons = lessons_
        self._gaps = gaps
        self._shelf = shelf
        self._new_id = new_id

    def wants(self, conversation: Conversation, recorded: Sequence[Recorded]) -> bool:
        """A verdict teaches at once, the rest of a conversation when it has ended."""
        if conversation.stage is Stage.ENDED:
            return bool(recorded)
        return not _TEACHING.isdisjoint([one.event.kind for one in recorded])

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
        """Learn from some; others have their turn after each.

        Raises Busy where they changed each time while they were learned from: they stay due.
        """
        async with self._one_at_a_time:
            for _ in range(TRIES):
                if await self._kept(conversations):
                    return
        raise Busy(detail="conversations changed while they were learned from")

    async def _kept(self, conversations: Sequence[str]) -> bool:
        """Learn once; False where something changed meanwhile and nothing was kept."""
        groups = Groups(await self._gaps.groups(), self._new_id)
        taught: list[Taught] = []
        left: set[str] = set()
        for heard in await self._lessons.heard(conversations):
            before = await self._gaps.of_conversation(heard.conversation) if heard.again else ()
            taught.append(await self._learned(heard, groups))
            left |= set(before) - {one.gap for one in taught[-1].missing}
            await asyncio.sleep(0)
        changed = list(groups.changed.values())
        if taught and not await self._lessons.teach(taught, changed, groups.before()):
            return False
        for gap in left:
            await self._shrink(gap, decided=groups.decided(gap))
        return True

    async def _shrink(self, gap: str, *, decided: bool) -> None:
        """Let a group forget the words of a question that is not its own any more."""
        texts = await self._gaps.examples(gap, MOST_EXAMPLES)
        weights: dict[str, float] = {}
        for one in texts:
            weights = summed(weights, features(one.text, one.language))
        await self._gaps.shrink(gap, weights if texts or decided else None)

    async def _learned(self, heard: Heard, groups: Groups) -> Taught:
        """Give what it teaches, nothing where that fails: one must not keep out the others."""
        try:
            return await self._taught(heard, groups)
        except (RefdeskError, StoreBroken):
            raise
        except Exception:  # noqa: BLE001 - see above
            _log.exception("nothing_learned", conversation=heard.conversation)
            return Taught(heard.conversation, heard.head, heard.said)

    async def _taught(self, heard: Heard, groups: Groups) -> Taught:
        if heard.restricted or not await self._may_learn(heard.conversation, heard.desk):
            return Taught(heard.conversation, heard.head, heard.said)
        found = lessons(heard.recorded)
        missing: list[Missing] = []
        for question in found.questions:
            if await self._is_missing(question, heard.language):
                group = groups.join(question, heard.language)
                place = (heard.language, question.at, question.fate)
                missing.append(Missing(question.seq, group.id, *place))
        wordings = tuple(
            Wording(entry, heard.language, one.seq, one.patron, one.at)
            for one in found.questions
            if one.fate is Fate.ANSWERED
            for entry in one.entries
        )
        learned = (found.votes, wordings, tuple(missing))
        return Taught(heard.conversation, heard.head, heard.said, *learned)

    async def _is_missing(self, question: Question, language: str) -> bool:
        if question.fate is Fate.ANSWERED or is_small_talk(question.text):
            return False
        if question.fate is Fate.REJECTED:
            return True
        return not await self._shelf.suggest(question.text, language, staff=False)
