"""What every store of the use of entries must do."""

from __future__ import annotations

from datetime import date

from refdesk.knowledge.entry_use_ports import Use
from refdesk.store.opening import Store

MARCH, APRIL = date(2026, 3, 1), date(2026, 4, 1)


async def test_use_adds_up_by_month(store: Store) -> None:
    """What several servers count is one sum; each month has its own; the unused have none."""
    await store.entry_use.add(MARCH, {"denda": Use(viewed=2), "kartu": Use(offered=1)})
    await store.entry_use.add(MARCH, {"denda": Use(viewed=1, offered=4)})
    await store.entry_use.add(APRIL, {"denda": Use(offered=1)})
    found = await store.entry_use.of(["denda", "kartu", "jam"], MARCH)
    assert found == {
        "denda": {MARCH: Use(3, 4), APRIL: Use(0, 1)},
        "kartu": {MARCH: Use(0, 1)},
    }
    assert await store.entry_use.of(["denda"], APRIL) == {"denda": {APRIL: Use(0, 1)}}
