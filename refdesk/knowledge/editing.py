"""Editing the knowledge base: every save is a revision, nothing is overwritten unseen."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from kb.entries import Entry, Lang, State
from kb.variables import Variables
from refdesk.domain.actors import Actor
from refdesk.errors import BadRequest, Conflict, ForbiddenOrAbsent
from refdesk.knowledge.editing_ports import Edit, EditedEntries, Revision, Version, Voices
from refdesk.knowledge.flow import DRAFT, MOVES, Step, moved, saved, state_of
from refdesk.knowledge.form import Doubt, Form, doubts_of, entry_of, slug_of
from refdesk.knowledge.translations import says_something_new, stale, text_time

READ = "search_knowledge"
LONGEST_NOTE = 1_000  # characters
Authorise = Callable[[Actor, str], None]
Base = Mapping[Lang, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """An entry under edit with all its languages; `stale` are those whose text is behind."""

    id: str
    versions: Sequence[Version]
    stale: frozenset[Lang] = frozenset()
    doubts: tuple[Doubt, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Saving:
    """How a form is saved: based on which revisions, with what remark.

    With `minor` the translations need not follow; `settled` are languages whose text is right as
    it is beside the other; `origin` is the conversation that a new entry was made from.
    """

    base: Base
    note: str = ""
    minor: bool = False
    settled: frozenset[Lang] = frozenset()
    origin: str = ""
    step: Step = Step.SAVED


@dataclass(frozen=True, slots=True, kw_only=True)
class Stepping:
    """A step of some languages of an entry, based on these revisions of them."""

    step: Step
    base: Base
    note: str = ""
    review_by: date | None = None


class Editing:
    """The use cases; `today` is the library's date, `changed` hears that readers may differ."""

    def __init__(
        self,
        store: EditedEntries,
        authorise: Authorise,
        facts: Callable[[], Variables],
        clock: Callable[[], datetime],
        today: Callable[[], date],
        changed: Callable[[], Awaitable[object]],
    ) -> None:
        self._store = store
        self._authorise = authorise
        self._facts = facts
        self._clock = clock
        self.today = today
        self._changed = changed

    async def every(self, by: Actor) -> list[Dossier]:
        """Give all entries, by id."""
        self._authorise(by, READ)
        return grouped(await self._store.every())

    async def used(self, by: Actor) -> frozenset[str]:
        """Give the entries that anybody ever made use of."""
        self._authorise(by, READ)
        return await self._store.used()

    async def voices(self, by: Actor, entries: Collection[str]) -> Mapping[str, Voices]:
        """Give what people made of these entries."""
        self._authorise(by, READ)
        return await self._store.voices(entries)

    async def open(self, by: Actor, entry: str) -> Dossier:
        """Give an entry with what is doubtful in it; raises ForbiddenOrAbsent."""
        self._authorise(by, READ)
        everything = await self._store.every()
        ids = {version.entry.id for version in everything}
        own = [version for version in everything if version.entry.id == entry]
        if not own:
            raise ForbiddenOrAbsent
        facts = self._facts()
        doubts = [d for v in own for d in doubts_of(v.entry, ids, facts)]
        return replace(grouped(own)[0], doubts=tuple(doubts))

    async def newest(self, by: Actor, entry: str) -> Base:
        """Give the revision of each language as it stands; raises ForbiddenOrAbsent."""
        self._authorise(by, READ)
        held = await self._versions(entry)
        if not held:
            raise ForbiddenOrAbsent
        return {lang: version.revision for lang, version in held.items()}

    async def create(self, by: Actor, form: Form, saving: Saving) -> str:
        """Keep a new entry as a draft; give its id, made from its first title."""
        self._authorise(by, DRAFT)
        title = next((form.wordings[lang].title for lang in Lang if lang in form.wordings), "")
        taken = {version.entry.id for version in await self._store.every()}
        entry = slug_of(title, taken)
        await self._keep(by, entry, form, replace(saving, base={}), {})
        return entry

    async def save(self, by: Actor, entry: str, form: Form, saving: Saving) -> None:
        """Keep the form as drafts of what differs; raises Conflict where another was first."""
        self._authorise(by, DRAFT)
        held = await self._versions(entry)
        if not held:
            raise ForbiddenOrAbsent
        await self._keep(by, entry, form, saving, held)

    async def step(self, by: Actor, entry: str, stepping: Stepping) -> None:
        """Move languages on in the editorial flow; raises as `flow.moved`, and Conflict."""
        move = MOVES.get(stepping.step)
        self._authorise(by, move.verb if move else DRAFT)
        if not stepping.base:
            raise BadRequest("wrong_state")
        held = await self._versions(entry)
        edits = [self._stepped(held.get(lang), stepping, lang) for lang in stepping.base]
        await self._write(edits, by)

    async def revisions(self, by: Actor, entry: str) -> list[Revision]:
        """Give all revisions of an entry, newest first; raises ForbiddenOrAbsent."""
        self._authorise(by, READ)
        found = await self._store.revisions(entry)
        if not found:
            raise ForbiddenOrAbsent
        return found

    async def restore(self, by: Actor, entry: str, lang: Lang, revision: int, base: int) -> None:
        """Make the text of an earlier revision a new draft on top of `base`."""
        self._authorise(by, DRAFT)
        found = [
            one
            for one in await self._store.revisions(entry)
            if (one.entry.lang, one.revision) == (lang, revision)
        ]
        held = await self._versions(entry)
        if not found:
            raise ForbiddenOrAbsent
        saving = Saving(base={lang: base}, step=Step.RESTORED, note=str(revision))
        await self._write(self._edits(held, [found[0].entry], saving), by)

    # ---- what becomes of a version
    async def _keep(
        self, by: Actor, entry: str, form: Form, saving: Saving, held: Mapping[Lang, Version]
    ) -> None:
        if not form.wordings:
            raise BadRequest("entry_incomplete")
        after = [
            entry_of(form, lang, entry, held[lang].entry.reviewed if lang in held else None)
            for lang in form.wordings
        ]
        self._refuse_stale(held, saving.base, form.wordings)
        edits = self._edits(held, after, saving)
        if edits:
            await self._write(edits, by)

    def _refuse_stale(
        self, held: Mapping[Lang, Version], base: Base, langs: Mapping[Lang, object]
    ) -> None:
        """Raise Conflict where somebody was first, though this language is not changed here."""
        now = {lang: version.revision for lang, version in held.items()}
        if any(now.get(lang, 0) != base.get(lang, 0) for lang in {*langs, *base}):
            raise Conflict("entry_changed")

    def _edits(
        self, held: Mapping[Lang, Version], after: Sequence[Entry], saving: Saving
    ) -> list[Edit]:
        at = text_time(held, after, self._clock())
        found = [(held.get(entry.lang), entry) for entry in after]
        return [
            _edit(before, entry, saving, at)
            for before, entry in found
            if before is None or _differs(before.entry, entry) or entry.lang in saving.settled
        ]

    def _stepped(self, held: Version | None, stepping: Stepping, lang: Lang) -> Edit:
        if held is None:
            raise ForbiddenOrAbsent
        by_date = stepping.review_by or held.entry.review_by
        standing = moved(held.standing, stepping.step, self.today(), by_date, stepping.note)
        if standing.entry.state is State.LIVE:
            self._refuse_unknown_facts(standing.entry)
        return Edit(
            standing=standing,
            base=stepping.base[lang],
            step=stepping.step,
            text_at=held.text_at,
            note=stepping.note[:LONGEST_NOTE],
        )

    def _refuse_unknown_facts(self, entry: Entry) -> None:
        known = {entry.id, *entry.related}
        if any(one.what == "unknown_fact" for one in doubts_of(entry, known, self._facts())):
            raise BadRequest("unknown_fact")

    async def _versions(self, entry: str) -> dict[Lang, Version]:
        return {version.entry.lang: version for version in await self._store.of(entry)}

    async def _write(self, edits: Sequence[Edit], by: Actor) -> None:
        await self._store.write(edits, self._clock(), by.id)
        await asyncio.shield(self._changed())


def _edit(before: Version | None, after: Entry, saving: Saving, at: datetime) -> Edit:
    standing = saved(before.standing if before else None, after)
    if before is None:
        text_at = at
    else:
        said = says_something_new(before.entry, after) and not saving.minor
        text_at = at if said or after.lang in saving.settled else before.text_at
        if not _differs(before.entry, after):
            standing = before.standing  # only that its text is right beside the other's
    return Edit(
        standing=standing,
        base=saving.base.get(after.lang, 0),
        step=saving.step,
        text_at=text_at,
        note=saving.note[:LONGEST_NOTE],
        origin=saving.origin,
    )


def _differs(before: Entry, after: Entry) -> bool:
    """Compare what an editor fills in."""
    return replace(before, state=after.state, aliases=after.aliases) != after


def grouped(versions: Sequence[Version]) -> list[Dossier]:
    """Put the versions of each entry together, in their order, and see which are behind."""
    found: dict[str, list[Version]] = {}
    for version in versions:
        found.setdefault(version.entry.id, []).append(version)
    return [
        Dossier(id=entry, versions=tuple(own), stale=stale(own)) for entry, own in found.items()
    ]


def states_of(dossier: Dossier, today: date) -> dict[Lang, State]:
    """Give the state of each language by the calendar."""
    return {v.entry.lang: state_of(v.entry, today) for v in dossier.versions}
