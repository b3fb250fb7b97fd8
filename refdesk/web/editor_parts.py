"""What editing the knowledge base needs behind its routes."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from refdesk.knowledge.editing import Editing
from refdesk.knowledge.fact_filling import FactFilling

SIGHT = timedelta(seconds=40)  # a page says every 15 s that it is open


class Hands:
    """Who has which entry open for editing on this node: a hint, nothing is held by it."""

    def __init__(self) -> None:
        self._seen: dict[str, dict[str, tuple[str, datetime]]] = {}

    def note(self, entry: str, staff: str, name: str, now: datetime) -> list[str]:
        """Keep that `staff` has the entry open; give the names of the others who have."""
        for one in list(self._seen):
            fresh = {who: s for who, s in self._seen[one].items() if now - s[1] < SIGHT}
            self._seen[one] = fresh
            if not fresh:
                del self._seen[one]
        own = self._seen.setdefault(entry, {})
        own[staff] = (name, now)
        return sorted(name for who, (name, _) in own.items() if who != staff)


@dataclass(frozen=True, slots=True, kw_only=True)
class EditorParts:
    """`names` gives staff ids with their names, `bare` a text without personal data."""

    editing: Editing
    filling: FactFilling
    names: Callable[[], Awaitable[Mapping[str, str]]]
    bare: Callable[[str], str]
    hands: Hands = field(default_factory=Hands)
