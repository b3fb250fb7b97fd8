"""Outgoing rows at the desk when the store moves, or fails, while they are read."""

import asyncio
from datetime import datetime, timedelta

import pytest

from refdesk.desk.channel_ports import OutRow
from refdesk.desk.channels import Channel
from refdesk.desk.intake import Outside, Text, Took
from refdesk.desk.outgoing import Dispatch, Outgoing
from refdesk.domain import commands as c
from refdesk.domain.actors import SYSTEM
from refdesk.domain.events import Offer
from refdesk.errors import Unavailable
from tests.fakes.whole_desk import Desk

BOT = "telegram:1"


@pytest.fixture
def desk() -> Desk:
    """Give a desk on fakes, with nobody on duty: each question is answered by a promise."""
    return Desk()


@pytest.fixture
async def end(desk: Desk) -> Channel:
    """Give a channel that holds both parts."""
    end = desk.channels.connect(BOT, "connection-1")
    await end.take("in")
    await end.take("out")
    return end


async def asks(end: Channel, thread: str) -> Took:
    """Ask in a thread."""
    return await end.taken(1, Outside(BOT, f"m:{thread}:1", thread, Text("jam buka?")))


async def handed_out(out: Outgoing) -> list[tuple[str, int]]:
    """Give thread and number of what is due."""
    return [(one.row.thread, one.row.n) for one in await out.due()]


async def test_a_wait_that_is_over_wakes_the_look(
    desk: Desk, end: Channel, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A row goes out as soon as the pause is over that the other side asked for."""
    monkeypatch.setattr("refdesk.desk.outgoing.LOOK_EVERY", 3_600.0)
    await asks(end, "7")
    out, handed = end.out(1), asyncio.Queue[Dispatch]()
    await out.wait("7", desk.now + timedelta(milliseconds=20))
    running = asyncio.create_task(out.run(handed.put_nowait))
    await asyncio.sleep(0)
    desk.now += timedelta(milliseconds=20)
    async with asyncio.timeout(10):
        assert (await handed.get()).row.thread == "7"
    running.cancel()


async def test_a_row_settled_while_rows_are_read_is_not_handed_out_again(
    desk: Desk, end: Channel, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was read before the settling is old news: nobody gets a message twice."""
    await asks(end, "7")
    out, read = end.out(1), desk.channel_store.next_out
    assert await handed_out(out) == [("7", 1)]

    async def settled_meanwhile(channel: str, now: datetime, limit: int = 64) -> list[OutRow]:
        rows = await read(channel, now, limit)
        await out.trying("7", 1, 0)
        await out.settle("7", 1, "sent", ["101"])
        return rows

    monkeypatch.setattr(desk.channel_store, "next_out", settled_meanwhile)
    assert await handed_out(out) == []


async def test_a_store_that_fails_between_rows_leaves_none_behind(
    desk: Desk, end: Channel, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rows read before the failure are handed out by the next look."""
    out, refs = end.out(1), desk.channel_store.refs
    other = await asks(end, "8")
    await out.settle("8", 1, "sent", ["100"])
    await asks(end, "7")
    offer = Offer("ruang", "id", "Ruang baca", 0.9)
    await desk.turns.take(SYSTEM, other.conversation, c.Suggest(2, (offer,)))

    async def down(*_: object) -> dict[int, str]:
        raise Unavailable

    monkeypatch.setattr(desk.channel_store, "refs", down)
    with pytest.raises(Unavailable):
        await out.due()
    monkeypatch.setattr(desk.channel_store, "refs", refs)
    assert await handed_out(out) == [("7", 1), ("8", 2)]
