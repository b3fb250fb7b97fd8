"""Who has which entry open for editing, where one process serves everybody."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from refdesk.knowledge.editing_ports import SIGHT


class OwnHands:
    """The port `refdesk.knowledge.editing_ports.Hands` in memory."""

    def __init__(self) -> None:
        self._seen: dict[tuple[str, str], datetime] = {}

    async def note(self, entry: str, staff: str, now: datetime) -> Sequence[str]:
        """Keep that `staff` has the entry open; give the others who said so within `SIGHT`."""
        self._seen = {place: at for place, at in self._seen.items() if now - at <= SIGHT}
        self._seen[entry, staff] = now
        return sorted(who for one, who in self._seen if one == entry and who != staff)
