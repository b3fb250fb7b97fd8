"""Requests about personal data: what they are, where they are kept, when they are due by law."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, Protocol

WITHIN: Final = timedelta(hours=72)
"""UU 27/2022: 3×24 hours for correction (art. 30), access (art. 32), withdrawal (art. 40),
restriction (art. 41)."""


class Kind(StrEnum):
    """What is asked."""

    ACCESS = "access"
    CORRECT = "correct"
    RESTRICT = "restrict"
    RELEASE = "release"  # a restriction is lifted
    ERASE = "erase"


@dataclass(frozen=True, slots=True)
class Request:
    """A request: `id` is the receipt's number, `subject` a patron key.

    `conversation` is set where it is about that one only. `outcome` is what staff wrote when it
    was closed without being carried out here; `conversations` says how many it touched.
    """

    id: str
    kind: Kind
    subject: str
    conversation: str
    reason: str
    asked_by: str
    asked_at: datetime
    done_by: str = ""
    done_at: datetime | None = None
    outcome: str = ""
    conversations: int = 0

    @property
    def due_at(self) -> datetime:
        """Give when the law wants it done."""
        return self.asked_at + WITHIN


@dataclass(frozen=True, slots=True)
class Whose:
    """Whose data is meant: a patron key with the conversations in question, newest first."""

    subject: str
    conversations: tuple[str, ...]
    conversation: str = ""  # where one only was named
    names: frozenset[str] = frozenset()  # that the patron gave


class RequestStore(Protocol):
    """Where requests are kept; raises what `refdesk.desk.ports` says."""

    async def find(self, target: str) -> Whose | None:
        """Find whose data is meant by a patron key, a conversation, a receipt or a chat.

        A chat is written `telegram:<its number>`.
        """

    async def put(self, request: Request) -> None:
        """Add a request, or replace the one of the same id; one that is done stays as it is."""

    async def by_id(self, request: str) -> Request | None:
        """Give one request."""

    async def newest(self, limit: int = 200) -> Sequence[Request]:
        """Give those not done, the oldest first, then the newest that are done."""
