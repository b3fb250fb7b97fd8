"""The channel store in memory."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from refdesk.desk.channel_ports import Hold, OutRow, Taken
from refdesk.desk.ports import Receipt
from refdesk.errors import LostClaim
from tests.fakes.log import Memory

LEASE = timedelta(seconds=30)
SETTLED = frozenset({"sent", "failed"})


class MemoryChannels:
    """A `ChannelStore`."""

    def __init__(self, memory: Memory) -> None:
        self.memory = memory
        self.holds: dict[tuple[str, str], tuple[str, Hold]] = {}
        self.fences: dict[tuple[str, str], int] = {}
        self.stumbles: dict[tuple[str, str], int] = {}
        self.waits: dict[tuple[str, str], datetime] = {}
        self.why: dict[tuple[str, int], str] = {}

    async def take(self, channel: str, part: str, holder: str, now: datetime) -> Hold | None:
        """Take a part whose holder is gone."""
        name = (channel, part)
        held = self.holds.get(name)
        if held is not None and held[0] != holder and now < held[1].until:
            return None
        self.fences[name] = self.fences.get(name, 0) + 1
        hold = Hold(self.fences[name], now + LEASE)
        self.holds[name] = (holder, hold)
        if part == "out":
            self._change(channel, "", {"sending": "unknown"})
        return hold

    async def extend(self, channel: str, part: str, fence: int, now: datetime) -> Hold:
        """Prolong the lease."""
        self._check(channel, part, fence)
        holder, _ = self.holds[channel, part]
        hold = Hold(fence, now + LEASE)
        self.holds[channel, part] = (holder, hold)
        return hold

    async def release(self, channel: str, part: str, fence: int) -> None:
        """Give a part up."""
        self._check(channel, part, fence)
        del self.holds[channel, part]

    async def taken(self, channel: str, source: str) -> Taken | None:
        """Give the stored outcome of a source."""
        return self.memory.intake.get((channel, source))

    async def take_without_event(self, channel: str, source: str, thread: str, note: str) -> None:
        """Store that a source was dealt with."""
        nothing = Receipt("", 0, 0, datetime.fromtimestamp(0, UTC), "")
        self.memory.intake.setdefault((channel, source), Taken(nothing, note))

    async def stumble(self, channel: str, source: str, reason: str) -> tuple[int, bool]:
        """Count a stumble."""
        tries = self.stumbles.get((channel, source), 0) + 1
        self.stumbles[channel, source] = tries
        return tries, tries >= 5

    async def next_out(self, channel: str, now: datetime, limit: int = 64) -> list[OutRow]:
        """Give the first unsettled row of each thread."""
        first: dict[str, OutRow] = {}
        for row in self.memory.outgoing:
            if row.channel == channel and row.state not in SETTLED:
                first.setdefault(row.thread, row)
        free = [
            row
            for row in first.values()
            if row.state != "sending" and not self._waits(channel, row.thread, now)
        ]
        return free[:limit]

    async def trying(self, channel: str, thread: str, n: int, part: int, fence: int) -> None:
        """Mark the row `sending`."""
        self._check(channel, "out", fence)
        self._put(channel, thread, n, "sending", part)

    async def settle(
        self, channel: str, thread: str, n: int, state: str, fence: int, refs: list[str], why: str
    ) -> None:
        """Mark the row's fate."""
        self._check(channel, "out", fence)
        row = self._put(channel, thread, n, state)
        self.why[thread, n] = why
        if refs and row is not None and row.recorded.public_seq:
            place = (channel, thread, row.conversation)
            self.memory.refs.setdefault(place, {})[row.recorded.public_seq] = refs[0]

    async def wait(self, channel: str, chat: str, until: datetime) -> None:
        """Store a wait."""
        self.waits[channel, chat] = until
        self._change(channel, "" if chat == "all" else chat, {"sending": "pending"})

    async def refs(self, channel: str, thread: str, conversation: str) -> dict[int, str]:
        """Give public seq -> message id."""
        return dict(self.memory.refs.get((channel, thread, conversation), {}))

    async def seq_of_source(self, channel: str, source: str) -> tuple[str, int] | None:
        """Give the message a source became."""
        return self.memory.texts.get((channel, source))

    def _check(self, channel: str, part: str, fence: int) -> None:
        held = self.holds.get((channel, part))
        if held is None or held[1].fence != fence:
            raise LostClaim("part_lost")

    def _waits(self, channel: str, thread: str, now: datetime) -> bool:
        untils = (self.waits.get((channel, chat)) for chat in (thread, "all"))
        return any(until is not None and now < until for until in untils)

    def _put(
        self, channel: str, thread: str, n: int, state: str, part: int | None = None
    ) -> OutRow | None:
        for place, row in enumerate(self.memory.outgoing):
            if (row.channel, row.thread, row.n) == (channel, thread, n):
                changed = replace(row, state=state, part=row.part if part is None else part)
                self.memory.outgoing[place] = changed
                return changed
        return None

    def _change(self, channel: str, thread: str, states: dict[str, str]) -> None:
        self.memory.outgoing = [
            replace(row, state=states.get(row.state, row.state))
            if row.channel == channel and thread in ("", row.thread)
            else row
            for row in self.memory.outgoing
        ]
