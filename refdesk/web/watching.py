"""Watched lists: their state at once when opened, again after each change, the newest only."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import structlog

from refdesk.desk.hub import Hub
from refdesk.domain.conversation import Conversation
from refdesk.domain.events import Recorded
from refdesk.errors import RefdeskError
from refdesk.protocol import frames
from refdesk.web.following import Outlet
from refdesk.web.list_states import ListSource, Round, Sight

BREATH: Final = 0.25  # seconds between two states of a list
REST: Final = 99.0  # × what a round took: a hundredth of the time, where rounds are short
LONGEST_REST: Final = 1.0  # seconds: one slow round must not keep a new question from the desk
TURN: Final = 0.002  # seconds of sending lists after which everything else has its turn
SWEEP_EVERY: Final = 10.0  # seconds; covers what rings no bell, such as the hours

# What is written in a claimed conversation shows in its holder's own list only.
TEXTS: Final = frozenset({"said", "edited", "noted", "judged", "staff_judged"})

_log = structlog.get_logger(__name__)


@dataclass(eq=False, slots=True)
class Watch:
    """One connection's watch of one list."""

    sight: Sight
    outlet: Outlet
    due: bool = True
    last: frames.State | None = None


class Watching:
    """All watched lists of the process; `run` is awaited by a task of the application."""

    def __init__(self, hub: Hub, source: ListSource) -> None:
        self._source = source
        self._watches: dict[Watch, None] = {}
        self._stirred = asyncio.Event()
        self._opened = asyncio.Event()  # a list that has not been sent yet
        self._all_are_due = False
        self._holders: set[str] = set()  # librarians whose own list is due
        hub.listen(self._changed)
        hub.react(self._recorded)

    def add(self, watch: Watch) -> None:
        """Send the state of a list, now and after each change."""
        self._watches[watch] = None
        self._stirred.set()
        self._opened.set()

    def remove(self, watch: Watch) -> None:
        """Stop sending; also right when it was never added."""
        self._watches.pop(watch, None)

    async def run(self) -> None:
        """Send what is due; ends only by cancellation."""
        now = asyncio.get_running_loop().time
        while True:
            try:
                async with asyncio.timeout(SWEEP_EVERY):
                    await self._stirred.wait()
            except TimeoutError:
                self._all_due()
            self._stirred.clear()
            began = now()
            await self.refresh()
            rest = min(REST * (now() - began), LONGEST_REST)
            await self._rest(now() + max(BREATH, rest))

    async def refresh(self) -> None:
        """Send the lists that are due; when they cannot be read now they stay due.

        Whoever still has something on the way gets the newest state once it has left: a weak link
        must not be closed for what is out of date already. The first state goes out behind it.
        """
        self._mark_due()
        self._opened.clear()
        await self._tell(list(self._watches))
        if any(watch.due for watch in self._watches):
            self._stirred.set()

    async def _rest(self, until: float) -> None:
        """Leave the loop to messages; whoever opens a list meanwhile does not wait for the rest."""
        now = asyncio.get_running_loop().time
        while now() < until:
            try:
                async with asyncio.timeout_at(until):
                    await self._opened.wait()
            except TimeoutError:
                return
            self._opened.clear()
            await self._tell([watch for watch in self._watches if watch.last is None])

    async def _tell(self, watches: list[Watch]) -> None:
        waiting = deque(_taken(watches))
        reading, since = Round(self._source), time.monotonic()
        sent: set[Outlet] = set()  # in this turn of the loop, at whose end it leaves
        try:
            while waiting:
                watch = waiting.popleft()
                again = watch.last is not None
                state = await reading.state(watch.sight)
                if watch.last is None or watch.outlet in sent or watch.outlet.drained:
                    _send(watch, state)
                    sent.add(watch.outlet)
                else:
                    watch.due = True
                if time.monotonic() - since >= TURN:
                    await asyncio.sleep(0)  # messages go first: all lists take many milliseconds
                    since = time.monotonic()
                    sent.clear()
                    if again:  # somebody who opens lists without end keeps nobody from theirs
                        waiting.extendleft(reversed(self._just_opened()))
        except RefdeskError as error:
            _log.warning("lists_unreadable", code=error.code)
            self._all_due()

    def _just_opened(self) -> list[Watch]:
        """Give the lists that were opened during a round: they go before its others."""
        if not self._opened.is_set():
            return []
        self._opened.clear()
        return _taken(watch for watch in self._watches if watch.last is None)

    def _all_due(self) -> None:
        # Called with every message: the watches themselves are marked once a round.
        self._all_are_due = True
        self._stirred.set()

    def _mark_due(self) -> None:
        for watch in self._watches:
            own = watch.sight.what == "mine" and watch.sight.reader.id in self._holders
            watch.due = watch.due or self._all_are_due or own
        self._all_are_due = False
        self._holders.clear()

    def _changed(self, stream: str) -> None:
        if stream.startswith("desk:"):
            self._all_due()

    def _recorded(self, conversation: Conversation, recorded: tuple[Recorded, ...]) -> None:
        holder = conversation.holder
        if holder is None or not TEXTS.issuperset([one.event.kind for one in recorded]):
            self._all_due()
        elif holder not in self._holders:
            self._holders.add(holder)
            self._stirred.set()


class Watcher:
    """What one connection watches."""

    def __init__(self, watching: Watching, outlet: Outlet) -> None:
        self._watching = watching
        self._outlet = outlet
        self._watches: dict[str, Watch] = {}

    def watch(self, sight: Sight) -> None:
        """Send a list, whole and at once also when it is watched already."""
        self.unwatch(sight.what)
        self._watches[sight.what] = Watch(sight, self._outlet)
        self._watching.add(self._watches[sight.what])

    def unwatch(self, what: str) -> None:
        """Stop sending a list."""
        watch = self._watches.pop(what, None)
        if watch is not None:
            self._watching.remove(watch)

    def stop(self) -> None:
        """Stop sending all lists."""
        for what in tuple(self._watches):
            self.unwatch(what)


def _taken(watches: Iterable[Watch]) -> list[Watch]:
    """Give those that are due and free or never sent, these first, no longer marked as due."""
    due = [one for one in watches if one.due and (one.last is None or one.outlet.drained)]
    for watch in due:
        watch.due = False  # before anything is read: what changes from here on is due again
    return sorted(due, key=lambda watch: watch.last is not None)


def _send(watch: Watch, state: frames.State) -> None:
    if state != watch.last:
        watch.last = state
        watch.outlet.send(state, slot=f"state {state.what}")
