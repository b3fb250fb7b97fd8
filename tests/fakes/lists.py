"""The read models of the lists in memory, read from the newest states."""

from collections.abc import Callable, Sequence
from datetime import datetime

from refdesk.desk.ports import Line
from refdesk.domain.claims import CLAIMED, IN_LINE
from refdesk.domain.conversation import Conversation, Stage
from refdesk.domain.decisions import ABUSE
from refdesk.domain.waiting import oldest_first, place_in_line
from tests.fakes.log import Memory


class MemoryLists:
    """A `Lists`."""

    def __init__(self, memory: Memory) -> None:
        self.memory = memory

    async def line(self, desk: str, limit: int = 200) -> tuple[list[Line], int]:
        """Give who waits, longest first."""
        waiting = self._waiting(desk)
        found = {line.conversation: line for line in self._all(lambda c: c.id in waiting)}
        return _cut([found[name] for name in oldest_first(waiting)], limit)

    async def held_by(self, staff: str, limit: int = 200) -> tuple[list[Line], int]:
        """Give a librarian's claims, longest unanswered first."""
        found = self._all(lambda c: c.holder == staff and c.stage in CLAIMED)
        order = sorted(
            found,
            key=lambda one: (
                one.unanswered_since is None,
                _at(one.unanswered_since or one.opened_at),
                one.conversation,
            ),
        )
        return _cut(order, limit)

    async def asked(self, desk: str, limit: int = 200) -> tuple[list[Line], int]:
        """Give the kept questions, nearest promise first, the oldest of one promise first."""
        found = self._all(lambda c: c.desk == desk and c.stage is Stage.ASKED)
        order = sorted(
            found, key=lambda one: (_at(one.promised_at), _at(one.opened_at), one.conversation)
        )
        return _cut(order, limit)

    async def alarmed(self, since: datetime) -> list[Line]:
        """Give the conversations whose patron was given the crisis text since."""
        return self._all(lambda c: c.alarmed_at is not None and c.alarmed_at >= since)

    async def ended_as_abuse(self, since: datetime) -> list[tuple[str, str, datetime | None]]:
        """Give patron key, conversation, end of what ended as abuse since; no end: open again."""
        coded = [c for c in self.memory.states.values() if c.outcome == ABUSE and not c.forgotten]
        lately = [c for c in coded if c.ended_at is None or c.ended_at >= since]
        return [(c.patron, c.id, c.ended_at) for c in lately]

    async def claimed(self, desk: str) -> list[Line]:
        """Give all active and held conversations."""
        return self._all(lambda c: c.desk == desk and c.stage in CLAIMED)

    async def by_ids(self, conversations: Sequence[str]) -> list[Line]:
        """Give these conversations, newest first."""
        found = self._all(lambda c: c.id in conversations)
        return sorted(found, key=lambda one: _at(one.opened_at), reverse=True)

    async def of_patron(self, key: str, limit: int = 20) -> list[Line]:
        """Give what a patron key may follow, newest first."""
        found = self._all(lambda c: (key, c.id) in self.memory.access)
        order = sorted(found, key=lambda one: _at(one.opened_at), reverse=True)
        return order[:limit]

    async def may_follow(self, key: str, conversation: str) -> bool:
        """Tell whether a patron key has access."""
        return (key, conversation) in self.memory.access

    async def position(self, conversation: str) -> int:
        """Give the place in line from 1."""
        state = self.memory.states.get(conversation)
        if state is None:
            return 0
        return place_in_line(conversation, self._waiting(state.desk))

    async def recent_waits(self, desk: str, since: datetime, limit: int = 50) -> list[float]:
        """Give seconds from opening to claim, newest first."""
        waits = [
            (c.first_claimed_at, (c.first_claimed_at - c.opened_at).total_seconds())
            for c in self.memory.states.values()
            if c.desk == desk and c.opened_at and c.first_claimed_at and not c.promised_at
            if c.first_claimed_at >= since
        ]
        return [wait for _, wait in sorted(waits, reverse=True)][:limit]

    async def latest_in_thread(self, channel: str, thread: str) -> str | None:
        """Give the conversation a thread is bound to."""
        return self.memory.threads.get((channel, thread))

    async def desks(self) -> list[str]:
        """Give the desks."""
        return list(self.memory.desks)

    async def version(self, stream: str) -> int:
        """Give the counter of a stream."""
        return self.memory.versions.get(stream, 0)

    def _waiting(self, desk: str) -> dict[str, datetime]:
        return {
            c.id: c.waiting_since
            for c in self.memory.states.values()
            if c.desk == desk and c.stage in IN_LINE and c.waiting_since
        }

    def _all(self, wanted: Callable[[Conversation], bool]) -> list[Line]:
        return [self._line(state) for state in self.memory.states.values() if wanted(state)]

    def _line(self, c: Conversation) -> Line:
        return Line(
            conversation=c.id,
            library=c.library,
            desk=c.desk,
            stage=c.stage,
            channel=c.channel,
            language=c.language,
            head=c.head,
            public_head=c.public_head,
            fence=c.fence,
            holder=c.holder,
            waiting_since=c.waiting_since,
            unanswered_since=c.unanswered_since,
            opened_at=c.opened_at,
            offered_at=c.offered_at,
            last_said_at=c.last_said_at,
            promised_at=c.promised_at,
            ended_at=c.ended_at,
            offered_to=c.offered_to,
            declined=c.declined,
            preview=self.memory.previews.get(c.id, ""),
            name=self.memory.names.get(c.id, ""),
            suggested=c.suggested_for > 0,
        )


def _at(moment: datetime | None) -> float:
    return moment.timestamp() if moment else 0.0


def _cut(lines: list[Line], limit: int) -> tuple[list[Line], int]:
    return lines[:limit], len(lines)
