"""What every store of entries under edit must do."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from kb.entries import Entry, Lang, State
from refdesk.domain import events as e
from refdesk.domain.lessons import Vote
from refdesk.errors import Conflict
from refdesk.knowledge.editing_ports import SIGHT, Edit, Hands
from refdesk.knowledge.entry_use_ports import Use
from refdesk.knowledge.flow import Standing, Step
from refdesk.knowledge.hands import OwnHands
from refdesk.knowledge.lesson_ports import Taught
from refdesk.store.hands import StoredHands
from refdesk.store.opening import Store
from tests.contracts.test_entries import HOURS
from tests.contracts.writing import NOON, Story

LATER = NOON + timedelta(hours=1)
DRAFT = replace(HOURS, answer="09.00–21.00", state=State.DRAFT)


def edit(entry: Entry, base: int, shown: Entry | None = None, **changes: object) -> Edit:
    """Give an edit of a version."""
    values: dict[str, object] = {"step": Step.SAVED, "text_at": LATER, "note": "jam baru"}
    return Edit(standing=Standing(entry, shown), base=base, **(values | changes))  # type: ignore[arg-type]


async def test_an_import_is_a_first_revision(store: Store) -> None:
    """What was imported can be edited, with its import as the first revision."""
    await store.entries.replace_all([HOURS], NOON, "command-line")
    (version,) = await store.editing.every()
    assert (version.entry, version.revision, version.text_at) == (HOURS, 1, NOON)
    (revision,) = await store.editing.revisions("jam-buka")
    assert (revision.entry, revision.step) == (HOURS, Step.IMPORTED)
    assert revision.changed_by == "command-line"


async def test_a_draft_leaves_readers_what_they_had(store: Store) -> None:
    """While a new text is a draft the live one is read, and the stream stands still."""
    await store.entries.replace_all([HOURS], NOON, "sari")
    await store.editing.write([edit(DRAFT, 1, HOURS)], LATER, "budi")
    assert await store.entries.all() == [HOURS]
    assert await store.entries.version() == 1
    (version,) = await store.editing.of("jam-buka")
    assert version.standing == Standing(DRAFT, HOURS)
    assert (version.revision, version.changed_by, version.changed_at) == (2, "budi", LATER)
    assert (version.step, version.remark) == (Step.SAVED, "jam baru")


async def test_publishing_moves_the_stream(store: Store) -> None:
    """Once readers have another text, or none, every node hears of it."""
    await store.entries.replace_all([HOURS], NOON, "sari")
    live = replace(DRAFT, state=State.LIVE)
    await store.editing.write([edit(live, 1, step=Step.PUBLISHED)], LATER, "budi")
    assert await store.entries.all() == [live]
    assert await store.entries.version() == 2
    gone = replace(live, state=State.RETIRED)
    await store.editing.write([edit(gone, 2, step=Step.RETIRED)], LATER, "budi")
    assert await store.entries.version() == 3


async def test_an_edit_of_an_older_revision_changes_nothing(store: Store) -> None:
    """Who was second is told; the languages saved together are not kept either."""
    await store.entries.replace_all([HOURS], NOON, "sari")
    await store.editing.write([edit(DRAFT, 1, HOURS)], LATER, "budi")
    english = replace(DRAFT, lang=Lang.ENGLISH)
    with pytest.raises(Conflict):
        await store.editing.write([edit(english, 0), edit(DRAFT, 1, HOURS)], LATER, "sari")
    with pytest.raises(Conflict):
        await store.editing.write([edit(DRAFT, 0)], LATER, "sari")
    assert [version.changed_by for version in await store.editing.of("jam-buka")] == ["budi"]
    assert len(await store.editing.revisions("jam-buka")) == 2


async def test_a_new_version_keeps_where_it_came_from(store: Store) -> None:
    """An entry made from a conversation names it, after further edits too."""
    await store.editing.write([edit(DRAFT, 0, origin="c1")], NOON, "sari")
    await store.editing.write([edit(replace(DRAFT, answer="tutup"), 1)], LATER, "sari")
    (version,) = await store.editing.of("jam-buka")
    assert version.origin == "c1"
    assert [one.revision for one in await store.editing.revisions("jam-buka")] == [2, 1]


async def test_an_import_spares_a_draft_of_what_it_holds_already(store: Store) -> None:
    """Importing again what readers have changes nothing; a newer file ends the draft, kept."""
    await store.entries.replace_all([HOURS], NOON, "sari")
    await store.editing.write([edit(DRAFT, 1, HOURS)], LATER, "budi")
    assert await store.entries.replace_all([HOURS], LATER, "sari") == 0
    newer = replace(HOURS, answer="07.00–19.00")
    assert await store.entries.replace_all([newer], LATER, "sari") == 1
    assert await store.entries.all() == [newer]
    kept = [revision.entry for revision in await store.editing.revisions("jam-buka")]
    assert DRAFT in kept


async def test_what_was_used_is_told(store: Store) -> None:
    """An entry counts once it was read or suggested, helped or was sent; a no alone is no use."""
    entries = [replace(HOURS, id=name) for name in "abcdefgh"]
    await store.entries.replace_all(entries, NOON, "sari")
    verdicts = {"a": "helped", "b": "unhelped", "c": "rejected", "d": "edited", "e": "inserted"}
    votes = [Vote(entry, "ani", e.Verdict(verdict), NOON) for entry, verdict in verdicts.items()]
    story = Story(store.log, "c1")
    await story.open()
    assert await store.lessons.teach([Taught("c1", story.state.head, votes=tuple(votes))], [])
    await store.page_votes.vote("f", "ani", NOON.date(), helped=True)
    await store.page_votes.vote("g", "ani", NOON.date(), helped=False)
    await store.entry_use.add(NOON.date().replace(day=1), {"h": Use(viewed=1)})
    assert await store.editing.used() == {"a", "d", "e", "f", "h"}
    made = await store.editing.voices(["a", "c", "f", "g", "z"])
    assert made == {"a": (1, 0), "c": (0, 1), "f": (1, 0), "g": (0, 1)}
    await store.page_votes.fold(NOON.date() + timedelta(days=1))
    assert await store.editing.used() == {"a", "d", "e", "f", "h"}


@pytest.mark.parametrize("own", [True, False], ids=["in memory", "for all nodes"])
async def test_hands_on_an_entry_are_seen_for_a_while(store: Store, *, own: bool) -> None:
    """Who has the same entry open is told to the others, and forgotten soon after."""
    here: Hands = OwnHands()
    there = here
    if not own:
        here, there = store.hands, StoredHands(store._writer)  # as two nodes have it
    assert await here.note("denda", "sari", NOON) == []
    assert await there.note("denda", "budi", NOON + timedelta(seconds=15)) == ["sari"]
    assert await there.note("kartu", "budi", NOON + timedelta(seconds=15)) == []
    assert await here.note("denda", "sari", NOON + timedelta(seconds=30)) == ["budi"]
    assert await there.note("denda", "budi", NOON + SIGHT + timedelta(seconds=31)) == []
