"""What every store of the library's facts must do."""

from __future__ import annotations

import pytest

from refdesk.errors import Conflict
from refdesk.store.opening import Store
from tests.contracts.writing import NOON

PHONE = {"telepon": {"id": "0548-1", "en": "0548-1"}}
FINE = {"denda": {"id": "gratis", "en": "free"}}


async def test_facts_come_back_with_a_mark(store: Store) -> None:
    """What was filled in comes back, and every change moves mark and stream."""
    assert await store.facts.all() == ({}, 0)
    await store.facts.put(PHONE, NOON, "sari", 0)
    facts, mark = await store.facts.all()
    assert facts == PHONE
    await store.facts.put({"telepon": {"id": "0548-2", "en": "0548-2"}}, NOON, "sari", mark)
    facts, later = await store.facts.all()
    assert facts["telepon"]["id"] == "0548-2"
    assert later > mark
    assert await store.entries.version() == 2


async def test_who_comes_second_is_told(store: Store) -> None:
    """A change based on an older mark is refused whole; one that does not care is kept."""
    await store.facts.put(PHONE, NOON, "sari", 0)
    with pytest.raises(Conflict):
        await store.facts.put(FINE, NOON, "budi", 0)
    assert (await store.facts.all())[0] == PHONE
    assert await store.entries.version() == 1
    await store.facts.put(FINE, NOON, "facts.toml", None)
    assert (await store.facts.all())[0] == {**PHONE, **FINE}
