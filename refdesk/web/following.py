"""What a connection follows: pages of the log first, then events as they come (G5)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Protocol

from refdesk.desk.hub import Hub, News
from refdesk.desk.ports import Log, Marks
from refdesk.domain.actors import Actor, Party
from refdesk.domain.conversation import Conversation
from refdesk.domain.events import Offer, Recorded
from refdesk.errors import BadRequest, ForbiddenOrAbsent, RefdeskError
from refdesk.protocol import codes, frames
from refdesk.protocol.server import encode
from refdesk.protocol.shapes import After, Out
from refdesk.web import wire
from refdesk.web.wire import Telling, View

Refuse = Callable[[RefdeskError, str, str], None]  # error, cid, conversation


class Outlet(Protocol):
    """The way out of a connection; no call waits."""

    def send(self, frame: Out, *, slot: str = "", droppable: bool = False) -> None:
        """Put a frame on its way; a `slot` keeps the newest frame only."""

    def send_encoded(self, data: bytes, events: int) -> None:
        """Put an encoded frame with so many events on its way."""

    def wake(self) -> None:
        """Ask for `work` to be called."""

    @property
    def drained(self) -> bool:
        """Whether everything has left; `work` is called again when it has."""


@dataclass(slots=True)
class Following:
    """How far one conversation has been sent; numbers are the reader's own."""

    conversation: str
    at: int
    last_id: str
    newest: int = 0
    admitted: bool = False  # the reader may follow, the cursor fits the log
    live: bool = False
    holder: str | None = None
    reach: int = 0  # full number of the last event that was sent
    told: frames.Live | None = None
    owed: bool = True  # that it is up to date is to be said (again)
    behind: bool = False  # there may be more than the page under way has read


@dataclass(frozen=True, slots=True)
class Source:
    """Where followed events come from; `admit` raises ForbiddenOrAbsent, BadRequest."""

    hub: Hub
    log: Log
    marks: Marks
    conversation: Callable[[str, int], Awaitable[Conversation]]  # at least as far as a head
    admit: Callable[[Actor, Conversation], Awaitable[None]]


class Followings:
    """All that one reader follows.

    While a conversation catches up its new events wait in the log, not in memory: `news` only
    notes how far it goes. One page is under way at a time, the next when it has drained.
    """

    def __init__(
        self, source: Source, reader: Actor, view: View, outlet: Outlet, refuse: Refuse
    ) -> None:
        self._source = source
        self._refuse = refuse
        self._reader = reader
        self._view = view
        self._outlet = outlet
        self._all: dict[str, Following] = {}
        self._due: dict[str, None] = {}

    def follow(self, conversation: str, after: After) -> None:
        """Send what follows `after`, and all that comes; also where the reader has a gap."""
        if conversation not in self._all and len(self._all) >= codes.FOLLOW_LIMIT:
            self._refuse(BadRequest(detail="follows too many"), "", conversation)
            return
        self._all[conversation] = Following(conversation, *after)
        self._source.hub.follow(conversation, self)
        self._is_due(conversation)

    def unfollow(self, conversation: str) -> None:
        """Stop sending this conversation."""
        self._all.pop(conversation, None)
        self._due.pop(conversation, None)
        self._source.hub.unfollow(conversation, self)

    def stop(self) -> None:
        """Stop sending everything."""
        for conversation in tuple(self._all):
            self.unfollow(conversation)

    def __contains__(self, conversation: str) -> bool:
        return conversation in self._all

    def live(self, conversation: str) -> bool:
        """Tell whether the reader is up to date there, so may not be a stranger to it."""
        following = self._all.get(conversation)
        return following is not None and following.live

    def heads(self) -> dict[str, int]:
        """Give the present head of each conversation that is up to date."""
        return {f.conversation: f.newest for f in self._all.values() if f.live}

    # What the hub tells

    def news(self, news: News) -> None:
        """Send new events on, or leave them to the next page."""
        conversation = news.conversation
        following = self._all[conversation.id]
        following.holder = conversation.holder
        following.newest = self._view.head(conversation)
        if not following.live:
            return
        if self._view.staff and conversation.restricted_at is not None:
            self.moved(following.conversation)  # who reads on is looked at again
            return
        audience = (self._view.staff, news.sender == self._reader.sender)
        telling: Telling | None = news.made.get(audience)
        if telling is None:
            telling = news.made[audience] = self._view.telling(news, own=audience[1])
        if telling.events and telling.first == following.at + 1:
            self._outlet.send_encoded(telling.data, telling.events)
            following.at, following.last_id = telling.last, telling.last_id
            following.reach = telling.reach
        elif following.newest > following.at:  # of what came before, this reader missed some
            self.moved(following.conversation)

    def moved(self, conversation: str) -> None:
        """Read on in the log; of what is not for this reader nothing is sent."""
        self._all[conversation].live = False
        self._all[conversation].behind = True
        self._is_due(conversation)

    def typing(self, conversation: str, actor: Actor) -> None:
        """Tell the other side that somebody is writing."""
        if actor.sender == self._reader.sender or not self.live(conversation):
            return
        if actor.party is Party.STAFF:
            frame = frames.Writes(conversation=conversation, by="staff", name=actor.name)
        else:
            frame = frames.Writes(conversation=conversation, by="patron")
        self._outlet.send(frame, slot=f"typing {conversation}", droppable=True)

    def suggested(self, conversation: str, of: int, offers: tuple[Offer, ...]) -> None:
        """Give the claim holder the suggestions for the patron's latest message."""
        if not self._view.staff or self._all[conversation].holder != self._reader.id:
            return
        frame = frames.Suggestions(
            conversation=conversation, of=of, offers=self._view.offers(offers)
        )
        self._outlet.send(frame, slot=f"suggestions {conversation}")

    def marked(self, conversation: str) -> None:
        """Send the marks again."""
        self._all[conversation].owed = True
        self._is_due(conversation)

    # Work

    async def work(self) -> bool:
        """Send one page, or that a conversation is up to date; False when nothing is due.

        Raises what the store raises when it cannot be read.
        """
        if not self._due or not self._outlet.drained:
            return False
        following = self._all[next(iter(self._due))]
        del self._due[following.conversation]
        try:
            await self._advance(following)
        except (ForbiddenOrAbsent, BadRequest) as error:
            self.unfollow(following.conversation)
            self._refuse(error, "", following.conversation)
        return True

    async def _advance(self, following: Following) -> None:
        conversation = await self._source.conversation(following.conversation, following.reach)
        restricted = self._view.staff and conversation.restricted_at is not None
        admitted = following.admitted and not restricted
        if not admitted and not await self._admit(following, conversation):
            return
        if not following.live:
            await self._page(following)
        if self._all.get(following.conversation) is not following:
            return  # unfollowed, or asked for anew, meanwhile
        if following.live:
            if following.owed:
                await self._up_to_date(following)
        else:
            self._is_due(following.conversation)

    async def _admit(self, following: Following, conversation: Conversation) -> bool:
        await self._source.admit(self._reader, conversation)
        reason = await self._misfit(following)
        if reason is not None:
            self._outlet.send(frames.Reset(conversation=conversation.id, reason=reason))
            following.at, following.last_id = 0, ""
        if reason == "purged":
            self.unfollow(following.conversation)
            return False
        following.newest = max(following.newest, self._view.head(conversation))
        following.holder = conversation.holder
        following.admitted = True
        return True

    async def _misfit(self, following: Following) -> wire.ResetReason | None:
        """Say why the reader's cursor does not fit the log, None when it does (G5)."""
        log, public = self._source.log, not self._view.staff
        if await log.purged(following.conversation):
            return "purged"
        if not following.at:
            return None
        found = await log.event_id(following.conversation, following.at, public=public)
        return None if found == following.last_id else "rewound"

    async def _page(self, following: Following) -> None:
        following.behind = False
        page = await self._source.log.read_since(
            following.conversation,
            following.at,
            codes.PAGE_EVENTS,
            public=not self._view.staff,
            within=codes.PAGE_BYTES,
        )
        recorded, more = page.recorded, page.more
        reach = recorded[-1].seq if recorded else following.reach
        conversation = await self._source.conversation(following.conversation, reach)
        if self._all.get(following.conversation) is not following:
            return
        following.holder = conversation.holder
        if recorded:
            data, recorded, more = self._fitting(conversation, recorded, more=more)
            self._outlet.send_encoded(data, len(recorded))
            self._stands_at(following, recorded)
            following.owed = True
        # From here to the end of this call nothing else runs: no event can slip in between.
        following.live = not (more or following.behind or following.newest > following.at)
        following.newest = max(following.newest, following.at)

    async def _up_to_date(self, following: Following) -> None:
        following.owed = False
        rows = await self._source.marks.of(following.conversation)
        conversation = await self._source.conversation(following.conversation, following.reach)
        holds = conversation.holder == self._reader.id
        frame = frames.Live(
            conversation=following.conversation,
            head=following.at,
            stage=self._view.stage(conversation.stage),
            fence=conversation.fence if holds and self._view.staff else 0,
            marks=wire.marks(rows, conversation, self._view),
        )
        if not following.live:
            following.owed = True
        elif frame != following.told:
            following.told = frame
            self._outlet.send(frame, slot=f"live {following.conversation}")

    def _stands_at(self, following: Following, recorded: tuple[Recorded, ...]) -> None:
        last = next(one for one in reversed(recorded) if self._view.seq(one))
        following.at, following.last_id = self._view.seq(last), last.id
        following.reach = max(following.reach, last.seq)

    def _fitting(
        self, conversation: Conversation, recorded: tuple[Recorded, ...], *, more: bool
    ) -> tuple[bytes, tuple[Recorded, ...], bool]:
        """Give an encoded page of at most `PAGE_BYTES`, what is in it, and whether more follows."""
        while True:
            events = self._view.events(conversation, recorded, self._reader.sender)
            data = encode(frames.Events(conversation=conversation.id, events=events, more=more))
            if len(data) <= codes.PAGE_BYTES or len(recorded) == 1:
                return data, recorded, more
            share = len(recorded) * codes.PAGE_BYTES // len(data)
            recorded, more = recorded[: max(1, share)], True

    def _is_due(self, conversation: str) -> None:
        self._due[conversation] = None
        self._outlet.wake()
