"""What every adapter of marks, return codes and duty must do."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from refdesk.desk.ports import MarkRow
from tests.contracts.conftest import Ports
from tests.contracts.writing import NOON, Story


async def test_marks_only_grow(ports: Ports) -> None:
    """A watermark rises and never falls; what is seen was delivered."""
    assert await ports.marks.advance("c1", "patron", 3, 1)
    assert not await ports.marks.advance("c1", "patron", 2, 1)
    assert await ports.marks.advance("c1", "patron", 2, 5)
    assert await ports.marks.advance("c1", "staff", 1, 0)
    assert await ports.marks.of("c1") == [MarkRow("patron", 5, 5), MarkRow("staff", 1, 0)]
    assert await ports.marks.of("c2") == []


async def test_marks_that_come_together_are_told_one_by_one(ports: Ports) -> None:
    """Of equal advances in one commit, the first changes something and the second does not."""
    advances = [ports.marks.advance("c1", "patron", n, n) for n in (2, 2, 4, 3)]
    assert await asyncio.gather(*advances) == [True, False, True, False]
    assert await ports.marks.of("c1") == [MarkRow("patron", 4, 4)]


async def test_a_return_code_gives_access_once(ports: Ports) -> None:
    """A code gives a new key access to its conversation, and is used up by that."""
    await Story(ports.log, "c1").open()
    await ports.codes.keep(b"code", "c1", NOON + timedelta(days=30))
    assert await ports.codes.redeem(b"code", "new-key", NOON) == "c1"
    assert await ports.lists.may_follow("new-key", "c1")
    assert await ports.codes.redeem(b"code", "third-key", NOON) is None
    assert not await ports.lists.may_follow("third-key", "c1")


async def test_a_return_code_expires(ports: Ports) -> None:
    """A code is not taken once its time has come."""
    await ports.codes.keep(b"code", "c1", NOON)
    assert await ports.codes.redeem(b"code", "new-key", NOON) is None
    assert await ports.codes.redeem(b"other", "new-key", NOON) is None


async def test_a_new_return_code_ends_the_earlier(ports: Ports) -> None:
    """A conversation has one code at a time."""
    later = NOON + timedelta(days=1)
    await ports.codes.keep(b"first", "c1", later)
    await ports.codes.keep(b"second", "c1", later)
    assert await ports.codes.redeem(b"first", "new-key", NOON) is None
    assert await ports.codes.redeem(b"second", "new-key", NOON) == "c1"


async def test_duty_is_kept_longest_first(ports: Ports) -> None:
    """Who is on duty is listed in the order of going on; going on twice changes nothing."""
    assert await ports.duty.set_duty("sari", "main", NOON, on=True)
    assert await ports.duty.set_duty("budi", "main", NOON - timedelta(hours=1), on=True)
    assert not await ports.duty.set_duty("sari", "main", NOON + timedelta(hours=1), on=True)
    rows = await ports.duty.on_duty("main")
    assert [(row.staff, row.name, row.since) for row in rows] == [
        ("budi", "Budi", NOON - timedelta(hours=1)),
        ("sari", "Sari", NOON),
    ]
    assert [row.capacity for row in rows] == [5, 5]
    assert await ports.duty.on_duty("elsewhere") == []


async def test_going_off_duty_moves_the_desks_stream(ports: Ports) -> None:
    """Going on or off raises the counter of the desk; changing nothing does not."""
    await ports.duty.set_duty("sari", "main", NOON, on=True)
    before = await ports.lists.version("desk:main")
    assert await ports.duty.set_duty("sari", "main", NOON, on=False)
    assert not await ports.duty.set_duty("sari", "main", NOON, on=False)
    assert await ports.lists.version("desk:main") == before + 1
    assert await ports.duty.on_duty("main") == []
