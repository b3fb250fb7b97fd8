"""Retention: what is kept no longer than its time goes, in small steps that nobody feels.

Envelopes stay, so that statistics before and after are equal; texts, names and comments go.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from refdesk.domain.actors import SYSTEM
from refdesk.domain.commands import Command, Forget
from refdesk.errors import BadRequest, ForbiddenOrAbsent
from refdesk.privacy.ports import Expiring
from refdesk.privacy.scrubbing import Scrubbing

BATCH = 50  # conversations looked up at once
ALL = sys.maxsize
TOGETHER = 2  # conversations of one commit, between two rests
CHILD = 3  # parts of the time that texts are kept where children write
REDELIVERED = timedelta(days=2)
"""How long contacts outlive the texts: a channel may deliver an act again (Telegram: for a day)."""
REST = 3.0  # times as long as a commit took, so that messages find the writer free

Take = Callable[..., Awaitable[object]]


@dataclass(frozen=True, slots=True)
class Times:
    """How long things are kept; None: for ever."""

    texts: timedelta | None = timedelta(days=90)  # from the end of the conversation
    audit: timedelta | None = timedelta(days=730)  # and requests about personal data once done
    commands: timedelta | None = timedelta(days=90)  # acknowledgements that are given again


@dataclass(frozen=True, slots=True)
class Gone:
    """How much went, or would go."""

    conversations: int = 0
    audit: int = 0
    commands: int = 0
    requests: int = 0
    contacts: int = 0  # rows of channels: chats, persons, message ids
    put_off: str = ""  # key of why bytes may be left in the files, "": none are


class Retention:
    """Lets go of what is over its time."""

    def __init__(
        self,
        expiring: Expiring,
        take: Take,
        times: Times,
        child_desks: frozenset[str] = frozenset(),
        rest: float = REST,
        scrub: Callable[[], Awaitable[str]] | None = None,
    ) -> None:
        """`take` is `Turns.take`: a forgotten conversation is an event of its log.

        Texts of `child_desks` are kept a third as long. `rest` is how many times as long as a
        commit took the writer is left to messages. `scrub` is `Scrubbing.now`.
        """
        self._scrub = scrub or Scrubbing(expiring.scrub).now
        self._rest = rest
        self._child_desks = child_desks
        self._expiring = expiring
        self._take = take
        self._times = times

    async def due(self, now: datetime) -> Gone:
        """Count what would go now: the dry run."""
        times, expiring = self._times, self._expiring
        return Gone(
            await self._count_ended(now, times.texts) if times.texts else 0,
            await expiring.count_audit(now - times.audit) if times.audit else 0,
            await expiring.count_commands(now - times.commands) if times.commands else 0,
            await expiring.count_requests(now - times.audit) if times.audit else 0,
            await expiring.count_contacts(now - REDELIVERED),
        )

    async def purge(self, now: datetime, at_most: int = ALL) -> Gone:
        """Let go of so many conversations and of all else; give how much went.

        Can be cut off and begun again: what went stays gone. The files are scrubbed even when
        nothing went: an earlier scrub may have been put off, or a server stopped before it.
        """
        times, expiring = self._times, self._expiring
        gone = Gone(
            await self._forget_over(now, times.texts, at_most) if times.texts else 0,
            await expiring.drop_audit(now - times.audit) if times.audit else 0,
            await expiring.drop_commands(now - times.commands) if times.commands else 0,
            await expiring.drop_requests(now - times.audit) if times.audit else 0,
            await expiring.drop_contacts(now - REDELIVERED),
        )
        return replace(gone, put_off=await self._scrub())

    async def _count_ended(self, now: datetime, texts: timedelta) -> int:
        desks, young = self._child_desks, now - texts / CHILD
        count = await self._expiring.count_ended(now - texts)
        if desks:
            count += await self._expiring.count_ended(young, desks)
            count -= await self._expiring.count_ended(now - texts, desks)
        return count

    async def _forget_over(self, now: datetime, texts: timedelta, at_most: int) -> int:
        count = await self._forget_ended(now - texts, at_most)
        if self._child_desks and count < at_most:
            desks = self._child_desks
            count += await self._forget_ended(now - texts / CHILD, at_most - count, desks)
        return count

    async def _forget_ended(
        self, before: datetime, at_most: int, desks: frozenset[str] | None = None
    ) -> int:
        count = 0
        while batch := await self._expiring.ended(before, min(BATCH, at_most - count), desks):
            forgotten = 0
            for at in range(0, len(batch), TOGETHER):
                forgotten += await self._forget_together(batch[at : at + TOGETHER])
            count += forgotten
            if not forgotten or count >= at_most:
                break  # whatever stands in the way, the next day tries again
        return count

    async def _forget_together(self, conversations: Sequence[str]) -> int:
        """Forget some in one commit once no message waits for its own, then rest."""
        await self._expiring.calm()
        loop = asyncio.get_running_loop()
        began = loop.time()
        forgotten = sum(await asyncio.gather(*map(self._forget, conversations)))
        await asyncio.sleep(self._rest * (loop.time() - began))
        return forgotten

    async def _forget(self, conversation: str) -> bool:
        command: Command = Forget()
        try:
            await self._take(SYSTEM, conversation, command)
        except (BadRequest, ForbiddenOrAbsent):
            return False  # it was opened again meanwhile
        return True
