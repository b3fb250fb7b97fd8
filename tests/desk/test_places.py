"""Places: one at a time, in order, nobody forgotten."""

import asyncio

import pytest

from refdesk.desk.places import Places


def _nobody(name: str) -> None:
    raise AssertionError(f"{name}: nobody joined the line")


async def test_who_waits_longest_is_next() -> None:
    """A place goes from one to the next in the order in which they came."""
    places, came = Places[int](_nobody), list[int]()

    async def visit(number: int) -> None:
        async with places.turn("c1"):
            came.append(number)
            await asyncio.sleep(0)

    await asyncio.gather(*(visit(number) for number in range(5)))
    assert came == [0, 1, 2, 3, 4]
    assert places.free("c1")


async def test_who_has_left_gets_no_place() -> None:
    """Of those who wait one may go; the place passes over them, also when it was just given."""
    places, came = Places[str](_nobody), list[str]()
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
    places = Places[str](_nobody)
    places.take("c2")
    with pytest.raises(ValueError, match="no"):
        async with places.turn("c1"):
            raise ValueError("no")
    assert places.free("c1")
    assert not places.free("c2")


async def test_who_joins_is_served_in_line_with_coroutines() -> None:
    """Who joined and who waits as a coroutine have their turns in the order in which they came."""
    came = list[str]()

    def serve(name: str) -> None:
        came.append(places.first(name) or "")
        places.call(name)
        places.leave(name)

    places = Places[str](serve)
    places.take("c1")

    async def visit(name: str) -> None:
        async with places.turn("c1"):
            came.append(name)

    places.join("c1", "first")
    visiting = asyncio.ensure_future(visit("second"))
    await asyncio.sleep(0)
    places.join("c1", "third")
    places.leave("c1")
    await visiting
    assert came == ["first", "second", "third"]
    assert places.free("c1")


def test_who_is_called_off_or_put_back_keeps_the_order_of_the_others() -> None:
    """Some leave the line, others come back to its head; nobody else changes places."""
    places = Places[str](_nobody)
    places.take("c1")
    for one in ("b1", "c", "b2", "d"):
        places.join("c1", one)
    assert places.call_off("c1", lambda one: one.startswith("b")) == ["b1", "b2"]
    places.put_back("c1", ["a1", "a2"])
    served = list[str]()
    while (first := places.first("c1")) is not None:
        places.call("c1")
        served.append(first)
    assert served == ["a1", "a2", "c", "d"]
