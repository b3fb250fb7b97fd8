"""Editing: who may do what, what readers have meanwhile, that nothing is ever lost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.entries import Kind, Lang, State
from refdesk.domain.actors import Actor, Party, StaffRole
from refdesk.errors import BadRequest, Conflict, ForbiddenOrAbsent, RefdeskError
from refdesk.knowledge.editing import Dossier, Editing, Saving, Stepping
from refdesk.knowledge.flow import MOVES, Step, possible
from refdesk.knowledge.form import Form, Wording, slug_of
from refdesk.people.authority import authorise
from tests.knowledge.drafts_in_memory import MemoryEditing

TODAY = date(2026, 11, 29)
NEXT_YEAR = date(2027, 11, 29)
ID, EN = Lang.INDONESIAN, Lang.ENGLISH


def staff(role: StaffRole) -> Actor:
    """Give a member of staff."""
    return Actor(Party.STAFF, role.value, role.value.title(), roles=frozenset({role}))


LIBRARIAN, COORDINATOR = staff(StaffRole.LIBRARIAN), staff(StaffRole.COORDINATOR)


class Room:
    """Editing over entries in memory, with a clock that goes on at every look."""

    def __init__(self) -> None:
        self.store = MemoryEditing()
        self.now = datetime(2026, 11, 29, 1, 0, tzinfo=UTC)
        facts = {"jam": {"id": "08.00", "en": "8 am"}}
        self.use = Editing(
            self.store, authorise, lambda: facts, self.clock, lambda: TODAY, self.changed
        )
        self.changes = 0

    def clock(self) -> datetime:
        """Give a later time."""
        self.now += timedelta(minutes=1)
        return self.now

    async def changed(self) -> None:
        """Count."""
        self.changes += 1

    async def made(self, **texts: str) -> str:
        """Make a draft with these answers by language."""
        return await self.use.create(LIBRARIAN, form(**texts), Saving(base={}))

    async def open(self, entry: str) -> Dossier:
        """Open an entry."""
        return await self.use.open(LIBRARIAN, entry)

    async def base(self, entry: str) -> dict[Lang, int]:
        """Give the present revisions."""
        return {v.entry.lang: v.revision for v in (await self.open(entry)).versions}

    async def step(self, entry: str, step: Step, by: Actor = COORDINATOR, note: str = "") -> None:
        """Take a step with all languages."""
        stepping = Stepping(step=step, base=await self.base(entry), note=note, review_by=NEXT_YEAR)
        await self.use.step(by, entry, stepping)

    async def save(self, entry: str, wanted: Form, **how: object) -> None:
        """Save on top of what is there."""
        saving = Saving(base=await self.base(entry), **how)  # type: ignore[arg-type]
        await self.use.save(LIBRARIAN, entry, wanted, saving)


def form(**texts: str) -> Form:
    """Give a form with these answers by language."""
    wordings = {Lang(lang): Wording(title="Jam buka?", answer=text) for lang, text in texts.items()}
    return Form(kind=Kind.FAQ, wordings=wordings)


async def states(room: Room, entry: str) -> list[State]:
    """Give the states of an entry's languages."""
    return [version.entry.state for version in (await room.open(entry)).versions]


async def test_from_draft_to_readers_and_back() -> None:
    """A librarian drafts and submits, a coordinator publishes, retires, revives."""
    room = Room()
    entry = await room.made(id="08.00")
    assert entry == "jam-buka"
    await room.step(entry, Step.SUBMITTED, LIBRARIAN)
    with pytest.raises(ForbiddenOrAbsent):
        await room.step(entry, Step.PUBLISHED, LIBRARIAN)
    await room.step(entry, Step.PUBLISHED)
    (live,) = (await room.open(entry)).versions
    assert (live.entry.state, live.entry.reviewed, live.entry.review_by) == (
        State.LIVE,
        TODAY,
        NEXT_YEAR,
    )
    await room.step(entry, Step.RETIRED)
    await room.step(entry, Step.REVIVED, LIBRARIAN)
    assert await states(room, entry) == [State.DRAFT]
    steps = [one.step for one in await room.use.revisions(LIBRARIAN, entry)]
    assert steps == ["revived", "retired", "published", "submitted", "saved"]


async def test_a_draft_of_a_live_entry_is_not_read_before_it_is_published() -> None:
    """Readers keep the live text through save and review; giving the draft up brings it back."""
    room = Room()
    entry = await room.made(id="08.00")
    await room.step(entry, Step.PUBLISHED)
    await room.save(entry, form(id="09.00"))
    (version,) = (await room.open(entry)).versions
    assert version.entry.state is State.DRAFT
    assert version.standing.read is not None
    assert version.standing.read.answer == "08.00"
    await room.step(entry, Step.DISCARDED, LIBRARIAN)
    (version,) = (await room.open(entry)).versions
    assert (version.entry.answer, version.entry.state) == ("08.00", State.LIVE)


async def test_who_was_second_overwrites_nothing() -> None:
    """A save based on an older revision is refused, and one of a language that moved meanwhile."""
    room = Room()
    entry = await room.made(id="08.00", en="8 am")
    base = await room.base(entry)
    await room.use.save(COORDINATOR, entry, form(id="09.00", en="8 am"), Saving(base=base))
    with pytest.raises(Conflict):
        await room.use.save(LIBRARIAN, entry, form(id="08.00", en="8.30"), Saving(base=base))
    assert [v.entry.answer for v in (await room.open(entry)).versions] == ["8 am", "09.00"]


async def test_a_translation_falls_behind_and_catches_up() -> None:
    """A new text leaves the other language stale until it is changed or called right."""
    room = Room()
    entry = await room.made(id="08.00", en="8 am")
    await room.save(entry, form(id="09.00", en="8 am"))
    assert (await room.open(entry)).stale == {EN}
    await room.save(entry, form(id="09.00", en="9 am"))
    assert (await room.open(entry)).stale == frozenset()
    await room.save(entry, form(id="09.00!", en="9 am"), minor=True)
    assert (await room.open(entry)).stale == frozenset()
    await room.save(entry, form(id="sembilan", en="9 am"))
    await room.save(entry, form(id="sembilan", en="9 am"), settled=frozenset({EN}))
    assert (await room.open(entry)).stale == frozenset()


async def test_returning_needs_a_remark_and_publishing_a_date() -> None:
    """A librarian reads why a draft comes back; nothing goes to readers without a review date."""
    room = Room()
    entry = await room.made(id="08.00")
    await room.step(entry, Step.SUBMITTED)
    with pytest.raises(BadRequest, match="remark_needed"):
        await room.step(entry, Step.RETURNED, note=" ")
    await room.step(entry, Step.RETURNED, note="sebut hari libur")
    assert (await room.open(entry)).versions[0].remark == "sebut hari libur"
    past = Stepping(step=Step.PUBLISHED, base=await room.base(entry), review_by=TODAY)
    with pytest.raises(BadRequest, match="bad_review_date"):
        await room.use.step(COORDINATOR, entry, past)


async def test_an_unknown_fact_is_told_and_never_published() -> None:
    """A `{{name}}` that the library has not set is a doubt in a draft, a refusal at publishing."""
    room = Room()
    entry = await room.made(id="Buka {{jam}} sampai {{tutup}}")
    (doubt,) = (await room.open(entry)).doubts
    assert (doubt.lang, doubt.what, doubt.detail) == ("id", "unknown_fact", "tutup")
    with pytest.raises(BadRequest, match="unknown_fact"):
        await room.step(entry, Step.PUBLISHED)


async def test_restoring_is_a_new_revision() -> None:
    """The text of an earlier revision comes back as a draft; what came after it stays kept."""
    room = Room()
    entry = await room.made(id="08.00")
    await room.save(entry, form(id="09.00"))
    await room.use.restore(LIBRARIAN, entry, ID, 1, base=2)
    found = await room.use.revisions(LIBRARIAN, entry)
    assert [(one.revision, one.entry.answer) for one in found] == [
        (3, "08.00"),
        (2, "09.00"),
        (1, "08.00"),
    ]
    with pytest.raises(ForbiddenOrAbsent):
        await room.use.restore(LIBRARIAN, entry, ID, 9, base=3)


@pytest.mark.parametrize(
    "broken",
    [
        replace(form(id="x"), wordings={}),
        form(id=" "),
        form(id="x" * 20_001),
        form(id="nol\0"),
        replace(form(id="x"), topics=("t",) * 101),
    ],
)
async def test_what_cannot_be_kept_is_refused(broken: Form) -> None:
    """An entry without text, too long, or with what no database holds, is not kept."""
    room = Room()
    with pytest.raises(BadRequest):
        await room.use.create(LIBRARIAN, broken, Saving(base={}))
    assert room.store.kept == []


async def test_an_absent_entry_is_not_made_by_saving() -> None:
    """Only creating makes entries: ids are the server's."""
    room = Room()
    with pytest.raises(ForbiddenOrAbsent):
        await room.use.save(LIBRARIAN, "tidak-ada", form(id="x"), Saving(base={}))


ACTS = st.lists(
    st.tuples(
        st.sampled_from([*Step, "other"]),
        st.sampled_from([LIBRARIAN, COORDINATOR]),
        st.sampled_from(["08.00", "09.00", "tutup"]),
        st.integers(0, 3),
    ),
    max_size=12,
)


@settings(max_examples=60)
@given(acts=ACTS)
async def test_no_step_loses_a_revision(
    acts: Sequence[tuple[Step | str, Actor, str, int]],
) -> None:
    """Whatever is tried, revisions only grow, count without holes, and the newest is what stands.

    Readers never have a draft, and whatever they have was published.
    """
    room = Room()
    entry = await room.made(id="08.00")
    for step, by, text, old in acts:
        kept = list(room.store.kept)
        base = await room.base(entry)
        try:
            if step in MOVES:
                await room.step(entry, Step(step), by, note=text)
            elif step == "other":
                behind = {ID: max(0, base[ID] - old)}
                await room.use.save(by, entry, form(id=text), Saving(base=behind))
            else:
                await room.use.restore(by, entry, ID, old, base[ID])
        except RefdeskError:
            assert room.store.kept == kept
        assert room.store.kept[: len(kept)] == kept
    numbers = [one.revision for one in room.store.kept]
    assert numbers == list(range(1, len(numbers) + 1))
    (version,) = (await room.open(entry)).versions
    assert version.entry == room.store.kept[-1].entry
    read = version.standing.read
    published = [one.entry.answer for one in room.store.kept if one.step is Step.PUBLISHED]
    assert read is None or (read.findable and read.answer in published)


def test_every_state_leads_somewhere() -> None:
    """No state is a dead end, and every step of the table starts somewhere."""
    assert all(possible(state) for state in State)
    assert {step for state in State for step in possible(state)} == set(MOVES)


def test_ids_come_from_titles() -> None:
    """An id is made of a title's letters and digits, with a number where it is taken."""
    assert slug_of("Bagaimana cara memperpanjang?", ()) == "bagaimana-cara-memperpanjang"
    assert slug_of("Café & Éclair", ("cafe-eclair",)) == "cafe-eclair-2"
    assert slug_of("？！", ()) == "entri"
