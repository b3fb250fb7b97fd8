"""Shared reading: once for all who ask in the same moment, never older than the asking."""

import asyncio

import pytest

from refdesk.desk.shared_reading import SharedReading


class Source:
    """Something to read whose reading takes until `go`."""

    def __init__(self) -> None:
        self.value = 0
        self.readings = 0
        self.go = asyncio.Event()
        self.failure: Exception | None = None

    async def read(self, key: str) -> tuple[str, int]:
        """Give the value as it was when the reading began."""
        self.readings += 1
        found = (key, self.value)
        await self.go.wait()
        if self.failure is not None:
            raise self.failure
        return found


async def test_who_asks_during_a_reading_shares_the_next() -> None:
    """A hundred who ask while one reading goes on cost one more, which began after they asked."""
    source = Source()
    shared = SharedReading(source.read)
    first = asyncio.ensure_future(shared.of("main"))
    await asyncio.sleep(0.01)
    source.value = 1
    others = [asyncio.ensure_future(shared.of("main")) for _ in range(100)]
    await asyncio.sleep(0.01)
    assert source.readings == 1
    source.go.set()
    assert await first == ("main", 0)
    assert await asyncio.gather(*others) == [("main", 1)] * 100
    assert source.readings == 2
    assert await shared.of("main") == ("main", 1)
    assert source.readings == 3


async def test_a_failure_reaches_all_who_shared_it_and_no_other() -> None:
    """Whoever shares a reading that failed is told so; another key, and the next, are as ever."""
    source = Source()
    shared = SharedReading(source.read)
    source.failure = ValueError("no")
    asking = [asyncio.ensure_future(shared.of("main")) for _ in range(3)]
    source.go.set()
    failures = await asyncio.gather(*asking, return_exceptions=True)
    assert [type(one) for one in failures] == [ValueError] * 3
    source.failure = None
    assert await shared.of("other") == ("other", 0)
    assert await shared.of("main") == ("main", 0)


async def test_who_no_longer_waits_keeps_nobody_from_the_answer() -> None:
    """Of those who share a reading one may go."""
    source = Source()
    shared = SharedReading(source.read)
    goes, stays = (asyncio.ensure_future(shared.of("main")) for _ in range(2))
    await asyncio.sleep(0)
    goes.cancel()
    source.go.set()
    assert await stays == ("main", 0)
    with pytest.raises(asyncio.CancelledError):
        await goes
