"""What the channel contract needs from the store: parts, threads, outgoing rows, quarantine."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from refdesk.desk.ports import Receipt
from refdesk.domain.events import Recorded


@dataclass(frozen=True, slots=True)
class Hold:
    """The one holder of a part ("in" or "out") of a channel."""

    fence: int
    until: datetime


@dataclass(frozen=True, slots=True)
class Taken:
    """The stored outcome of a source; `note` is a message key for the person, "" for none.

    A source that caused no event has a receipt without conversation, all numbers 0.
    """

    receipt: Receipt
    note: str = ""


@dataclass(frozen=True, slots=True)
class OutRow:
    """One event to deliver to a thread; `state` is pending, sending, unknown, sent or failed."""

    channel: str
    thread: str
    n: int
    conversation: str
    recorded: Recorded
    state: str
    part: int
    language: str


class ChannelStore(Protocol):
    """Rows of the channel contract; raises LostClaim when the fence is not the current one."""

    async def take(self, channel: str, part: str, holder: str, now: datetime) -> Hold | None:
        """Take a part whose holder is gone or expired (lease 30 s); None while another holds it.

        Rows found `sending` become `unknown`.
        """

    async def extend(self, channel: str, part: str, fence: int, now: datetime) -> Hold:
        """Prolong the lease of a part."""

    async def release(self, channel: str, part: str, fence: int) -> None:
        """Give a part up at once, when its connection closes."""

    async def taken(self, channel: str, source: str) -> Taken | None:
        """Give the stored outcome of a source that was taken before."""

    async def take_without_event(self, channel: str, source: str, thread: str, note: str) -> None:
        """Store that a source was dealt with though it caused no event; the first note stays."""

    async def stumble(self, channel: str, source: str, reason: str) -> tuple[int, bool]:
        """Count a stumble: (tries, quarantined); the 5th quarantines."""

    async def next_out(self, channel: str, now: datetime, limit: int = 64) -> list[OutRow]:
        """Give the first unsettled row of each thread whose wait is over, oldest first."""

    async def trying(self, channel: str, thread: str, n: int, part: int, fence: int) -> None:
        """Mark the row `sending`, at this part."""

    async def settle(
        self, channel: str, thread: str, n: int, state: str, fence: int, refs: list[str], why: str
    ) -> None:
        """Mark the row sent, unknown or failed; `refs` are message ids of what went out."""

    async def wait(self, channel: str, chat: str, until: datetime) -> None:
        """Store a wait asked for by the other side, for one thread or "all".

        Rows found `sending` there become pending again: what had to wait has not gone out.
        """

    async def refs(self, channel: str, thread: str, conversation: str) -> dict[int, str]:
        """Give public seq -> message id of what was sent to or came from the thread."""

    async def seq_of_source(self, channel: str, source: str) -> tuple[str, int] | None:
        """Give (conversation, seq) of the message an intake source became."""
