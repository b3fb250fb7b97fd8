"""What several nodes share, in memory."""

from collections.abc import Iterable, Mapping

from refdesk.desk.node_ports import Sign, Tip
from tests.fakes.desk import MemoryMarks
from tests.fakes.log import Memory


class MemoryTips:
    """A `Tips`."""

    def __init__(self, memory: Memory, marks: MemoryMarks) -> None:
        self.memory = memory
        self.marks = marks

    async def of(self, conversations: Iterable[str]) -> dict[str, Tip]:
        """Give the tips of those that exist."""
        states = self.memory.states
        return {
            name: Tip(states[name].head, await self._marks(name))
            for name in conversations
            if name in states
        }

    async def versions(self, streams: Iterable[str]) -> dict[str, int]:
        """Give the counters of those that were raised."""
        known = self.memory.versions
        return {name: known[name] for name in streams if name in known}

    async def _marks(self, conversation: str) -> int:
        rows = await self.marks.of(conversation)
        return sum(row.delivered + row.seen for row in rows)


class MemorySigns:
    """Signs by node."""

    def __init__(self) -> None:
        self.rows: dict[tuple[str, str], Sign] = {}

    async def touch(self, node: str, signs: Mapping[str, Sign]) -> None:
        """Replace the node's signs of these librarians, drop what is long dead."""
        self.rows |= {(node, staff): sign for staff, sign in signs.items()}
        newest = max((sign[3] for sign in signs.values()), default=0)
        self.rows = {at: sign for at, sign in self.rows.items() if sign[3] >= newest - 3_600_000}

    async def present(self) -> Mapping[tuple[str, str], Sign]:
        """Give all signs."""
        return dict(self.rows)
