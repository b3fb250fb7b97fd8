"""Assignment: offers, duty, vanishing librarians; the clock is turned by hand."""

from datetime import timedelta

import pytest

from refdesk.domain import commands as c
from refdesk.domain.conversation import Stage
from refdesk.domain.events import Verdict
from refdesk.domain.routing import Mode
from refdesk.errors import StoreBroken, Unavailable
from tests.fakes.whole_desk import Desk, librarian, patron


@pytest.fixture
def desk() -> Desk:
    """Give a desk on fakes."""
    return Desk()


async def test_a_question_is_offered_to_all_on_duty(desk: Desk) -> None:
    """Opening offers to everybody present at once, in the same commit."""
    await desk.on_duty("ani", "budi")
    await desk.ask()
    assert (await desk.state()).offered_to == {"ani", "budi"}
    assert desk.log.appends == 1


async def test_nobody_on_duty_means_kept_with_a_promise(desk: Desk) -> None:
    """Without a librarian on duty the question is kept, answer promised."""
    await desk.ask()
    state = await desk.state()
    assert state.stage is Stage.ASKED
    assert state.promised_at == desk.now + timedelta(days=1)


async def test_an_offer_lapses_and_is_made_again(desk: Desk) -> None:
    """After 45 s without a claim the offer lapses, then the question is offered again."""
    await desk.on_duty("ani")
    await desk.ask()
    await desk.later(hearing=["ani"], seconds=44)
    assert desk.kinds()[-1] == "offered"
    await desk.later(hearing=["ani"], seconds=1)
    assert desk.kinds()[-3:] == ["offered", "lapsed", "offered"]


async def test_who_declines_is_left_in_peace_for_a_while(desk: Desk) -> None:
    """When all declined the question waits, and comes back to them after the rest."""
    await desk.on_duty("ani")
    await desk.ask()
    await desk.turns.take(librarian("ani"), "c1", c.Decline(), cid="d1")
    assert desk.kinds()[-2:] == ["declined", "lapsed"]
    await desk.later(hearing=["ani"], seconds=44)
    assert (await desk.state()).stage is Stage.WAITING
    await desk.later(hearing=["ani"], seconds=1)
    assert (await desk.state()).offered_to == {"ani"}


async def test_one_decline_leaves_the_offer_to_the_others(desk: Desk) -> None:
    """An offer stands for those who did not decline, and returns first to them."""
    await desk.on_duty("ani", "budi")
    await desk.ask()
    await desk.later(hearing=["ani", "budi"], seconds=30)
    await desk.turns.take(librarian("ani"), "c1", c.Decline(), cid="d1")
    await desk.later(hearing=["ani", "budi"], seconds=15)
    state = await desk.state()
    assert state.stage is Stage.OFFERED
    assert state.offered_to == {"budi"}


async def test_a_newcomer_is_offered_what_waits(desk: Desk) -> None:
    """Going on duty widens standing offers at once."""
    await desk.on_duty("ani")
    await desk.ask()
    await desk.on_duty("budi")
    assert (await desk.state()).offered_to == {"ani", "budi"}


async def test_the_line_is_drained_when_somebody_becomes_free() -> None:
    """With all capacity used a question waits; the end of a conversation offers the oldest."""
    desk = Desk(capacity=1)
    await desk.on_duty("ani")
    await desk.ask(conversation="c1")
    claimed = await desk.turns.take(librarian("ani"), "c1", c.Claim(), cid="k1")
    await desk.ask(conversation="c2")
    await desk.later(hearing=["ani"], seconds=2)
    await desk.ask(conversation="c3")
    assert (await desk.state("c2")).stage is Stage.WAITING
    await desk.turns.take(librarian("ani"), "c1", c.End(claimed.seq), cid="k2")
    await desk.later(hearing=["ani"], seconds=1)
    assert (await desk.state("c2")).stage is Stage.OFFERED


async def test_going_off_duty_keeps_waiting_questions_for_later(desk: Desk) -> None:
    """When the last librarian goes off duty, what waits becomes asked; claims stay with them."""
    await desk.on_duty("ani")
    await desk.ask(conversation="c1")
    await desk.ask(conversation="c2")
    await desk.turns.take(librarian("ani"), "c1", c.Claim(), cid="k1")
    await desk.assignment.set_duty(librarian("ani"), on=False)
    await desk.later(hearing=["ani"], seconds=1)
    assert (await desk.state("c2")).stage is Stage.ASKED
    assert (await desk.state("c1")).holder == "ani"


async def test_asked_questions_stay_until_they_are_claimed(desk: Desk) -> None:
    """A kept question is not offered when somebody comes on duty, but can be claimed."""
    await desk.ask()
    await desk.on_duty("ani")
    await desk.later(hearing=["ani"], seconds=60)
    assert (await desk.state()).stage is Stage.ASKED
    await desk.turns.take(librarian("ani"), "c1", c.Claim(), cid="k1")
    assert (await desk.state()).stage is Stage.ACTIVE


async def test_a_reloading_page_does_not_close_the_desk(desk: Desk) -> None:
    """A short absence keeps the offer; one longer than the grace keeps the question for later."""
    await desk.on_duty("ani")
    await desk.ask()
    desk.presence.gone("ani", desk.now)
    await desk.later(seconds=29)
    assert (await desk.state()).stage is Stage.OFFERED
    await desk.later(seconds=1)
    assert (await desk.state()).stage is Stage.ASKED


async def test_vanishing_returns_claims_after_ninety_seconds(desk: Desk) -> None:
    """Claims of a librarian without a byte for 90 s go back, to a present colleague."""
    await desk.on_duty("ani", "budi")
    await desk.ask()
    claimed = await desk.turns.take(librarian("ani"), "c1", c.Claim(), cid="k1")
    desk.presence.gone("ani", desk.now)
    await desk.later(hearing=["budi"], seconds=89)
    assert (await desk.state()).holder == "ani"
    await desk.later(hearing=["budi"], seconds=1)
    state = await desk.state()
    assert desk.kinds()[-2:] == ["returned", "offered"]
    assert state.offered_to == {"budi"}
    assert state.fence > claimed.seq


async def test_nobody_vanishes_soon_after_a_start(desk: Desk) -> None:
    """A server that just started gives librarians 90 s to be heard of."""
    await desk.on_duty("ani")
    await desk.ask()
    await desk.turns.take(librarian("ani"), "c1", c.Claim(), cid="k1")
    restarted = Desk()
    restarted.memory = desk.memory
    for part in (restarted.log, restarted.lists, restarted.roster):
        part.memory = desk.memory
    restarted.roster.rows = desk.roster.rows
    restarted.presence.began_to_listen(restarted.now)
    await restarted.later(seconds=89)
    assert (await restarted.state()).holder == "ani"
    await restarted.later(seconds=1)
    assert (await restarted.state()).holder is None


async def test_a_machine_that_slept_makes_nobody_vanish(desk: Desk) -> None:
    """After a pause between sweeps silence proves nothing: the time begins again."""
    await desk.on_duty("ani")
    await desk.ask()
    await desk.turns.take(librarian("ani"), "c1", c.Claim(), cid="k1")
    await desk.assignment.sweep(desk.now)
    desk.now += timedelta(minutes=10)
    await desk.assignment.sweep(desk.now)
    assert (await desk.state()).holder == "ani"


async def test_duty_ends_by_long_absence(desk: Desk) -> None:
    """Who is away for a quarter of an hour is no longer on the roster."""
    await desk.on_duty("ani")
    desk.presence.gone("ani", desk.now)
    await desk.later(minutes=15)
    assert await desk.roster.on_duty("main") == []


async def test_duty_ends_for_a_forgotten_page(desk: Desk) -> None:
    """A page that is open for hours without one act of a person does not keep the desk open."""
    await desk.on_duty("ani")
    desk.now += timedelta(hours=3)
    desk.presence.heard("ani", desk.now)
    await desk.assignment.sweep(desk.now)
    assert await desk.roster.on_duty("main") == []


async def test_an_answered_conversation_ends_by_silence(desk: Desk) -> None:
    """A day without a word after the answer ends the conversation; an unanswered one stays."""
    await desk.on_duty("ani")
    for name in ("c1", "c2"):
        await desk.ask(conversation=name)
        await desk.turns.take(librarian("ani"), name, c.Claim(), cid=f"k-{name}")
    fence = (await desk.state("c1")).fence
    await desk.turns.take(librarian("ani"), "c1", c.Say("jam 8", fence), cid="s1")
    desk.now += timedelta(hours=24)
    desk.presence.heard("ani", desk.now)
    await desk.assignment.sweep(desk.now)
    assert (await desk.state("c1")).stage is Stage.ENDED
    assert (await desk.state("c2")).stage is Stage.ACTIVE


async def test_a_clock_that_jumps_a_day_ends_no_conversation(desk: Desk) -> None:
    """People are in the middle of it: only after ten minutes does a silence count that long."""
    await desk.on_duty("ani")
    await desk.ask()
    await desk.turns.take(librarian("ani"), "c1", c.Claim(), cid="k1")
    fence = (await desk.state()).fence
    await desk.turns.take(librarian("ani"), "c1", c.Say("jam 8", fence), cid="s1")
    for step in (timedelta(), timedelta(days=1), *[timedelta(seconds=10)] * 59):
        desk.now += step
        desk.presence.heard("ani", desk.now)
        await desk.assignment.sweep(desk.now)
        assert (await desk.state()).stage is Stage.ACTIVE
    desk.now += timedelta(seconds=10)
    desk.presence.heard("ani", desk.now)
    await desk.assignment.sweep(desk.now)
    assert (await desk.state()).stage is Stage.ENDED


async def test_a_dismissed_librarian_holds_nothing(desk: Desk) -> None:
    """Closing an account takes it off duty, its claims go back into the line."""
    await desk.on_duty("ani", "budi")
    await desk.ask()
    await desk.turns.take(librarian("ani"), "c1", c.Claim(), cid="k1")
    await desk.assignment.dismiss("ani")
    assert (await desk.state()).offered_to == {"budi"}
    assert [row.staff for row in await desk.roster.on_duty("main")] == ["budi"]


async def test_a_store_that_is_down_does_not_end_the_sweeping(desk: Desk) -> None:
    """What could not be done is done by the next sweep."""
    await desk.on_duty("ani")
    await desk.ask()
    desk.log.refuse = Unavailable()
    await desk.later(hearing=["ani"], seconds=50)
    desk.log.refuse = None
    await desk.later(hearing=["ani"], seconds=1)
    assert desk.kinds()[-2:] == ["lapsed", "offered"]


async def test_one_strange_conversation_does_not_close_the_desk(desk: Desk) -> None:
    """A failure that nobody foresaw is logged, only a broken store ends the sweeping."""
    await desk.on_duty("ani")
    await desk.ask()
    desk.log.refuse = ValueError("unforeseen")
    await desk.later(hearing=["ani"], seconds=46)
    desk.log.refuse = StoreBroken("corrupt")
    with pytest.raises(StoreBroken):
        await desk.later(hearing=["ani"], seconds=1)


async def test_assigning_to_the_best_goes_on_to_the_next() -> None:
    """In this mode one librarian has the offer; when it lapses another gets it."""
    desk = Desk(mode=Mode.ASSIGN_TO_BEST)
    await desk.on_duty("ani", "budi")
    await desk.ask()
    first = (await desk.state()).offered_to
    await desk.later(hearing=["ani", "budi"], seconds=45)
    second = (await desk.state()).offered_to
    assert {len(first), len(second)} == {1}
    assert first | second == {"ani", "budi"}


async def test_a_change_of_mind_after_a_suggestion_asks_a_librarian(desk: Desk) -> None:
    """Ended because a suggestion helped, "ask a librarian" within the window re-opens."""
    await desk.on_duty("ani")
    await desk.ask()
    judge = desk.turns.take
    await judge(patron(), "c1", c.Judge(Verdict.HELPED, "faq-1"), cid="j1")
    assert (await desk.state()).stage is Stage.ENDED
    await judge(patron(), "c1", c.Judge(Verdict.UNHELPED), cid="j2")
    assert (await desk.state()).stage is Stage.OFFERED


async def test_a_text_after_the_end_reopens_within_the_window(desk: Desk) -> None:
    """Half an hour after the end a new text re-opens, with an offer to who is on duty."""
    await desk.ask()
    await desk.turns.take(patron(), "c1", c.End(), cid="e1")
    desk.now += timedelta(minutes=30)
    await desk.on_duty("ani")
    await desk.turns.take(patron(), "c1", c.Say("satu lagi"), cid="s1")
    assert desk.kinds()[-3:] == ["reopened", "said", "offered"]
