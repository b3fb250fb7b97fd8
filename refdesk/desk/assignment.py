"""Assignment: the line is offered, drained and watched while librarians come and go."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta

import structlog

from refdesk.desk.hub import Hub
from refdesk.desk.ports import Clock, DutyRoster, Line, Lists
from refdesk.desk.presence import Presence
from refdesk.desk.situations import Situations
from refdesk.desk.staffing import OnDuty, Staffing
from refdesk.desk.turn import Turns
from refdesk.domain import commands as c
from refdesk.domain.actors import SYSTEM, Actor, Party
from refdesk.domain.conversation import Conversation
from refdesk.domain.duty import Standing
from refdesk.domain.events import Recorded, ReturnedWhy
from refdesk.domain.records import ALL_BUT_SAID
from refdesk.errors import RefdeskError, StoreBroken

SWEEP_EVERY = 1.0  # seconds
SLEPT = timedelta(seconds=15)  # a pause between sweeps after which silence proves nothing
AWAKE = timedelta(minutes=10)  # after such a pause before conversations end by silence again
TOGETHER = 16  # conversations moved before others have their turn
SWEEPS_APART = 0.05  # seconds at least, however much stirs
# After these somebody may be free. A question that begins to wait is routed as it is decided.
STIRRING = frozenset({"ended", "returned", "transferred", "lapsed"})

_log = structlog.get_logger(__name__)


class Assignment:
    """Duty and the line of all desks. `run` is awaited by a task of the application.

    Every decision is made by the domain on the newest state; what is done here may come too late
    or twice without harm.
    """

    kinds = ALL_BUT_SAID  # it reacts to: who says something was seen to act on their connection

    def __init__(
        self,
        turns: Turns,
        lists: Lists,
        roster: DutyRoster,
        presence: Presence,
        situations: Situations,
        hub: Hub,
        clock: Clock,
    ) -> None:
        self._turns = turns
        self._lists = lists
        self._roster = roster
        self._presence = presence
        self._staffing = Staffing(roster, lists, presence)
        self._situations = situations
        self._hub = hub
        self._clock = clock
        self._stirred = asyncio.Event()
        self._swept_at: datetime | None = None
        self._doubted_until: datetime | None = None  # until then the clock proves no long silence

    def react(self, _: Conversation, recorded: tuple[Recorded, ...]) -> None:
        """Take notice of what was recorded (a reaction of the hub)."""
        for one in recorded:
            if one.by.party is Party.STAFF:
                self._presence.acted(one.by.id, one.at)
            if one.event.kind in STIRRING:
                self._stirred.set()

    async def set_duty(self, actor: Actor, *, on: bool, desk: str = "main") -> bool:
        """Go on or off duty; False when it was so already. Claims stay with who goes off."""
        now = self._clock()
        self._presence.acted(actor.id, now)
        changed = await self._roster.set_duty(actor.id, desk, now, on=on)
        if changed:
            self._hub.changed(f"desk:{desk}")
        if on:
            await self._drain(desk, now)
        self._stirred.set()
        return changed

    async def dismiss(self, staff: str) -> None:
        """Take a librarian off duty everywhere, all claims back into the line (account closed)."""
        for desk in await self._lists.desks():
            if await self._roster.set_duty(staff, desk, self._clock(), on=False):
                self._hub.changed(f"desk:{desk}")
        lines, _ = await self._lists.held_by(staff)
        for line in lines:
            await self._return(line, ReturnedWhy.OFF_DUTY)

    async def run(self) -> None:
        """Sweep every second, at once when something stirred; ends only by cancellation."""
        while True:
            self._stirred.clear()
            await self.sweep(self._clock())
            try:
                async with asyncio.timeout(SWEEP_EVERY):
                    await self._stirred.wait()
            except TimeoutError:
                continue
            await asyncio.sleep(SWEEPS_APART)

    async def sweep(self, now: datetime) -> None:
        """Do what is due at `now` at every desk; what fails is logged, then tried again."""
        if self._swept_at is not None and not timedelta() <= now - self._swept_at < SLEPT:
            self._presence.began_to_listen(now)
            self._doubted_until = now + AWAKE
        self._swept_at = now
        with _tolerating("sweep"):
            for desk in await self._lists.desks():
                await self._sweep_desk(desk, now)

    async def _sweep_desk(self, desk: str, now: datetime) -> None:
        await self._end_duty(desk, now)
        for line in await self._lists.claimed(desk):
            if line.holder and self._presence.vanished(line.holder, now):
                await self._return(line, ReturnedWhy.VANISHED)
            elif self._quiet(line, now):
                await self._give(line.conversation, c.End(line.fence))
        await self._drain(desk, now)

    async def _end_duty(self, desk: str, now: datetime) -> None:
        for one in await self._staffing.of(desk, now):
            if one.standing is Standing.ABSENT:
                await self._roster.set_duty(one.row.staff, desk, now, on=False)
                self._hub.changed(f"desk:{desk}")

    def _quiet(self, line: Line, now: datetime) -> bool:
        said = line.last_said_at
        if said is None or (self._doubted_until is not None and now < self._doubted_until):
            return False
        return now - said >= self._situations.patience.silence

    async def _drain(self, desk: str, now: datetime) -> None:
        """Offer all that waits, oldest first, to whoever is free; keep it when nobody is there."""
        lines, _ = await self._lists.line(desk)
        staff = await self._staffing.of(desk, now) if lines else []
        for place, line in enumerate(lines, 1):
            with _tolerating("drain", line.conversation):
                await self._move(line, staff, now)
            if place % TOGETHER == 0:  # a long line must not hold up who writes meanwhile
                await asyncio.sleep(0)

    async def _move(self, line: Line, staff: Sequence[OnDuty], now: datetime) -> None:
        conversation = await self._turns.conversation(line.conversation, line.head)
        at = self._situations.read(conversation, None, staff, now)
        if not at.staffed:
            await self._give(line.conversation, c.KeepAsAsked())
            return
        offered = conversation.offered_at
        if offered is not None and now - offered >= at.patience.lapse:
            await self._give(line.conversation, c.LetLapse())
            conversation = await self._turns.conversation(line.conversation)
            at = self._situations.read(conversation, None, staff, now)
        if set(at.offer_to) - conversation.offered_to:
            await self._give(line.conversation, c.OfferTo(at.offer_to))

    async def _return(self, line: Line, why: ReturnedWhy) -> None:
        await self._give(line.conversation, c.Return(why, line.fence))

    async def _give(self, conversation: str, command: c.Command) -> None:
        with _tolerating(c.verb(command), conversation):
            await self._turns.take(SYSTEM, conversation, command)


@contextmanager
def _tolerating(doing: str, conversation: str = "") -> Iterator[None]:
    """Log what went wrong and go on: what was due is due again at the next sweep."""
    try:
        yield
    except RefdeskError as refusal:
        _log.info("not_now", doing=doing, conversation=conversation, refusal=refusal.key)
    except StoreBroken:
        raise
    except Exception:  # noqa: BLE001 - one strange conversation must not close the desk
        _log.exception("sweep_failed", doing=doing, conversation=conversation)
