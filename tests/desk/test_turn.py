"""Turns: durable before told, once per command, one at a time."""

import asyncio

import pytest

from refdesk.domain import commands as c
from refdesk.domain.conversation import Stage
from refdesk.errors import (
    BadRequest,
    Busy,
    Conflict,
    ForbiddenOrAbsent,
    HeadMoved,
    LostClaim,
    StorageFull,
    Unavailable,
)
from tests.fakes.whole_desk import Desk, librarian, patron


@pytest.fixture
def desk() -> Desk:
    """Give a desk on fakes."""
    return Desk()


async def test_an_opened_conversation_is_acknowledged_by_its_last_event(desk: Desk) -> None:
    """The receipt of an opening names the last event, in both sequences."""
    await desk.on_duty("ani")
    receipt = await desk.ask()
    assert desk.kinds() == ["opened", "said", "offered"]
    assert (receipt.seq, receipt.public_seq) == (3, 2)


async def test_nothing_is_told_before_the_append_returned(desk: Desk) -> None:
    """While the commit is pending, no follower hears of it."""
    desk.log.gate.clear()
    asking = asyncio.ensure_future(desk.ask())
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert desk.told == []
    desk.log.gate.set()
    await asking
    assert [one.event.kind for one in desk.told] == ["opened", "said", "asked"]


@pytest.mark.parametrize("refusal", [Unavailable(), StorageFull(), Busy()])
async def test_a_failed_append_leaves_nothing_told(desk: Desk, refusal: Exception) -> None:
    """After a failed append neither the state nor the followers know of the command."""
    await desk.ask()
    desk.told.clear()
    desk.log.refuse = refusal
    with pytest.raises(type(refusal)):
        await desk.turns.take(patron(), "c1", c.Say("lagi"), cid="s1")
    assert desk.told == []
    assert (await desk.turns.conversation("c1")).head == 3
    desk.log.refuse = None
    assert (await desk.turns.take(patron(), "c1", c.Say("lagi"), cid="s1")).seq == 4


async def test_the_same_command_gets_the_old_receipt(desk: Desk) -> None:
    """A repeated command is acknowledged as the first time; nothing is added or told."""
    await desk.ask()
    first = await desk.turns.take(patron(), "c1", c.Say("halo"), cid="s1", fingerprint=b"x")
    told = len(desk.told)
    again = await desk.turns.take(patron(), "c1", c.Say("halo"), cid="s1", fingerprint=b"x")
    assert again == first
    assert len(desk.told) == told
    assert desk.kinds().count("said") == 2


async def test_a_repeated_opening_meets_its_conversation(desk: Desk) -> None:
    """Opening again under the same command id gives the first receipt."""
    assert await desk.ask() == await desk.ask()
    assert desk.kinds() == ["opened", "said", "asked"]


async def test_a_command_that_is_no_longer_possible_is_still_acknowledged_again(
    desk: Desk,
) -> None:
    """A repeated claim after the conversation was returned claims nothing anew."""
    await desk.on_duty("ani")
    await desk.ask()
    claimed = await desk.turns.take(librarian("ani"), "c1", c.Claim(), cid="k1")
    await desk.turns.take(librarian("ani"), "c1", c.Return(fence=claimed.seq), cid="k2")
    assert await desk.turns.take(librarian("ani"), "c1", c.Claim(), cid="k1") == claimed
    assert (await desk.state()).holder is None
    with pytest.raises(LostClaim):
        await desk.turns.take(librarian("ani"), "c1", c.Say("ya", claimed.seq), cid="k3")


async def test_another_content_under_a_used_id_conflicts(desk: Desk) -> None:
    """The same command id with another fingerprint is refused, pending or done."""
    await desk.ask()
    desk.log.gate.clear()
    first = asyncio.ensure_future(
        desk.turns.take(patron(), "c1", c.Say("satu"), cid="s1", fingerprint=b"1")
    )
    await asyncio.sleep(0)
    with pytest.raises(Conflict):
        await desk.turns.take(patron(), "c1", c.Say("dua"), cid="s1", fingerprint=b"2")
    desk.log.gate.set()
    await first
    with pytest.raises(Conflict):
        await desk.turns.take(patron(), "c1", c.Say("dua"), cid="s1", fingerprint=b"2")


async def test_the_same_command_joins_the_pending_one(desk: Desk) -> None:
    """Two copies of a command in flight are appended once and get the same receipt."""
    await desk.ask()
    desk.log.gate.clear()
    copies = [
        asyncio.ensure_future(desk.turns.take(patron(), "c1", c.Say("halo"), cid="s1"))
        for _ in range(2)
    ]
    await asyncio.sleep(0)
    desk.log.gate.set()
    one, other = await asyncio.gather(*copies)
    assert one == other
    assert desk.log.appends == 2  # the opening and one text


async def test_a_turn_ends_though_its_sender_left(desk: Desk) -> None:
    """When the connection closes during the commit, the followers are told all the same."""
    await desk.ask()
    desk.log.gate.clear()
    saying = asyncio.ensure_future(desk.turns.take(patron(), "c1", c.Say("halo"), cid="s1"))
    await asyncio.sleep(0)
    saying.cancel()
    desk.log.gate.set()
    await desk.turns.close()
    assert desk.told[-1].seq == 4
    assert (await desk.turns.conversation("c1")).head == 4


async def test_a_decision_waits_for_the_pending_append(desk: Desk) -> None:
    """Of two claims at once one wins, and the other is decided on what was committed."""
    await desk.on_duty("ani", "budi")
    await desk.ask()
    outcomes = await asyncio.gather(
        desk.turns.take(librarian("ani"), "c1", c.Claim(), cid="a1"),
        desk.turns.take(librarian("budi"), "c1", c.Claim(), cid="b1"),
        return_exceptions=True,
    )
    lost = [one for one in outcomes if isinstance(one, LostClaim)]
    assert len(lost) == 1
    assert desk.kinds().count("claimed") == 1


async def test_a_claim_that_fails_to_be_kept_is_not_told_to_the_rival(desk: Desk) -> None:
    """A claim whose append failed does not make the next claim lose."""
    await desk.on_duty("ani", "budi")
    await desk.ask()
    desk.log.refuse = Unavailable()
    desk.log.gate.clear()
    first = asyncio.ensure_future(desk.turns.take(librarian("ani"), "c1", c.Claim(), cid="a1"))
    second = asyncio.ensure_future(desk.turns.take(librarian("budi"), "c1", c.Claim(), cid="b1"))
    for _ in range(5):
        await asyncio.sleep(0)
    desk.log.gate.set()
    with pytest.raises(Unavailable):
        await first
    with pytest.raises(Unavailable):  # not LostClaim
        await second


async def test_a_claim_held_already_is_acknowledged_by_its_fence(desk: Desk) -> None:
    """Claiming what one holds gives the fence, whatever was said since."""
    await desk.on_duty("ani")
    await desk.ask()
    claimed = await desk.turns.take(librarian("ani"), "c1", c.Claim(), cid="a1")
    await desk.turns.take(patron(), "c1", c.Say("halo"), cid="s1")
    again = await desk.turns.take(librarian("ani"), "c1", c.Claim(), cid="a2")
    assert again.seq == claimed.seq


async def test_a_strange_patron_meets_nothing(desk: Desk) -> None:
    """A patron without access cannot tell another's conversation from an absent one."""
    await desk.ask()
    for conversation in ("c1", "absent"):
        with pytest.raises(ForbiddenOrAbsent):
            await desk.turns.take(patron("p2"), conversation, c.Say("halo"), cid="s1")


async def test_a_patron_with_access_writes_on(desk: Desk) -> None:
    """A patron who redeemed a return code is one of the conversation's patrons."""
    await desk.ask()
    desk.memory.access.add(("p2", "c1"))
    await desk.turns.take(patron("p2"), "c1", c.Say("dari ponsel"), cid="s1")
    assert desk.kinds()[-1] == "said"


async def test_a_patron_may_not_claim(desk: Desk) -> None:
    """A verb of staff is refused to patrons."""
    await desk.ask()
    with pytest.raises(ForbiddenOrAbsent):
        await desk.turns.take(patron(), "c1", c.Claim(), cid="k1")


async def test_another_writer_first_means_deciding_again(desk: Desk) -> None:
    """When the head moved, the command is decided on the log's state, four times at most."""
    await desk.ask()
    desk.log.refuse = HeadMoved()
    with pytest.raises(Busy):
        await desk.turns.take(patron(), "c1", c.Say("halo"), cid="s1")
    assert desk.log.appends == 5


async def test_a_stale_memory_is_read_again(desk: Desk) -> None:
    """A conversation written by another node is decided on what that node wrote."""
    await desk.ask()
    other = Desk()
    other.memory = other.log.memory = other.lists.memory = desk.memory
    await other.turns.take(patron(), "c1", c.Say("dari simpul lain"), cid="s9")
    assert (await desk.turns.take(patron(), "c1", c.Say("di sini"), cid="s1")).seq == 5


async def test_only_so_many_conversations_are_kept_in_memory() -> None:
    """The conversation used longest ago is forgotten first, then read from the log again."""
    desk = Desk()
    desk.turns._deciding._most = 2
    for name in ("c1", "c2", "c3"):
        await desk.ask(conversation=name)
    assert desk.turns.kept() == {"c2", "c3"}
    assert (await desk.turns.conversation("c1")).stage is Stage.ASKED


async def test_an_impossible_command_names_its_reason(desk: Desk) -> None:
    """A refusal by the domain passes through with its key."""
    await desk.ask()
    with pytest.raises(BadRequest) as refused:
        await desk.turns.take(patron(), "c1", c.Rate(5), cid="r1")
    assert refused.value.key == "not_ended"
