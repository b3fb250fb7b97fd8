"""Escalation reaches whom the library names for a crisis: every way at once, within a bound."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import structlog

from refdesk.domain.crisis import Help

WITHIN: Final = 12.0  # seconds; the librarian waits for it

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Call:
    """A call for help: which librarian, when; never what was written, nor who wrote it."""

    at: datetime
    librarian: str


@dataclass(frozen=True, slots=True)
class Reached:
    """The ways by which the named person was told, and those that failed; both empty: none set."""

    by: tuple[str, ...] = ()
    failed: tuple[str, ...] = ()


Way = Callable[[str, Call], Awaitable[bool]]
"""Tells an address of a call; False where it was not taken. One that raises has told nobody."""


@dataclass(frozen=True, slots=True)
class Escalation:
    """Tells the named person by every way that is set up here and named for them."""

    ways: Mapping[str, Way]
    within: float = WITHIN  # seconds

    async def reach(self, given: Help, call: Call) -> Reached:
        """Try all ways; one that is not done in time counts as failed."""
        wanted = [name for name in given.reach if name in self.ways]
        told = await asyncio.gather(*(self._told(name, given.reach[name], call) for name in wanted))
        # An address for which no way is set up reaches nobody either.
        absent = tuple(name for name in given.reach if name not in self.ways)
        by = tuple(name for name, good in zip(wanted, told, strict=True) if good)
        return Reached(by, tuple(name for name in wanted if name not in by) + absent)

    async def _told(self, name: str, address: str, call: Call) -> bool:
        try:
            return await asyncio.wait_for(self.ways[name](address, call), self.within)
        except Exception as error:  # noqa: BLE001 - the patron has the text; the other ways count
            _log.warning("call for help failed", way=name, why=type(error).__name__)
            return False
