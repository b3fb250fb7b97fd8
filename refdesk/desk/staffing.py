"""Staffing: who is on duty at a desk now, with the load of each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from refdesk.desk.ports import DutyRoster, DutyRow, Line, Lists
from refdesk.desk.presence import Presence
from refdesk.domain.duty import Standing


@dataclass(frozen=True, slots=True)
class OnDuty:
    """A librarian of the roster: `load` counts the conversations they hold."""

    row: DutyRow
    standing: Standing
    connected: bool
    load: int

    @property
    def present(self) -> bool:
        """Tell whether they count as on duty now."""
        return self.standing is Standing.PRESENT


class Staffing:
    """Joins the stored roster, what was heard, and the claims."""

    def __init__(self, roster: DutyRoster, lists: Lists, presence: Presence) -> None:
        self._roster = roster
        self._lists = lists
        self._presence = presence

    async def of(
        self, desk: str, now: datetime, claimed: Sequence[Line] | None = None
    ) -> list[OnDuty]:
        """Give everybody on the desk's roster, longest on duty first.

        `claimed` are the desk's claimed conversations, for who has just read them.
        """
        rows = await self._roster.on_duty(desk)
        if claimed is None:
            claimed = await self._lists.claimed(desk) if rows else []
        loads = Counter(line.holder for line in claimed)
        return [
            OnDuty(
                row,
                self._presence.standing(row.staff, now),
                self._presence.is_connected(row.staff, now),
                loads[row.staff],
            )
            for row in rows
        ]
