"""Reception: openings meet their conversation, return codes open it elsewhere."""

from datetime import timedelta

import pytest

from refdesk.desk.reception import conversation_id
from refdesk.domain import commands as c
from refdesk.errors import ForbiddenOrAbsent, RateLimited
from tests.fakes.whole_desk import Desk, patron


@pytest.fixture
def desk() -> Desk:
    """Give a desk on fakes."""
    return Desk()


def opening(previous: str = "") -> c.Open:
    """Give an opening."""
    return c.Open("jam buka?", "web", "id", previous=previous)


async def test_an_opening_sent_twice_meets_the_same_conversation(desk: Desk) -> None:
    """The id follows from patron and command id."""
    first = await desk.reception.open(patron(), opening(), cid="a" * 32)
    again = await desk.reception.open(patron(), opening(), cid="a" * 32)
    assert first == again
    assert first.conversation == conversation_id("p1", "a" * 32)
    assert len(first.conversation) == 26


async def test_two_patrons_with_one_command_id_get_two_conversations(desk: Desk) -> None:
    """A command id is unique per sender only."""
    one = await desk.reception.open(patron("p1"), opening(), cid="a" * 32)
    other = await desk.reception.open(patron("p2"), opening(), cid="a" * 32)
    assert one.conversation != other.conversation


async def test_a_new_conversation_is_linked_to_the_old(desk: Desk) -> None:
    """The previous conversation is kept when it is the patron's, left out when it is not."""
    old = await desk.reception.open(patron(), opening(), cid="a" * 32)
    new = await desk.reception.open(patron(), opening(old.conversation), cid="b" * 32)
    strange = await desk.reception.open(patron("p2"), opening(old.conversation), cid="c" * 32)
    assert (await desk.state(new.conversation)).previous == old.conversation
    assert (await desk.state(strange.conversation)).previous == ""


async def test_a_return_code_opens_the_conversation_once(desk: Desk) -> None:
    """A code typed in small letters with spaces gives access to one new key, then is used up."""
    await desk.ask()
    code, until = await desk.reception.return_code(patron(), "c1")
    assert len(code) == 10
    assert until == desk.now + timedelta(days=14)
    typed = f" {code[:5].lower()} {code[5:].lower()}"
    assert await desk.reception.redeem(typed, "p2", "address") == "c1"
    await desk.turns.take(patron("p2"), "c1", c.Say("dari ponsel"), cid="s1")
    with pytest.raises(ForbiddenOrAbsent):
        await desk.reception.redeem(code, "p3", "address")


async def test_only_the_newest_code_is_valid_and_not_for_ever(desk: Desk) -> None:
    """A new code ends the earlier one; time ends both."""
    await desk.ask()
    old, _ = await desk.reception.return_code(patron(), "c1")
    new, until = await desk.reception.return_code(patron(), "c1")
    with pytest.raises(ForbiddenOrAbsent):
        await desk.reception.redeem(old, "p2", "address")
    desk.now = until
    with pytest.raises(ForbiddenOrAbsent):
        await desk.reception.redeem(new, "p2", "address")


async def test_a_stranger_gets_no_code(desk: Desk) -> None:
    """Only who may follow a conversation can ask for its code."""
    await desk.ask()
    with pytest.raises(ForbiddenOrAbsent):
        await desk.reception.return_code(patron("p2"), "c1")


async def test_codes_cannot_be_guessed_on_and_on(desk: Desk) -> None:
    """After five wrong codes the sender waits; another sender does not."""
    await desk.ask()
    code, _ = await desk.reception.return_code(patron(), "c1")
    for _ in range(5):
        with pytest.raises(ForbiddenOrAbsent):
            await desk.reception.redeem("AAAAAAAAAA", "p2", "guesser")
    with pytest.raises(RateLimited) as refused:
        await desk.reception.redeem(code, "p2", "guesser")
    assert refused.value.retry_after == 600
    assert await desk.reception.redeem(code, "p2", "honest") == "c1"
    desk.now += timedelta(minutes=10)
    with pytest.raises(ForbiddenOrAbsent):
        await desk.reception.redeem("AAAAAAAAAA", "p2", "guesser")


async def test_the_store_never_sees_a_code(desk: Desk) -> None:
    """What is kept is a keyed hash."""
    await desk.ask()
    code, _ = await desk.reception.return_code(patron(), "c1")
    assert all(code.encode() not in kept for kept in desk.codes.rows)
