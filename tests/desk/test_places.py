"""Places: one at a time, in order, nobody forgotten."""

import asyncio

import pytest

from refdesk.desk.places import Places


async def test_who_waits_longest_is_next() -> None:
    """A place goes from one to the next in the order in which they came."""
    places, came = Places(), list[int]()

    async def visit(number: int) -> None:
        async with places.turn("c1"):
            came.append(number)
            await asyncio.sleep(0)

    await asyncio.gather(*(visit(number) for number in range(5)))
    assert came == [0, 1, 2, 3, 4]
    assert places.free("c1")


async def test_who_has_left_gets_no_place() -> None:
    """Of those who wait one may go; the place passes over them, also when it was just given."""
    places, came = Places(), list[str]()
    places.take("c1")

    async def visit(name: str) -> None:
        async with places.turn("c1"):
            came.append(name)

    visits = [asyncio.ensure_future(visit(name)) for name in ("gone", "given", "stays")]
    await asyncio.sleep(0)
    visits[0].cancel()
    places.leave("c1")  # it is now the second's, who leaves before they know
    visits[1].cancel()
    await asyncio.wait(visits)
    assert came == ["stays"]
    assert places.free("c1")


async def test_a_failure_gives_the_place_up() -> None:
    """Whoever fails in their turn keeps nobody waiting; other names are not concerned."""
    places = Places()
    places.take("c2")
    with pytest.raises(ValueError, match="no"):
        async with places.turn("c1"):
            raise ValueError("no")
    assert places.free("c1")
    assert not places.free("c2")
