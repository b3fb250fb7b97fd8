"""What every store of the channel contract must do (G13, G14)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from refdesk.desk.channel_ports import OutRow
from refdesk.domain import events as e
from refdesk.domain.actors import SYSTEM
from refdesk.errors import LostClaim
from tests.contracts.conftest import Ports
from tests.contracts.writing import NOON, SARI, Story, bound, from_thread

BOT = "telegram:1"
OPENED = e.Opened("main", "telegram", "en")


async def ask(ports: Ports, conversation: str = "c1", thread: str = "77") -> Story:
    """Open a conversation from a thread, with the question kept for later."""
    story = Story(ports.log, conversation)
    await story.write(
        OPENED,
        e.Said("halo"),
        e.Asked(NOON),
        cid=f"open-{conversation}",
        intake=from_thread(f"m:{thread}:1", thread),
        bind=bound(conversation, thread),
    )
    return story


async def out(ports: Ports, **later: float) -> list[OutRow]:
    """Give what is to be delivered now, or later."""
    return await ports.channels.next_out(BOT, NOON + timedelta(**later))


async def fence(ports: Ports) -> int:
    """Take the out part."""
    hold = await ports.channels.take(BOT, "out", "bot", NOON)
    assert hold is not None
    return hold.fence


async def test_a_part_has_one_holder(ports: Ports) -> None:
    """A part is held until its lease ends; each holder has a larger fence."""
    first = await ports.channels.take(BOT, "in", "a", NOON)
    assert first is not None
    assert first.until == NOON + timedelta(seconds=30)
    assert await ports.channels.take(BOT, "in", "b", NOON) is None
    assert await ports.channels.take(BOT, "out", "b", NOON) is not None
    longer = await ports.channels.extend(BOT, "in", first.fence, NOON + timedelta(seconds=20))
    assert longer.until == NOON + timedelta(seconds=50)
    assert await ports.channels.take(BOT, "in", "b", NOON + timedelta(seconds=49)) is None
    second = await ports.channels.take(BOT, "in", "b", NOON + timedelta(seconds=50))
    assert second is not None
    assert second.fence > first.fence
    with pytest.raises(LostClaim):
        await ports.channels.extend(BOT, "in", first.fence, NOON)


async def test_a_released_part_is_free_at_once(ports: Ports) -> None:
    """Releasing lets another in without waiting for the lease; the old fence is stale by then."""
    first = await fence(ports)
    await ports.channels.release(BOT, "out", first)
    with pytest.raises(LostClaim):
        await ports.channels.trying(BOT, "77", 1, 0, first)
    again = await ports.channels.take(BOT, "out", "b", NOON)
    assert again is not None
    assert again.fence > first


async def test_a_source_is_taken_once(ports: Ports) -> None:
    """An intake that comes again, under any command id, gets the stored receipt."""
    story = Story(ports.log, "c1")
    taken = from_thread("m:77:1")
    append = story.prepare(OPENED, e.Said("halo"), cid="x1", intake=taken, bind=bound("c1"))
    receipt = await story.make(append)
    other = Story(ports.log, "c2")
    again = other.prepare(OPENED, e.Said("halo"), cid="x2", intake=taken, bind=bound("c2"))
    assert await ports.log.append(again) == receipt
    stored = await ports.channels.taken(BOT, "m:77:1")
    assert stored is not None
    assert (stored.receipt, stored.note) == (receipt, "")
    assert await ports.log.load("c2") is None
    assert await ports.lists.latest_in_thread(BOT, "77") == "c1"


async def test_a_source_without_event_is_taken_too(ports: Ports) -> None:
    """A source that caused nothing is remembered with its first note."""
    assert await ports.channels.taken(BOT, "b:1") is None
    await ports.channels.take_without_event(BOT, "b:1", "77", "nothing_to_edit")
    await ports.channels.take_without_event(BOT, "b:1", "77", "another")
    stored = await ports.channels.taken(BOT, "b:1")
    assert stored is not None
    assert (stored.receipt.conversation, stored.receipt.seq) == ("", 0)
    assert stored.note == "nothing_to_edit"


async def test_the_fifth_stumble_quarantines(ports: Ports) -> None:
    """Stumbles of a source are counted, each source by itself."""
    counts = [await ports.channels.stumble(BOT, "m:77:9", "KeyError") for _ in range(6)]
    assert counts == [(1, False), (2, False), (3, False), (4, False), (5, True), (6, True)]
    assert await ports.channels.stumble(BOT, "m:77:10", "KeyError") == (1, False)


async def test_a_thread_is_told_what_it_did_not_do_itself(ports: Ports) -> None:
    """Rows for the thread leave out its own texts and all that only staff may see."""
    story = await ask(ports)
    await story.write(e.Claimed("sari", "Sari"), by=SARI)
    await story.write(e.Noted("sabar"), by=SARI)
    await story.write(e.Said("selamat siang"), by=SARI)
    await story.write(e.Said("terima kasih"), cid="x9", intake=from_thread("m:77:2"))
    await story.write(e.Ended(e.EndedWhy.PATRON), cid="x10", intake=from_thread("b:3"))
    assert await delivered(ports) == ["asked", "claimed", "said", "ended"]


async def delivered(ports: Ports) -> list[str]:
    """Deliver everything in order; give the kinds of what was delivered."""
    held = await fence(ports)
    kinds: list[str] = []
    while rows := await out(ports):
        for row in rows:
            kinds.append(row.recorded.event.kind)
            assert row.n == len(kinds)
            await ports.channels.trying(BOT, row.thread, row.n, 0, held)
            await ports.channels.settle(BOT, row.thread, row.n, "sent", held, ["1"], "")
    return kinds


async def test_what_is_said_elsewhere_reaches_the_thread(ports: Ports) -> None:
    """A patron's own text from another place than the thread is delivered to the thread."""
    story = await ask(ports)
    await story.write(e.Said("dari web"))
    assert await delivered(ports) == ["asked", "said"]


async def test_a_thread_gets_one_row_at_a_time(ports: Ports) -> None:
    """Only the first unsettled row of each thread is given, with its event and language."""
    first = await ask(ports, "c1", "77")
    await first.write(e.Suggested(2, (e.Offer("x", "id", "X", 0.9),)), by=SYSTEM)
    await ask(ports, "c2", "88")
    rows = await out(ports)
    assert [(row.thread, row.n, row.state, row.part) for row in rows] == [
        ("77", 1, "pending", 0),
        ("88", 1, "pending", 0),
    ]
    assert (rows[0].conversation, rows[0].language) == ("c1", "en")
    assert rows[0].recorded == first.history[2]
    held = await fence(ports)
    await ports.channels.trying(BOT, "77", 1, 0, held)
    assert [row.thread for row in await out(ports)] == ["88"]
    await ports.channels.settle(BOT, "77", 1, "failed", held, [], "blocked")
    assert [(row.thread, row.n) for row in await out(ports)] == [("77", 2), ("88", 1)]
    assert await ports.channels.next_out("telegram:2", NOON) == []


async def test_an_uncertain_row_comes_again_from_its_part(ports: Ports) -> None:
    """A row whose fate is unknown stays first in its thread and remembers its part."""
    await ask(ports)
    held = await fence(ports)
    await ports.channels.trying(BOT, "77", 1, 2, held)
    await ports.channels.settle(BOT, "77", 1, "unknown", held, [], "timeout")
    (row,) = await out(ports)
    assert (row.n, row.state, row.part) == (1, "unknown", 2)


async def test_a_new_holder_finds_interrupted_rows_unknown(ports: Ports) -> None:
    """What was being sent when the holder vanished may have gone out."""
    await ask(ports)
    held = await fence(ports)
    await ports.channels.trying(BOT, "77", 1, 1, held)
    hold = await ports.channels.take(BOT, "out", "next", NOON + timedelta(minutes=1))
    assert hold is not None
    (row,) = await out(ports)
    assert (row.state, row.part) == ("unknown", 1)
    with pytest.raises(LostClaim):
        await ports.channels.settle(BOT, "77", 1, "sent", held, [], "")


async def test_waits_are_honoured(ports: Ports) -> None:
    """A thread, or all, is left alone until the wait is over; what had to wait is pending."""
    await ask(ports, "c1", "77")
    await ask(ports, "c2", "88")
    held = await fence(ports)
    await ports.channels.trying(BOT, "77", 1, 0, held)
    await ports.channels.wait(BOT, "77", NOON + timedelta(seconds=30))
    assert [row.thread for row in await out(ports)] == ["88"]
    rows = await out(ports, seconds=30)
    assert [(row.thread, row.state) for row in rows] == [("77", "pending"), ("88", "pending")]
    await ports.channels.wait(BOT, "all", NOON + timedelta(seconds=60))
    assert await out(ports, seconds=59) == []
    assert len(await out(ports, seconds=60)) == 2


async def test_message_ids_of_both_directions_are_known(ports: Ports) -> None:
    """What came from the thread and what was sent to it is found by its public number."""
    story = await ask(ports)
    held = await fence(ports)
    await ports.channels.trying(BOT, "77", 1, 0, held)
    await ports.channels.settle(BOT, "77", 1, "sent", held, ["501", "502"], "")
    assert await ports.channels.refs(BOT, "77", "c1") == {2: "1", 3: "501"}
    assert await ports.channels.refs(BOT, "77", "c2") == {}
    assert await ports.channels.seq_of_source(BOT, "m:77:1") == (story.id, 2)
    assert await ports.channels.seq_of_source(BOT, "m:77:404") is None


async def test_a_thread_bound_anew_goes_on_counting(ports: Ports) -> None:
    """Rows of a thread are numbered without holes over all its conversations."""
    await ask(ports, "c1")
    story = Story(ports.log, "c2")
    await story.write(
        OPENED, e.Said("lagi"), e.Asked(NOON), intake=from_thread("m:77:2"), bind=bound("c2")
    )
    assert await delivered(ports) == ["asked", "asked"]
