"""What editing needs from the store: versions as they stand, their revisions, one way to write."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, NamedTuple, Protocol

from kb.entries import Entry
from refdesk.knowledge.flow import Standing, Step

SIGHT: Final = timedelta(seconds=40)  # a page says every 15 s that it is open


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """A language version as it stands.

    `revision` counts from 1; `text_at` is when its text last said something new; `changed_by` is
    a staff id or the name of a program; `origin` the conversation it was made from, or "";
    `remark` what the newest revision was accompanied by.
    """

    standing: Standing
    revision: int
    text_at: datetime
    changed_at: datetime
    changed_by: str
    origin: str = ""
    step: Step = Step.IMPORTED
    remark: str = ""

    @property
    def entry(self) -> Entry:
        """The newest text."""
        return self.standing.entry


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """One language version as it was."""

    entry: Entry
    revision: int
    changed_at: datetime
    changed_by: str
    step: Step
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """A new revision of a version: what it was based on, 0 for a new one, and how it came to be."""

    standing: Standing
    base: int
    step: Step
    text_at: datetime
    note: str = ""
    origin: str = ""


class Voices(NamedTuple):
    """How many people said that an entry answered, or that it did not; at least so many."""

    helped: int
    unhelped: int


class EditedEntries(Protocol):
    """Entries under edit. What readers have bumps the stream `kb` when it changes.

    Methods raise what `refdesk.desk.ports` says.
    """

    async def every(self) -> list[Version]:
        """Give every version of every entry, by id and language."""

    async def of(self, entry: str) -> list[Version]:
        """Give the versions of one entry; none where there is no such entry."""

    async def used(self) -> frozenset[str]:
        """Give the entries that were ever read, suggested or inserted, or helped a patron."""

    async def voices(self, entries: Collection[str]) -> Mapping[str, Voices]:
        """Give what people made of these entries; one that nobody judged is not in it."""

    async def revisions(self, entry: str) -> list[Revision]:
        """Give all revisions of an entry's versions, newest first."""

    async def write(self, edits: Sequence[Edit], now: datetime, by: str) -> None:
        """Keep these revisions in one commit.

        Raises Conflict("entry_changed") when a version is not the one an edit was based on; then
        nothing is kept.
        """


class Hands(Protocol):
    """Who has which entry open for editing: a hint, nothing is held by it."""

    async def note(self, entry: str, staff: str, now: datetime) -> Sequence[str]:
        """Keep that `staff` has the entry open; give the others who said so within `SIGHT`."""
