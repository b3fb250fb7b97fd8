"""The channel contract at the desk: acts in once, events out in order."""

from datetime import timedelta

import pytest

from refdesk.desk.channels import Channel
from refdesk.desk.intake import Correction, Outside, Press, Text, Took
from refdesk.domain import commands as c
from refdesk.domain.conversation import Stage
from refdesk.errors import Busy, LostClaim, Unavailable
from tests.fakes.channels import MemoryChannels
from tests.fakes.whole_desk import Desk, librarian

BOT = "telegram:1"


@pytest.fixture
def desk() -> Desk:
    """Give a desk on fakes."""
    return Desk()


@pytest.fixture
async def end(desk: Desk) -> Channel:
    """Give a channel that holds both parts."""
    end = desk.channels.connect(BOT, "connection-1")
    await end.take("in")
    await end.take("out")
    return end


async def act(end: Channel, source: str, what: Text | Correction | Press) -> Took:
    """Take an act of the chat 7."""
    return await end.taken(1, Outside(BOT, source, "7", what, person="7", language="id"))


def sent(desk: Desk) -> list[tuple[int, str, str]]:
    """Give the outgoing rows: number, kind, state."""
    return [(row.n, row.recorded.event.kind, row.state) for row in desk.memory.outgoing]


async def test_a_first_text_opens_a_conversation(desk: Desk, end: Channel) -> None:
    """One commit holds thread, intake, events; what the person sees already is not sent back."""
    await desk.on_duty("ani")
    took = await act(end, "m:7:1", Text("jam buka?"))
    state = await desk.state(took.conversation)
    assert (state.channel, state.stage, took.seq) == ("telegram", Stage.OFFERED, 2)
    assert desk.log.appends == 1
    assert sent(desk) == []


async def test_a_promise_goes_out_to_the_thread(desk: Desk, end: Channel) -> None:
    """What the desk does because of an act is told in the thread."""
    await act(end, "m:7:1", Text("jam buka?"))
    assert sent(desk) == [(1, "asked", "pending")]


async def test_a_source_is_taken_once(desk: Desk, end: Channel) -> None:
    """A redelivered update gets the stored reply, whoever delivers it."""
    first = await act(end, "m:7:1", Text("jam buka?"))
    again = await act(end, "m:7:1", Text("jam buka?"))
    assert (again.conversation, again.seq, again.duplicate) == (
        first.conversation,
        first.seq,
        True,
    )
    assert desk.kinds(first.conversation).count("said") == 1


async def test_further_texts_join_the_conversation(desk: Desk, end: Channel) -> None:
    """A thread writes on in its conversation, also within half an hour after its end."""
    first = await act(end, "m:7:1", Text("jam buka?"))
    await act(end, "b:1", Press("end"))
    second = await act(end, "m:7:2", Text("satu lagi"))
    assert second.conversation == first.conversation
    assert desk.kinds(first.conversation)[-3:] == ["reopened", "said", "asked"]


async def test_a_late_text_opens_a_linked_conversation(desk: Desk, end: Channel) -> None:
    """After the window a text begins a new conversation that names the old."""
    first = await act(end, "m:7:1", Text("jam buka?"))
    await act(end, "b:1", Press("end"))
    desk.now += timedelta(minutes=31)
    second = await act(end, "m:7:2", Text("pertanyaan baru"))
    assert (await desk.state(second.conversation)).previous == first.conversation
    assert desk.memory.threads[BOT, "7"] == second.conversation


async def test_a_thread_out_of_reach_begins_anew(desk: Desk, end: Channel) -> None:
    """When the server's keys were lost the thread's next text opens a conversation of its own."""
    first = await act(end, "m:7:1", Text("jam buka?"))
    end.intake._key = b"a new key"
    second = await act(end, "m:7:2", Text("halo?"))
    assert second.conversation != first.conversation
    assert (await desk.state(second.conversation)).previous == ""


async def test_a_correction_edits_the_message(desk: Desk, end: Channel) -> None:
    """An edit names the source of the message; one that is unknown is noted for the person."""
    first = await act(end, "m:7:1", Text("jam buk?"))
    edited = await act(end, "e:7:1:99", Correction("m:7:1", "jam buka?"))
    assert (edited.conversation, desk.kinds(first.conversation)[-1]) == (
        first.conversation,
        "edited",
    )
    unknown = await act(end, "e:7:0:99", Correction("m:7:0", "apa"))
    assert unknown.note == "nothing_to_edit"


async def test_what_can_never_succeed_is_dealt_with_once(desk: Desk, end: Channel) -> None:
    """A text that is too long is stored as dealt with; its repetition says the same."""
    took = await act(end, "m:7:1", Text("a" * 4001))
    assert (took.note, took.conversation) == ("body_too_long", "")
    again = await act(end, "m:7:1", Text("a" * 4001))
    assert (again.note, again.duplicate) == ("body_too_long", True)


async def test_a_press_that_changes_nothing_is_taken_all_the_same(desk: Desk, end: Channel) -> None:
    """Pressing "end" on what has ended has an outcome, so that the update is answered for."""
    await act(end, "m:7:1", Text("jam buka?"))
    await act(end, "b:1", Press("end"))
    took = await act(end, "b:2", Press("end"))
    assert took.note == ""
    assert (await act(end, "b:2", Press("end"))).duplicate


async def test_a_press_without_a_conversation_is_noted(end: Channel) -> None:
    """A button of a thread that never asked gets a word for the person."""
    assert (await act(end, "b:1", Press("helped"))).note == "nothing_to_press"


async def test_rating_reaches_the_conversation_under_the_button(desk: Desk, end: Channel) -> None:
    """A rating belongs to the conversation it was asked for, not to the present one."""
    first = await act(end, "m:7:1", Text("jam buka?"))
    await act(end, "b:1", Press("end"))
    desk.now += timedelta(minutes=31)
    await act(end, "m:7:2", Text("pertanyaan baru"))
    await act(end, "b:2", Press("rate", first.conversation, score=5))
    assert (await desk.state(first.conversation)).rating == 5


async def test_a_store_that_is_down_takes_nothing(desk: Desk, end: Channel) -> None:
    """A failure worth another try is raised, and the source stays untaken."""
    desk.log.refuse = Unavailable()
    with pytest.raises(Unavailable):
        await act(end, "m:7:1", Text("jam buka?"))
    desk.log.refuse = None
    assert not (await act(end, "m:7:1", Text("jam buka?"))).duplicate


async def test_a_part_has_one_holder(desk: Desk, end: Channel) -> None:
    """A second connection gets a part only when the first has left, or its lease ended."""
    other = desk.channels.connect(BOT, "connection-2")
    with pytest.raises(Busy):
        await other.take("in")
    await end.close()
    hold = await other.take("in")
    assert hold.fence == 2
    with pytest.raises(LostClaim):
        await act(end, "m:7:1", Text("jam buka?"))


async def test_a_lost_lease_ends_the_connection(desk: Desk, end: Channel) -> None:
    """Who could not prolong in time loses the part to the next."""
    desk.now += timedelta(seconds=31)
    await desk.channels.connect(BOT, "connection-2").take("out")
    with pytest.raises(LostClaim):
        await end.prolong(desk.now)


async def answered(desk: Desk, end: Channel, *texts: str) -> str:
    """Ask in chat 7, claim as Ani, answer with these texts."""
    await desk.on_duty("ani")
    took = await act(end, "m:7:1", Text("jam buka?"))
    claimed = await desk.turns.take(librarian("ani"), took.conversation, c.Claim(), cid="k1")
    for place, text in enumerate(texts):
        say = c.Say(text, claimed.seq)
        await desk.turns.take(librarian("ani"), took.conversation, say, cid=f"s{place}")
    return took.conversation


async def test_one_row_of_a_thread_is_out_at_a_time(desk: Desk, end: Channel) -> None:
    """The next row is handed out when the one before is settled, in order."""
    await answered(desk, end, "jam 8", "sampai 16")
    out = end.out(1)
    kinds: list[str] = []
    while due := await out.due():
        assert len(due) == 1
        assert await out.due() == []
        row = due[0].row
        kinds.append(row.recorded.event.kind)
        await out.trying("7", row.n, 0)
        await out.settle("7", row.n, "sent", [str(100 + row.n)])
    assert kinds == ["claimed", "said", "said"]


async def test_a_row_of_unknown_fate_is_resent_marked(desk: Desk, end: Channel) -> None:
    """After a time-out, or the death of the holder, the row goes out again with a mark."""
    await answered(desk, end, "jam 8")
    out = end.out(1)
    (first,) = await out.due()
    await out.trying("7", first.row.n, 0)
    await out.settle("7", first.row.n, "unknown")
    (again,) = await out.due()
    assert (again.row.n, again.again) == (first.row.n, True)
    await out.trying("7", first.row.n, 1)
    await end.close()
    other = desk.channels.connect(BOT, "connection-2")
    await other.take("out")
    (third,) = await other.out(2).due()
    assert (third.row.n, third.row.part, third.again) == (first.row.n, 1, True)


async def test_a_wait_is_honoured_by_the_next_holder_too(desk: Desk, end: Channel) -> None:
    """Nothing goes to the chat before the wait is over, whoever holds the part."""
    await answered(desk, end, "jam 8")
    out = end.out(1)
    (first,) = await out.due()
    await out.trying("7", first.row.n, 0)
    await out.wait("7", desk.now + timedelta(seconds=20))
    await end.close()
    other = desk.channels.connect(BOT, "connection-2")
    await other.take("out")
    assert await other.out(2).due() == []
    desk.now += timedelta(seconds=20)
    (again,) = await other.out(2).due()
    assert (again.row.n, again.again) == (first.row.n, False)


async def test_an_edit_names_the_message_it_is_about(desk: Desk, end: Channel) -> None:
    """An edited answer goes out with the id of the message it corrects."""
    conversation = await answered(desk, end, "jam 9")
    state = await desk.state(conversation)
    answer = state.said[-1].seq
    edit = c.Edit(answer, "jam 8", state.fence)
    await desk.turns.take(librarian("ani"), conversation, edit, cid="e1")
    out = end.out(1)
    for ref in ("100", "101"):
        (dispatch,) = await out.due()
        await out.settle("7", dispatch.row.n, "sent", [ref])
    (edited,) = await out.due()
    assert edited.refs[state.public(answer)] == "101"


async def test_a_failed_row_gives_way_to_the_next(desk: Desk, end: Channel) -> None:
    """A row that cannot be sent does not hold up the thread."""
    await answered(desk, end, "jam 8")
    out = end.out(1)
    (first,) = await out.due()
    await out.settle("7", first.row.n, "failed", why="blocked")
    (second,) = await out.due()
    assert second.row.n == first.row.n + 1


async def test_an_answer_wakes_the_out_part(desk: Desk, end: Channel) -> None:
    """A publishing in a conversation of the channel stirs its out part, a web one does not."""
    out = end.out(1)
    out._stirred.clear()
    await desk.ask()
    assert not out._stirred.is_set()
    await act(end, "m:7:1", Text("jam buka?"))
    assert out._stirred.is_set()


async def test_an_update_is_quarantined_at_the_fifth_stumble(end: Channel) -> None:
    """Four stumbles are tries, the fifth ends them."""
    outcomes = [await end.stumbled(1, "u:1", "strange") for _ in range(5)]
    assert outcomes[3:] == [(4, False), (5, True)]


async def test_forgetting_empties_all_conversations_of_a_thread_once(
    desk: Desk, end: Channel
) -> None:
    """The present one and those before it; an old message is edited in vain, a text begins anew."""
    first = await act(end, "m:7:1", Text("jam buka?"))
    await act(end, "b:1", Press("end"))
    desk.now += timedelta(minutes=31)
    second = await act(end, "m:7:2", Text("pertanyaan baru"))
    for duplicate in (False, True):
        assert (await act(end, "m:7:3", Press("forget"))).duplicate is duplicate
    for took in (first, second):
        assert (await desk.state(took.conversation)).forgotten
        assert desk.kinds(took.conversation).count("forgotten") == 1
    late = await act(end, "e:7:1:99", Correction("m:7:1", "jam buka besok?"))
    assert (late.note, desk.kinds(first.conversation)[-1]) == ("forgotten", "forgotten")
    third = await act(end, "m:7:4", Text("satu lagi"))
    assert third.conversation not in (first.conversation, second.conversation)


async def test_what_stumbles_is_counted_without_naming_its_chat(end: Channel) -> None:
    """A source holds a chat's number; what is kept stands for it and tells nothing."""
    fence = (await end.take("in")).fence
    assert [await end.stumbled(fence, "m:770077:1", "KeyError") for _ in range(2)] == [
        (1, False),
        (2, False),
    ]
    assert isinstance(end.store, MemoryChannels)
    ((_, kept),) = end.store.stumbles
    assert "770077" not in kept
