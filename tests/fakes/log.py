"""The durable log in memory."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import accumulate

from refdesk.desk.channel_ports import OutRow, Taken
from refdesk.desk.ports import UNBOUNDED, Append, IntakeRow, Page, Receipt
from refdesk.domain.conversation import Conversation, replay
from refdesk.domain.events import Forgotten, Recorded, Redacted
from refdesk.domain.records import from_record, to_record
from refdesk.errors import Conflict, HeadMoved

# What the person did in the thread they see there already.
_OWN = frozenset({"opened", "said", "edited", "judged", "rated"})


@dataclass
class Memory:
    """What all fakes of one test share: the database."""

    events: dict[str, list[Recorded]] = field(default_factory=dict)
    states: dict[str, Conversation] = field(default_factory=dict)
    receipts: dict[tuple[str, str], Receipt] = field(default_factory=dict)
    access: set[tuple[str, str]] = field(default_factory=set)
    previews: dict[str, str] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    versions: dict[str, int] = field(default_factory=dict)
    intake: dict[tuple[str, str], Taken] = field(default_factory=dict)
    texts: dict[tuple[str, str], tuple[str, int]] = field(default_factory=dict)
    refs: dict[tuple[str, str, str], dict[int, str]] = field(default_factory=dict)
    threads: dict[tuple[str, str], str] = field(default_factory=dict)
    outgoing: list[OutRow] = field(default_factory=list)
    desks: list[str] = field(default_factory=lambda: ["main"])

    def bump(self, stream: str) -> None:
        """Count a change of a stream."""
        self.versions[stream] = self.versions.get(stream, 0) + 1


class MemoryLog:
    """A `Log`; `refuse` is raised by the next appends, `gate` holds them back."""

    def __init__(self, memory: Memory) -> None:
        self.memory = memory
        self.refuse: Exception | None = None
        self.gate = asyncio.Event()
        self.gate.set()
        self.appends = 0
        self._telling: set[asyncio.Task[None]] = set()

    async def append(self, append: Append) -> Receipt:
        """Write everything at once."""
        await self.gate.wait()
        self.appends += 1
        if self.refuse is not None:
            raise self.refuse
        earlier = self._came_before(append)
        if earlier is not None:
            return earlier
        state = self.memory.states.get(append.conversation)
        if (state.head if state else 0) != append.expected_head:
            raise HeadMoved
        if append.basis and state is not None and state.last_id != append.basis:
            raise HeadMoved
        return self._write(append)

    def submit(self, append: Append, tell: Callable[[Receipt | Exception], None]) -> None:
        """Append in a task of its own, then tell."""

        async def told() -> None:
            try:
                outcome: Receipt | Exception = await self.append(append)
            except Exception as error:  # noqa: BLE001 - it is told
                outcome = error
            tell(outcome)

        self._telling.add(asyncio.get_running_loop().create_task(told()))

    async def receipt(self, sender: str, cid: str) -> Receipt | None:
        """Give the stored receipt of a command."""
        return self.memory.receipts.get((sender, cid))

    async def load(self, conversation: str) -> Conversation | None:
        """Replay the events as they come back from records."""
        events = self.memory.events.get(conversation)
        if not events:
            return None
        state = self.memory.states[conversation]
        return replay(Conversation(state.id, state.library, state.patron), map(_stored, events))

    async def read_since(
        self,
        conversation: str,
        after: int,
        limit: int = 200,
        *,
        public: bool,
        within: int = UNBOUNDED,
    ) -> Page:
        """Read a run of the full or the public sequence."""
        events = self.memory.events.get(conversation, [])
        found = [_stored(one) for one in events if (_number(one, public=public) or 0) > after]
        weights = accumulate(len((to_record(one.event)[1] or "").encode()) for one in found)
        fitting = max(1, sum(weight <= within for weight in weights))
        most = min(limit, fitting)
        return Page(tuple(found[:most]), len(found) > most)

    async def event_id(self, conversation: str, seq: int, *, public: bool) -> str | None:
        """Give the id of the event at that number."""
        events = self.memory.events.get(conversation, [])
        return next((one.id for one in events if _number(one, public=public) == seq), None)

    async def purged(self, conversation: str) -> bool:
        """Tell whether all bodies were emptied."""
        state = self.memory.states.get(conversation)
        return state is not None and state.forgotten

    def _came_before(self, append: Append) -> Receipt | None:
        if append.intake is not None:
            taken = self.memory.intake.get((append.intake.channel, append.intake.source))
            if taken is not None:
                return taken.receipt
        receipt = self.memory.receipts.get((append.sender, append.cid)) if append.cid else None
        if receipt is not None and receipt.fingerprint != append.fingerprint:
            raise Conflict("cid_used")
        return receipt

    def _write(self, append: Append) -> Receipt:
        memory = self.memory
        last = append.recorded[-1]
        receipt = Receipt(
            append.conversation,
            last.seq,
            next((r.public_seq for r in reversed(append.recorded) if r.public_seq), 0),
            last.at,
            last.id,
            append.fingerprint,
        )
        memory.events.setdefault(append.conversation, []).extend(append.recorded)
        self._empty_bodies(append)
        memory.states[append.conversation] = append.after
        if append.cid:
            memory.receipts[append.sender, append.cid] = receipt
        if append.access:
            memory.access.add((append.access, append.conversation))
        if append.preview is not None:
            memory.previews[append.conversation] = append.preview
        if append.name is not None:
            memory.names[append.conversation] = append.name
        if append.after.forgotten:
            memory.previews.pop(append.conversation, None)
            memory.names.pop(append.conversation, None)
        memory.bump(f"desk:{append.after.desk}")
        self._to_channels(append, receipt)
        return receipt

    def _empty_bodies(self, append: Append) -> None:
        forgotten = any(isinstance(one.event, Forgotten) for one in append.recorded)
        redacted = {one.event.of for one in append.recorded if isinstance(one.event, Redacted)}
        self.memory.events[append.conversation] = [
            _emptied(one) if forgotten or one.seq in redacted else one
            for one in self.memory.events[append.conversation]
        ]

    def _to_channels(self, append: Append, receipt: Receipt) -> None:
        memory = self.memory
        if append.bind is not None:
            memory.threads[append.bind.channel, append.bind.thread] = append.conversation
        if append.intake is not None:
            source = (append.intake.channel, append.intake.source)
            memory.intake[source] = Taken(receipt)
            text = next((r for r in append.recorded if r.event.kind == "said"), None)
            if text is not None and text.public_seq is not None:
                self._remember_text(append.intake, append.conversation, text)
        for (channel, thread), conversation in memory.threads.items():
            if conversation != append.conversation:
                continue
            own = append.intake is not None and append.intake.thread == thread
            for one in append.recorded:
                if one.public_seq and not (own and one.event.kind in _OWN):
                    self._send(channel, thread, append.after, one)

    def _remember_text(self, intake: IntakeRow, conversation: str, text: Recorded) -> None:
        memory = self.memory
        memory.texts[intake.channel, intake.source] = (conversation, text.seq)
        if intake.source.startswith("m:"):
            place = (intake.channel, intake.thread, conversation)
            ref = intake.source.rsplit(":", 1)[-1]
            memory.refs.setdefault(place, {})[text.public_seq or 0] = ref

    def _send(self, channel: str, thread: str, after: Conversation, one: Recorded) -> None:
        n = sum(1 for row in self.memory.outgoing if (row.channel, row.thread) == (channel, thread))
        row = OutRow(channel, thread, n + 1, after.id, one, "pending", 0, after.language)
        self.memory.outgoing.append(row)


def _number(one: Recorded, *, public: bool) -> int | None:
    return one.public_seq if public else one.seq


def _stored(one: Recorded) -> Recorded:
    data, body = to_record(one.event)
    return one._replace(event=from_record(one.event.kind, one.event.version, data, body))


def _emptied(one: Recorded) -> Recorded:
    data, body = to_record(one.event)
    empty = None if body is None else ""
    return one._replace(event=from_record(one.event.kind, one.event.version, data, empty))
