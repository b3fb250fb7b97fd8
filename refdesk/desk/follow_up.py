"""Following up: work on conversations that no message waits for, caught up after a pause."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Final, Protocol

import structlog

from refdesk.domain.conversation import Conversation
from refdesk.domain.events import Recorded
from refdesk.errors import RefdeskError, StoreBroken

AT_ONCE: Final = 8  # conversations that are worked on together
LOOKED_AT: Final = 500  # conversations of one look for what is missing
REST: Final = 3.0  # × the time that such a piece took: a quarter of the time at most
LOOK_EVERY: Final = 3_600.0  # seconds; finds what another node left when it crashed
WAIT: Final = 10.0  # seconds before a store that cannot be reached is tried again

_log = structlog.get_logger(__name__)


class Work(Protocol):
    """What is to be done with conversations; doing it twice does no harm."""

    kinds: frozenset[str]  # of events that may leave something to do

    def wants(self, conversation: Conversation, recorded: Sequence[Recorded]) -> bool:
        """Tell whether these events leave something to do."""

    async def prepare(self) -> None:
        """Make ready for looking through all."""

    async def left(self) -> int:
        """Count the conversations with which it is not done."""

    async def due(self, after: str, limit: int) -> tuple[list[str], str]:
        """Look through so many, newest first; give those to do, and the last ("" at the end)."""

    async def do(self, conversations: Sequence[str]) -> None:
        """Do it with some."""


class FollowUp:
    """Does its work on what changes, and on what an upgrade or a crash left.

    `run` is awaited by a task of the application; `at_once` are worked on together.
    """

    def __init__(self, work: Work, rest: float = REST, at_once: int = AT_ONCE) -> None:
        self._work = work
        self.kinds = work.kinds  # of events it reacts to
        self._rest = rest
        self._at_once = at_once
        self._due: dict[str, None] = {}
        self._left = 0  # of what was found when all was last looked through
        self._again = False
        self._stirred = asyncio.Event()

    @property
    def pending(self) -> int:
        """Give with how many conversations it is known not to be done."""
        return self._left + len(self._due)

    def react(self, conversation: Conversation, recorded: tuple[Recorded, ...]) -> None:
        """Take notice of what is left to do (a reaction of the hub)."""
        if self._work.wants(conversation, recorded):
            self._due[conversation.id] = None
            self._stirred.set()

    def look_again(self) -> None:
        """Look through all conversations soon."""
        self._again = True
        self._stirred.set()

    async def run(self) -> None:
        """Do what comes; ends only by cancellation or with the store."""
        while True:
            try:
                await self.catch_up()
                await self._follow()
            except RefdeskError as problem:
                _log.warning("not_followed_up", problem=problem.key)
                if not self._again:
                    await asyncio.sleep(WAIT)

    async def catch_up(self) -> int:
        """Do all that is missing, newest first; give how many conversations it was."""
        self._again = False
        await self._work.prepare()
        self._left = await self._work.left()
        done, after, more = 0, "", self._left > 0
        while more:
            found, after = await self._work.due(after, LOOKED_AT)
            for at in range(0, len(found), self._at_once):
                some = found[at : at + self._at_once]
                await self._do(some)
                self._left = max(0, self._left - len(some))
                done += len(some)
            more = bool(after)
        self._left = 0
        return done

    async def settle(self) -> None:
        """Do all that is known to have changed."""
        while self._due:
            some = list(self._due)[: self._at_once]
            for conversation in some:
                del self._due[conversation]  # first: what changes meanwhile is due again
            try:
                await self._do(some)
            except BaseException:
                self._due = dict.fromkeys((*some, *self._due))
                self._stirred.set()  # due again: not only when the next one changes
                raise

    async def now(self, conversations: Sequence[str]) -> None:
        """Do it with these at once: somebody waits for it."""
        await self._work.do(conversations)

    async def _follow(self) -> None:
        """Do what comes, until it is time to look through all again."""
        until = asyncio.get_running_loop().time() + LOOK_EVERY
        while not self._again:
            try:
                async with asyncio.timeout_at(until):
                    await self._stirred.wait()
            except TimeoutError:
                return
            self._stirred.clear()
            await self.settle()

    async def _do(self, conversations: Sequence[str]) -> None:
        now = asyncio.get_running_loop().time
        began = now()
        try:
            await self._work.do(conversations)
        except (RefdeskError, StoreBroken):
            raise
        except Exception:  # noqa: BLE001 - one strange conversation must not keep out the others
            if len(conversations) > 1:
                for conversation in conversations:
                    await self._do([conversation])
                return
            _log.exception("not_followed_up", conversations=list(conversations))
        await asyncio.sleep(self._rest * (now() - began))
