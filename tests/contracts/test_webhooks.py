"""Webhooks over each database: written once, sent by one node, tried again, replayed."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest

from refdesk.desk.announcing import Announcing
from refdesk.desk.announcing_ports import Attempt, Webhook
from refdesk.desk.delivering import Delivering, secret_place
from refdesk.desk.follow_up import FollowUp
from refdesk.domain.announcements import KEPT, Announced
from refdesk.domain.events import Ended, EndedWhy, Rated
from refdesk.store.opening import Store
from tests.contracts.writing import NOON, Story
from tests.people.accounts_in_memory import MemorySafe

ALL = frozenset(Announced)
HOOK = Webhook("w1", "https://perpus.example/hook", ALL, paused=False, created_at=NOON)


@dataclass
class Ground:
    """Webhooks over a store, with a server outside that answers as a test wants."""

    store: Store
    now: datetime = NOON
    answers: list[int] = field(default_factory=list)
    got: list[tuple[dict[str, str], str]] = field(default_factory=list)
    safe: MemorySafe = field(default_factory=MemorySafe)

    def clock(self) -> datetime:
        """Give the time a test has set."""
        return self.now

    async def post(self, address: str, headers: dict[str, str], body: str) -> Attempt:
        """Take an announcement."""
        assert address == HOOK.address
        self.got.append((headers, body))
        return Attempt(self.now, self.answers.pop(0) if self.answers else 200, 5)

    def announcing(self) -> FollowUp:
        """Give what writes down, as after a start."""
        return FollowUp(Announcing(self.store.webhooks, self.store.log, self.clock), rest=0.0)

    def delivering(self) -> Delivering:
        """Give what sends, as a node of its own."""
        return Delivering(self.store.webhooks, self.safe, self.post, self.clock)

    async def states(self) -> list[str]:
        """Give the states of all announcements."""
        return sorted(one.state for one, _ in await self.store.webhooks.listed("w1", 99))


@pytest.fixture
async def ground(store: Store) -> Ground:
    """Give a ground with one webhook for everything."""
    ground = Ground(store)
    await ground.safe.keep(secret_place("w1"), "whsec_plJ3nmyCDGBKInavdOK15jsl")
    await store.webhooks.put(HOOK)
    return ground


async def told(ground: Ground) -> None:
    """Hold a conversation from first to last and write down what is announced of it."""
    story = Story(ground.store.log, "c1")
    await story.open()
    await story.claim()
    await story.write(Ended(EndedWhy.LIBRARIAN))
    await story.write(Rated(5, "mantap"))
    await ground.announcing().catch_up()


async def test_each_event_is_announced_once(ground: Ground) -> None:
    """Written down twice, by two nodes, sent by two at once: each goes out a single time."""
    await told(ground)
    await ground.announcing().catch_up()
    await asyncio.gather(ground.delivering().deliver(), ground.delivering().deliver())
    kinds = sorted(body.split('"')[3] for _, body in ground.got)
    assert kinds == ["conversation.closed", "conversation.opened", "rating.given"]
    assert "mantap" not in str(ground.got)
    assert len({headers["webhook-id"] for headers, _ in ground.got}) == 3
    assert await ground.states() == ["done"] * 3


async def test_a_failure_is_tried_again_later_and_listed(ground: Ground) -> None:
    """Not before its pause is over; each attempt is there to be read."""
    await ground.store.webhooks.put(
        Webhook("w1", HOOK.address, frozenset({Announced.RATED}), paused=False, created_at=NOON)
    )
    await told(ground)
    ground.answers = [500, 302]
    assert await ground.delivering().deliver() == 1
    assert await ground.delivering().deliver() == 0
    for seconds in (5, 60):
        ground.now += timedelta(seconds=seconds)
        assert await ground.delivering().deliver() == 1
    ((announcement, attempts),) = await ground.store.webhooks.listed("w1", 9)
    assert [one.status for one in attempts] == [500, 302, 200]
    assert announcement.state == "done"
    assert len({headers["webhook-id"] for headers, _ in ground.got}) == 1


async def test_given_up_then_replayed(ground: Ground) -> None:
    """After the last try it has failed; asked for by name it goes out again, numbered on."""
    await told(ground)
    ground.answers = [503] * 99
    for _ in range(20):
        await ground.delivering().deliver()
        ground.now += timedelta(days=1)
    assert await ground.states() == ["failed"] * 3
    listed = await ground.store.webhooks.listed("w1", 9)
    announcement, attempts = listed[0]
    assert len(attempts) == 9
    ground.answers = []
    assert not await ground.store.webhooks.replay("w2", announcement.id, ground.now)
    assert await ground.store.webhooks.replay("w1", announcement.id, ground.now)
    assert await ground.delivering().deliver() == 1
    again = {one.id: tries for one, tries in await ground.store.webhooks.listed("w1", 9)}
    assert len(again[announcement.id]) == 10


async def test_who_took_it_and_crashed_is_followed_by_another(ground: Ground) -> None:
    """What a node took and never settled is due again after a minute."""
    await told(ground)
    held = ground.now + timedelta(minutes=1)
    assert len(await ground.store.webhooks.take_due(ground.now, held, 9)) == 3
    assert await ground.delivering().deliver() == 0
    ground.now = held
    assert await ground.delivering().deliver() == 3


async def test_a_paused_webhook_waits(ground: Ground) -> None:
    """Nothing goes out while it is paused; afterwards all of it does."""
    await ground.store.webhooks.put(Webhook("w1", HOOK.address, ALL, paused=True, created_at=NOON))
    await told(ground)
    assert await ground.delivering().deliver() == 0
    await ground.store.webhooks.put(HOOK)
    assert await ground.delivering().deliver() == 3


async def test_a_webhook_that_stays_paused_gathers_nothing(ground: Ground) -> None:
    """What has waited for a month is forgotten with its attempts, like what was sent."""
    await told(ground)
    ground.answers = [503] * 3
    await ground.delivering().deliver()
    await ground.store.webhooks.put(Webhook("w1", HOOK.address, ALL, paused=True, created_at=NOON))
    assert await ground.states() == ["waiting"] * 3
    assert await ground.store.webhooks.forget(NOON + timedelta(days=1)) == 3
    assert await ground.states() == []


async def test_what_was_forgotten_is_not_announced_again(ground: Ground) -> None:
    """A rating long after the end is announced alone, without the opening of that time."""
    story = Story(ground.store.log, "c1")
    await story.open()
    await story.claim()
    await story.write(Ended(EndedWhy.LIBRARIAN))
    await ground.announcing().now(["c1"])
    story.now = ground.now = NOON + KEPT + timedelta(hours=1)
    assert await ground.store.webhooks.forget(ground.now - KEPT) == 2
    await story.write(Rated(5, "mantap"))
    await ground.announcing().now(["c1"])
    kinds = [one.kind for one, _ in await ground.store.webhooks.listed("w1", 9)]
    assert kinds == [Announced.RATED]


async def test_what_came_before_is_not_announced(ground: Ground) -> None:
    """A webhook hears of what happens from its making on."""
    later = NOON + timedelta(hours=1)
    await ground.store.webhooks.put(
        Webhook("w2", HOOK.address, ALL, paused=False, created_at=later)
    )
    await told(ground)
    assert await ground.store.webhooks.listed("w2", 9) == []


async def test_removed_and_forgotten(ground: Ground) -> None:
    """Old ones that are settled go; with the webhook all of it goes."""
    await told(ground)
    await ground.delivering().deliver()
    assert await ground.store.webhooks.forget(NOON) == 0
    assert await ground.store.webhooks.forget(NOON + timedelta(days=1)) == 3
    assert await ground.store.webhooks.listed("w1", 9) == []
    assert await ground.store.webhooks.remove("w1")
    assert not await ground.store.webhooks.remove("w1")
