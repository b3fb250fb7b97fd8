"""The offset of getUpdates: nothing unsettled is ever confirmed, whatever fails."""

import asyncio
from random import Random

from hypothesis import given
from hypothesis import strategies as st
from telegram import error

from bots.telegram.confirming import Confirming
from bots.telegram.polling import Polling
from bots.telegram.settling import Raw


class Line:
    """Telegram's line of updates: what is confirmed while unsettled is lost."""

    def __init__(self, chance: Random, updates: list[int]) -> None:
        self.chance = chance
        self.left = set(updates)
        self.durable: set[int] = set()
        self.lost: set[int] = set()
        self.times: dict[int, int] = {}

    async def updates(self, offset: int | None, wait: int) -> list[Raw]:
        """Confirm, then answer or fail, as a network does: also after it confirmed."""
        await asyncio.sleep(0)
        if self.chance.random() < 0.2:
            raise error.RetryAfter(0)
        if offset is not None:
            confirmed = {number for number in self.left if number < offset}
            self.lost |= confirmed - self.durable
            self.left -= confirmed
        if self.chance.random() < 0.2:
            raise error.RetryAfter(0)
        found = sorted(self.left)[: self.chance.randint(1, 5)]
        return [{"update_id": number} for number in found]

    async def settle(self, raw: Raw) -> None:
        """Take a while, in any order; the act is durable at the end only."""
        for _ in range(self.chance.randint(0, 5)):
            await asyncio.sleep(0)
        number = raw["update_id"]
        self.durable.add(number)
        self.times[number] = self.times.get(number, 0) + 1


async def _play(seed: int, updates: list[int]) -> Line:
    """Run one bot after another, each killed at a random moment, until all is confirmed."""
    chance = Random(seed)
    line = Line(chance, updates)
    while line.left:
        task = asyncio.create_task(Polling(line, line.settle).run())
        for _ in range(chance.randint(1, 60)):
            await asyncio.sleep(0)
            if not line.left:
                break
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    return line


@given(
    seed=st.integers(0, 2**32),
    updates=st.lists(st.integers(1, 1_000), min_size=1, max_size=12, unique=True),
)
def test_nothing_unsettled_is_confirmed(seed: int, updates: list[int]) -> None:
    """Over random failures, kills, orders of settling: all is taken, nothing confirmed before."""
    line = asyncio.run(_play(seed, updates))
    assert not line.lost
    assert line.durable == set(updates)


def test_one_run_settles_each_update_once() -> None:
    """What is delivered again while it is under way, or not confirmed yet, is not settled again."""
    confirming = Confirming()
    assert [confirming.came(number) for number in (5, 6, 5)] == [True, True, False]
    confirming.settled(6)
    assert confirming.offset is None  # 5 is not settled
    assert not confirming.came(6)
    confirming.settled(5)
    assert confirming.offset == 7
    confirming.confirmed(7)
    assert confirming.offset is None


def test_a_settled_beginning_is_confirmed_up_to_the_first_unsettled() -> None:
    """A slow update does not hold up those before it."""
    confirming = Confirming()
    for number in (1, 2, 3):
        confirming.came(number)
    confirming.settled(1)
    confirming.settled(3)
    assert confirming.offset == 2
    assert confirming.busy


def test_ids_that_begin_anew_are_taken() -> None:
    """Lower ids after a quiet week are new updates, not old ones."""
    confirming = Confirming()
    confirming.came(900)
    confirming.settled(900)
    confirming.confirmed(confirming.offset)
    assert confirming.came(3)
    confirming.settled(3)
    assert confirming.offset == 4
