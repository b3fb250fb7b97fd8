"""Staffing: who is on duty at a desk now, with the load of each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from refdesk.desk.ports import DutyRoster, DutyRow, Line, Lists
from refdesk.desk.presence import Presence
from refdesk.desk.shared_reading import SharedReading
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
        self._shared = SharedReading(self._read)

    async def of(
        self, desk: str, now: datetime, claimed: Sequence[Line] | None = None
    ) -> list[OnDuty]:
        """Give everybody on the desk's roster, longest on duty first.

        `claimed` are the desk's claimed conversations, for who has just read them.
        """
        if claimed is None:
            rows, claimed = await self._shared.of(desk)
        else:
            rows = await self._roster.on_duty(desk)
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

    async def _read(self, desk: str) -> tuple[Sequence[DutyRow], Sequence[Line]]:
        rows = await self._roster.on_duty(desk)
        return rows, await self._lists.claimed(desk) if rows else []
