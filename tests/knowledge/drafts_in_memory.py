"""Entries under edit in memory, as `EditedEntries`."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from refdesk.errors import Conflict
from refdesk.knowledge.editing_ports import Edit, Revision, Version, Voices

Key = tuple[str, str]


class MemoryEditing:
    """Versions by id and language, and every revision they ever had."""

    def __init__(self) -> None:
        self.versions: dict[Key, Version] = {}
        self.kept: list[Revision] = []

    async def every(self) -> list[Version]:
        """Give every version."""
        return [self.versions[key] for key in sorted(self.versions)]

    async def of(self, entry: str) -> list[Version]:
        """Give the versions of one entry."""
        return [version for version in await self.every() if version.entry.id == entry]

    async def used(self) -> frozenset[str]:
        """Give none: nobody asks here."""
        return frozenset()

    async def voices(self, entries: Collection[str]) -> Mapping[str, Voices]:
        """Give none: nobody asks here."""
        del entries
        return {}

    async def revisions(self, entry: str) -> list[Revision]:
        """Give all revisions of an entry, newest first."""
        return [one for one in reversed(self.kept) if one.entry.id == entry]

    async def write(self, edits: Sequence[Edit], now: datetime, by: str) -> None:
        """Keep these revisions, or none."""
        for edit in edits:
            held = self.versions.get(edit.standing.entry.key)
            if (held.revision if held else 0) != edit.base:
                raise Conflict("entry_changed")
        for edit in edits:
            self._keep(edit, now, by)

    def _keep(self, edit: Edit, now: datetime, by: str) -> None:
        entry = edit.standing.entry
        held = self.versions.get(entry.key)
        self.versions[entry.key] = Version(
            standing=edit.standing,
            revision=edit.base + 1,
            text_at=edit.text_at,
            changed_at=now,
            changed_by=by,
            origin=held.origin if held else edit.origin,
            step=edit.step,
            remark=edit.note,
        )
        self.kept.append(
            Revision(
                entry=entry,
                revision=edit.base + 1,
                changed_at=now,
                changed_by=by,
                step=edit.step,
                note=edit.note,
            )
        )
