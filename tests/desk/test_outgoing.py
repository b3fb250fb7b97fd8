"""Outgoing rows at the desk when the store moves, or fails, while they are read."""

from datetime import datetime

import pytest

from refdesk.desk.channel_ports import OutRow
from refdesk.desk.channels import Channel
from refdesk.desk.intake import Outside, Text, Took
from refdesk.desk.outgoing import Outgoing
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
