"""Decisions: what each command causes, and what is refused with which reason."""

from datetime import timedelta

import pytest

from refdesk.domain import commands as c
from refdesk.domain import events as e
from refdesk.domain.actors import SYSTEM, Actor
from refdesk.domain.conversation import Conversation, Stage
from refdesk.errors import BadRequest, LostClaim, RefdeskError, TooLarge
from tests.domain.making import (
    ANI,
    BUDI,
    NOON,
    PATRON,
    claimed,
    give,
    kinds,
    new,
    opened,
    situation,
)


def ended(why: c.Command | None = None) -> Conversation:
    """Give an ended conversation: by the patron, or by this command of the patron."""
    return give(opened(), why or c.End())[0]


@pytest.mark.parametrize(
    ("offer_to", "staffed", "expected"),
    [
        (("ani",), True, ["opened", "said", "offered"]),
        ((), True, ["opened", "said"]),
        ((), False, ["opened", "said", "asked"]),
    ],
)
def test_opening_sends_the_question_on_its_way(
    offer_to: tuple[str, ...], staffed: bool, expected: list[str]
) -> None:
    """A question is offered, waits for a free librarian, or is kept when nobody is on duty."""
    at = situation(offer_to=offer_to, staffed=staffed)
    assert kinds(give(new(), c.Open("jam buka?", "web", "id"), at=at)[1]) == expected


@pytest.mark.parametrize(
    ("conversation", "command", "by", "error", "key"),
    [
        (new(), c.Open("  \n", "web", "id"), PATRON, BadRequest, "empty_body"),
        (new(), c.Open("a" * 4001, "web", "id"), PATRON, TooLarge, "body_too_long"),
        (opened(), c.Open("lagi", "web", "id"), PATRON, BadRequest, "already_open"),
        (opened(), c.Say("ya"), ANI, LostClaim, "not_yours"),
        (claimed(), c.Say("ya", fence=1), ANI, LostClaim, "stale_fence"),
        (claimed(), c.Say("ya", fence=4), BUDI, LostClaim, "not_yours"),
        (claimed(), c.Claim(), BUDI, LostClaim, "claimed_by_colleague"),
        (ended(), c.Claim(), ANI, BadRequest, "conversation_ended"),
        (ended(), c.Say("ya", fence=4), ANI, BadRequest, "conversation_ended"),
        (claimed(), c.Edit(2, "bukan", 4), ANI, BadRequest, "not_your_message"),
        (claimed(), c.Edit(99, "bukan"), PATRON, BadRequest, "not_your_message"),
        (claimed(), c.Transfer("ani", "Ani", "tolong", 4), ANI, BadRequest, "transfer_to_self"),
        (claimed(), c.Transfer("budi", "Budi", " ", 4), ANI, BadRequest, "empty_body"),
        (opened(), c.Rate(5), PATRON, BadRequest, "not_ended"),
        (ended(), c.Rate(6), PATRON, BadRequest, "bad_score"),
        (ended(), c.Rate(5, "a" * 4001), PATRON, TooLarge, "body_too_long"),
        (ended(), c.Code(7, "policy"), ANI, BadRequest, "bad_read_level"),
        (ended(), c.Code(1, "rumour"), ANI, BadRequest, "bad_code"),
        (opened(), c.Judge(e.Verdict.INSERTED), PATRON, BadRequest, "bad_verdict"),
        (claimed(), c.Return(fence=2), SYSTEM, LostClaim, "stale_fence"),
    ],
)
def test_what_cannot_be_is_refused_with_its_reason(
    conversation: Conversation,
    command: c.Command,
    by: Actor,
    error: type[RefdeskError],
    key: str,
) -> None:
    """Each refusal has a code of the closed set, besides the key of its sentence."""
    with pytest.raises(error) as refused:
        give(conversation, command, by)
    assert refused.value.key == key


@pytest.mark.parametrize(
    ("conversation", "command", "by"),
    [
        (claimed(), c.Claim(), ANI),
        (ended(), c.End(), PATRON),
        (opened(), c.LetLapse(), SYSTEM),
        (claimed(), c.OfferTo(("budi",)), SYSTEM),
        (opened(), c.OfferTo(("ani",)), SYSTEM),
        (opened(), c.KeepAsAsked(), SYSTEM),
        (opened(), c.Decline(), BUDI),
        (claimed(), c.Resume(4), ANI),
        (claimed(), c.End(4), SYSTEM),
        (claimed(), c.Suggest(2, (e.Offer("faq", "id", "Jam", 0.9),)), SYSTEM),
        (opened(), c.Suggest(2, ()), SYSTEM),
        (ended(c.Judge(e.Verdict.HELPED, "faq")), c.Judge(e.Verdict.HELPED, "faq"), PATRON),
    ],
)
def test_what_is_already_so_causes_nothing(
    conversation: Conversation, command: c.Command, by: Actor
) -> None:
    """A command whose wish is fulfilled, or overtaken by events, is no error."""
    assert give(conversation, command, by)[1] == ()


def test_a_text_while_holding_ends_the_holding() -> None:
    """A librarian who writes is back from searching."""
    held, _ = give(claimed(), c.Hold(4), ANI)
    after, recorded = give(held, c.Say("ketemu", 4), ANI)
    assert kinds(recorded) == ["resumed", "said"]
    assert after.stage is Stage.ACTIVE


@pytest.mark.parametrize(("edited", "verdict"), [(False, "inserted"), (True, "edited")])
def test_an_inserted_suggestion_feeds_the_ranking(edited: bool, verdict: str) -> None:
    """A text that came from an entry tells the knowledge base, out of the patron's sight."""
    _, recorded = give(claimed(), c.Say("jam 8", 4, "hours", edited), ANI)
    judged = recorded[-1]
    assert judged.event == e.StaffJudged("hours", e.Verdict(verdict))
    assert judged.public_seq is None


def test_helped_ends_what_nobody_has_claimed() -> None:
    """An answer found ends a waiting conversation, but not one with a librarian."""
    assert give(opened(), c.Judge(e.Verdict.HELPED, "faq"))[0].stage is Stage.ENDED
    assert give(claimed(), c.Judge(e.Verdict.HELPED, "faq"))[0].stage is Stage.ACTIVE


@pytest.mark.parametrize(
    ("minutes", "kept"), [(0, True), (30, True), (30.1, False)], ids=["at once", "limit", "late"]
)
def test_a_text_reopens_within_half_an_hour(minutes: float, kept: bool) -> None:
    """Until the window closes a text re-opens; afterwards it is refused, to open anew."""
    at = situation(NOON + timedelta(minutes=minutes))
    if kept:
        assert kinds(give(ended(), c.Say("lagi"), at=at)[1]) == ["reopened", "said", "offered"]
        return
    with pytest.raises(BadRequest) as refused:
        give(ended(), c.Say("lagi"), at=at)
    assert refused.value.key == "conversation_ended"


def test_a_reopened_question_counts_its_wait_anew() -> None:
    """The librarian's last answer before the end does not make the new question look old."""
    later = NOON + timedelta(minutes=10)
    after, _ = give(ended(), c.Say("lagi"), at=situation(later))
    assert (after.waiting_since, after.unanswered_since) == (later, later)


def test_an_offer_lapses_not_before_its_time() -> None:
    """What the sweep asks for too early does not happen."""
    early = situation(NOON + timedelta(seconds=44))
    late = situation(NOON + timedelta(seconds=45))
    assert give(opened(), c.LetLapse(), SYSTEM, early)[1] == ()
    assert kinds(give(opened(), c.LetLapse(), SYSTEM, late)[1]) == ["lapsed"]


def test_a_declined_offer_is_widened_without_the_decliner() -> None:
    """Offering to one more keeps who has the offer, not who passed."""
    both = opened(situation(offer_to=("ani", "budi")))
    passed, _ = give(both, c.Decline(), ANI)
    after, _ = give(passed, c.OfferTo(("citra",)), SYSTEM)
    assert after.offered_to == {"budi", "citra"}
    assert after.declined == {"ani"}


def test_a_transfer_moves_claim_and_fence_with_the_note_first() -> None:
    """The colleague reads why before the conversation is theirs; the old fence is void."""
    after, recorded = give(claimed(), c.Transfer("budi", "Budi", "soal arsip", 4), ANI)
    assert kinds(recorded) == ["noted", "transferred"]
    assert (after.holder, after.fence) == ("budi", after.head)
    with pytest.raises(LostClaim):
        give(after, c.Say("halo", 4), ANI)


def test_silence_ends_only_what_was_answered() -> None:
    """A day after the librarian's last word the conversation ends; the patron's stays open."""
    late = situation(NOON + timedelta(hours=24))
    answered, _ = give(claimed(), c.Say("jam 8", 4), ANI)
    asked_on, _ = give(answered, c.Say("hari Minggu?"))
    assert kinds(give(answered, c.End(4), SYSTEM, late)[1]) == ["ended"]
    assert give(asked_on, c.End(4), SYSTEM, late)[1] == ()


def test_texts_lose_what_no_database_keeps() -> None:
    """NUL characters and lone surrogates are dropped, the rest stays as it was written."""
    _, recorded = give(opened(), c.Say(" a\x00b\ud800c 👍🏽 \n"))
    assert recorded[0].event == e.Said("abc 👍🏽")


def test_what_the_desk_does_is_recorded_as_the_desks() -> None:
    """An offer caused by a patron's opening is the system's act; roles are not recorded."""
    _, recorded = give(new(), c.Open("jam buka?", "web", "id"))
    assert [one.by.sender for one in recorded] == ["patron:p1", "patron:p1", "system:refdesk"]


def test_every_command_has_a_rule_with_a_verb_in_small_letters() -> None:
    """The one authority function knows each command by such a name."""
    assert c.verb(c.KeepAsAsked()) == "keep_as_asked"
    assert c.verb(c.Say("x")) == "say"
