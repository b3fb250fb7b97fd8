"""Requests of patrons about their own data that need nobody else: all of it given, or erased.

UU 27/2022 gives three times 24 hours; here it is done before the answer leaves. Each leaves a
request that is done, whose number is the receipt.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Protocol

from refdesk.domain.actors import Actor
from refdesk.domain.commands import Command, Forget
from refdesk.privacy.request_ports import Kind, Request, RequestStore

MOST = 10_000  # conversations of one patron
PATRON: Final = "patron"  # who asked, in requests and audit: never which one

Take = Callable[..., Awaitable[object]]
Noted = Callable[[str, str, str, str], Awaitable[None]]  # actor, action, receipt, what was done


class OfPatron(Protocol):
    """Where a patron's conversations are found."""

    async def __call__(self, key: str, limit: int) -> Sequence[str]:
        """Give the ids of the conversations that a patron key may follow."""


@dataclass(frozen=True, slots=True)
class Erased:
    """The receipt of an erasure: a number to quote, when, how many conversations."""

    receipt: str
    at: datetime
    conversations: int


class Requests:
    """Carries out what patrons ask for."""

    def __init__(
        self,
        of_patron: OfPatron,
        take: Take,
        store: RequestStore,
        noted: Noted,
        scrub: Callable[[], None],
        clock: Callable[[], datetime],
        new_id: Callable[[], str],
    ) -> None:
        """`noted` writes the audit, `scrub` asks that no byte of it be left in the files."""
        self._of_patron = of_patron
        self._take = take
        self._store = store
        self._noted = noted
        self._scrub = scrub
        self._clock = clock
        self._new_id = new_id

    async def erase(self, patron: Actor) -> Erased:
        """Empty all conversations of a patron for ever; asked again, it is so already."""
        command: Command = Forget()
        conversations = await self._of_patron(patron.id, MOST)
        for conversation in conversations:
            await self._take(patron, conversation, command)
        return await self.erased(patron, self._new_id(), len(conversations))

    async def erased(self, patron: Actor, receipt: str, conversations: int) -> Erased:
        """Write down that a patron's conversations were emptied; told again, it is so already.

        The request comes last: where it stands, all of this was done.
        """
        before = await self._store.by_id(receipt)
        if before is not None:
            return Erased(receipt, before.asked_at, before.conversations)
        await self._noted(PATRON, "erased", receipt, f"erased {conversations}")
        self._scrub()
        at = await self._done(Kind.ERASE, patron, receipt, conversations)
        return Erased(receipt, at, conversations)

    async def given(self, patron: Actor) -> str:
        """Write down that a patron was given all of their data; give the receipt."""
        receipt = self._new_id()
        conversations = len(await self._of_patron(patron.id, MOST))
        await self._done(Kind.ACCESS, patron, receipt, conversations)
        await self._noted(PATRON, "data_given", receipt, f"given {conversations}")
        return receipt

    async def _done(self, kind: Kind, patron: Actor, receipt: str, count: int) -> datetime:
        now = self._clock()
        done = Request(receipt, kind, patron.id, "", "", PATRON, now, PATRON, now, "", count)
        await self._store.put(done)
        return now
