"""What every store of knowledge-base entries must do."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from kb.entries import Audience, Entry, Kind, Lang, Source, State
from refdesk.errors import Conflict
from refdesk.store.opening import Store
from tests.contracts.writing import NOON

HOURS = Entry(
    id="jam-buka",
    lang=Lang.INDONESIAN,
    kind=Kind.FAQ,
    title="Jam buka?",
    answer="**08.00–20.00**",
    alternatives=("buka jam berapa",),
    audience=Audience.STAFF,
    state=State.DUE,
    reviewed=date(2026, 1, 2),
    sources=(Source(title="Perda", link="https://example.id/perda"),),
)


async def test_entries_come_back_whole(store: Store) -> None:
    """Each language version comes back with all its fields."""
    english = replace(HOURS, lang=Lang.ENGLISH, title="Opening hours?", state=State.RETIRED)
    assert await store.entries.replace_all([HOURS, english], NOON, "sari") == 2
    assert await store.entries.all() == [english, HOURS]


async def test_an_import_counts_what_changed(store: Store) -> None:
    """Entries that are as they were neither count nor move the stream."""
    assert await store.entries.version() == 0
    await store.entries.replace_all([HOURS], NOON, "sari")
    assert await store.entries.version() == 1
    assert await store.entries.replace_all([HOURS], NOON, "sari") == 0
    assert await store.entries.version() == 1
    assert await store.entries.replace_all([replace(HOURS, answer="09.00")], NOON, "sari") == 1
    assert await store.entries.version() == await store.lists.version("kb") == 2
    assert [entry.answer for entry in await store.entries.all()] == ["09.00"]


async def test_an_import_is_all_or_nothing(store: Store) -> None:
    """When one entry cannot be stored, none is."""
    bad = replace(HOURS, id="rusak", title="\ud800")
    with pytest.raises(ValueError, match="surrogate"):
        await store.entries.replace_all([HOURS, bad], NOON, "sari")
    assert await store.entries.all() == []
    assert await store.entries.version() == 0


async def test_an_import_that_is_stopped_leaves_nothing(store: Store) -> None:
    """Whoever is told how far it is may end it: then nothing of it is kept, and nobody is rung."""
    many = [replace(HOURS, id=f"jam-{number}") for number in range(450)]
    told: list[tuple[int, int]] = []

    def stop_midway(done: int, total: int) -> None:
        told.append((done, total))
        if done:
            raise Conflict("stopped")

    with pytest.raises(Conflict):
        await store.entries.replace_all(many, NOON, "sari", stop_midway)
    assert told[0] == (0, 450)
    assert (await store.entries.all(), await store.entries.version()) == ([], 0)
    assert await store.entries.replace_all(many, NOON, "sari") == 450
