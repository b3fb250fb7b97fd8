"""The use of entries is counted by month, kept together, and lost by no store that says no."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Mapping
from contextlib import suppress
from datetime import UTC, date, datetime

from refdesk.domain.actors import Actor, Party
from refdesk.domain.conversation import Conversation
from refdesk.domain.events import Offer, Recorded, Said, Suggested
from refdesk.errors import Unavailable
from refdesk.knowledge.entry_use import EntryUse
from refdesk.knowledge.entry_use_ports import ByMonth, Use

NOON = datetime(2026, 1, 2, 5, 0, tzinfo=UTC)
PATRON = Actor(Party.PATRON, "key-of-ani")
JANUARY, FEBRUARY = date(2026, 1, 1), date(2026, 2, 1)


class Kept:
    """A store that notes what it is given, or is down."""

    def __init__(self) -> None:
        self.added: list[tuple[date, dict[str, Use]]] = []
        self.down = False

    async def add(self, month: date, uses: Mapping[str, Use]) -> None:
        """Take sums, or refuse."""
        if self.down:
            raise Unavailable
        self.added.append((month, dict(uses)))

    async def of(self, entries: Collection[str], since: date) -> Mapping[str, ByMonth]:
        """Give nothing."""
        del entries, since
        return {}


async def test_counts_wait_for_a_store_that_is_down() -> None:
    """What the store refused is added with what came after it, to the month it belongs to."""
    store, today = Kept(), date(2026, 1, 31)
    use = EntryUse(store, lambda: today)
    use.viewed("denda")
    store.down = True
    await use.keep()
    use.viewed("denda")
    today = date(2026, 2, 1)
    use.viewed("denda")
    store.down = False
    await use.keep()
    await use.keep()
    assert store.added == [(JANUARY, {"denda": Use(2, 0)}), (FEBRUARY, {"denda": Use(1, 0)})]


async def test_the_last_minute_is_kept_at_the_end() -> None:
    """A server that stops keeps what it has counted since."""
    store = Kept()
    use = EntryUse(store, lambda: JANUARY)
    running = asyncio.create_task(use.run())
    await asyncio.sleep(0)
    use.viewed("denda")
    running.cancel()
    with suppress(asyncio.CancelledError):
        await running
    assert store.added == [(JANUARY, {"denda": Use(1, 0)})]


async def test_each_entry_of_a_suggestion_counts() -> None:
    """What a patron is shown counts for each entry, other events for none."""
    store = Kept()
    use = EntryUse(store, lambda: JANUARY)
    shown = Suggested(of=1, offers=(Offer("denda", "id", "", 0.9), Offer("kartu", "id", "", 0.8)))
    recorded = tuple(
        Recorded(seq, seq, str(seq), NOON, PATRON, event)
        for seq, event in enumerate((Said("berapa dendanya"), shown, shown), 1)
    )
    use.react(Conversation("c1", "main", PATRON.id), recorded)
    await use.keep()
    assert store.added == [(JANUARY, {"denda": Use(0, 2), "kartu": Use(0, 2)})]


def test_twelve_months_are_shown() -> None:
    """The newest first, over the turn of the year."""
    months = EntryUse(Kept(), lambda: date(2026, 3, 15)).months()
    assert (months[0], months[2], months[-1]) == (date(2026, 3, 1), JANUARY, date(2025, 4, 1))
