"""Reading the audit: who read, exported, changed what, and why; and whose desk is whose."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from refdesk.people.ports import AuditRow


@dataclass(frozen=True, slots=True)
class AuditWanted:
    """Which rows: fields left out do not restrict; `until` is exclusive."""

    actor: str = ""
    action: str = ""
    target: str = ""
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Audited:
    """A row with its number, which rises with time, and the name of its actor."""

    id: int
    row: AuditRow
    name: str


class Audit(Protocol):
    """The audit, newest first; raises what `refdesk.desk.ports` says."""

    async def page(self, wanted: AuditWanted, before: int, limit: int) -> Sequence[Audited]:
        """Give the next rows before a number (0: from the newest)."""

    async def actions(self) -> Sequence[str]:
        """Give the names of all actions that were ever noted."""


class OwnDesks(Protocol):
    """Which desks are an account's own."""

    async def of(self, staff: str) -> frozenset[str]:
        """Give them; none: all desks are."""

    async def put(self, staff: str, desks: frozenset[str]) -> None:
        """Set them."""
