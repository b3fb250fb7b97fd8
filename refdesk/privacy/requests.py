"""Requests of patrons about their own data: all of it erased, with a receipt.

UU 27/2022 articles 8 and 40 give three times 24 hours; here it is done before the answer leaves.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from refdesk.domain.actors import Actor
from refdesk.domain.commands import Command, Forget

MOST = 10_000  # conversations of one patron

Take = Callable[..., Awaitable[object]]
Noted = Callable[[str, str], Awaitable[None]]  # receipt, what was done


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
        noted: Noted,
        scrub: Callable[[], None],
        clock: Callable[[], datetime],
        new_id: Callable[[], str],
    ) -> None:
        """`noted` writes the audit, `scrub` asks that no byte of it be left in the files."""
        self._of_patron = of_patron
        self._take = take
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
        done = Erased(self._new_id(), self._clock(), len(conversations))
        await self._noted(done.receipt, f"erased {done.conversations}")
        self._scrub()
        return done
