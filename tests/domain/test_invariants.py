"""Invariants: whatever is commanded in whatever order, the log stays sound."""

from collections.abc import Callable
from datetime import timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)

from refdesk.domain import commands as c
from refdesk.domain import events as e
from refdesk.domain.actors import SYSTEM, Actor
from refdesk.domain.claims import CLAIMED
from refdesk.domain.conversation import Stage, replay
from refdesk.domain.records import from_record, to_record
from refdesk.errors import RefdeskError
from tests.domain.making import ANI, BUDI, NOON, PATRON, give, new, situation

STAFF = st.sampled_from([ANI, BUDI])
TEXTS = st.text(max_size=5)
VERDICTS = st.sampled_from(e.Verdict)
Work = Callable[[int], c.Command]
WORK: list[Work] = [
    lambda fence: c.Say("ya", fence),
    lambda fence: c.Say("ya", fence, "faq"),
    c.Hold,
    c.Resume,
    lambda fence: c.Return(fence=fence),
    c.End,
    lambda fence: c.Transfer("budi", "Budi", "tolong", fence),
    lambda fence: c.Transfer("ani", "Ani", "tolong", fence),
]


class Desk(RuleBasedStateMachine):
    """One conversation under a patron, two librarians and the desk itself."""

    def __init__(self) -> None:
        super().__init__()
        self.state = new()
        self.history: list[e.Recorded] = []
        self.now = NOON
        self.on_duty: tuple[str, ...] = ("ani", "budi")

    def give(self, command: c.Command, by: Actor) -> None:
        """Give a command; a refusal leaves everything as it was."""
        at = situation(self.now, offer_to=self.on_duty)
        try:
            self.state, recorded = give(self.state, command, by, at)
        except RefdeskError:
            return
        self.history.extend(recorded)

    @initialize(by=STAFF, claimed=st.booleans())
    def a_patron_asks(self, by: Actor, claimed: bool) -> None:
        """Open, perhaps claim."""
        self.give(c.Open("jam buka?", "web", "id"), PATRON)
        if claimed:
            self.give(c.Claim(), by)

    @rule(seconds=st.integers(0, 4000))
    def time_passes(self, seconds: int) -> None:
        """Let time pass."""
        self.now += timedelta(seconds=seconds)

    @rule(staff=st.sampled_from([(), ("ani",), ("ani", "budi")]))
    def duty_changes(self, staff: tuple[str, ...]) -> None:
        """Change who is on duty."""
        self.on_duty = staff

    @rule(body=TEXTS)
    def the_patron_writes(self, body: str) -> None:
        """Write on."""
        self.give(c.Say(body), PATRON)

    @rule(verdict=VERDICTS, score=st.integers(0, 6))
    def the_patron_judges(self, verdict: e.Verdict, score: int) -> None:
        """Judge a suggestion, rate."""
        self.give(c.Judge(verdict, "faq"), PATRON)
        self.give(c.Rate(score), PATRON)

    @rule(of=st.integers(0, 12), body=TEXTS, by=st.sampled_from([PATRON, ANI]))
    def somebody_edits(self, of: int, body: str, by: Actor) -> None:
        """Correct a message."""
        self.give(c.Edit(of, body, self.state.fence), by)

    @rule()
    def the_patron_ends(self) -> None:
        """End."""
        self.give(c.End(), PATRON)

    @rule(by=STAFF)
    def a_librarian_claims(self, by: Actor) -> None:
        """Claim."""
        self.give(c.Claim(), by)

    @rule(by=STAFF)
    def a_librarian_declines(self, by: Actor) -> None:
        """Decline."""
        self.give(c.Decline(), by)

    @precondition(lambda self: self.state.stage in CLAIMED)
    @rule(stale=st.sampled_from([0, 0, 0, 1]), make=st.sampled_from(WORK))
    def the_holder_works(self, stale: int, make: Work) -> None:
        """Do what needs a claim, sometimes with a stale fence."""
        holder = BUDI if self.state.holder == BUDI.id else ANI
        self.give(make(self.state.fence - stale), holder)

    @rule(by=STAFF, make=st.sampled_from(WORK))
    def a_colleague_meddles(self, by: Actor, make: Work) -> None:
        """Try to do what needs a claim, right fence or not."""
        self.give(make(self.state.fence), by)

    @rule(by=STAFF)
    def a_librarian_notes(self, by: Actor) -> None:
        """Leave a note, code."""
        self.give(c.Note("catatan"), by)
        self.give(c.Code(2, "policy"), by)

    @rule()
    def the_desk_sweeps(self) -> None:
        """Do what a sweep may ask for."""
        for command in (c.LetLapse(), c.OfferTo(self.on_duty), c.KeepAsAsked()):
            self.give(command, SYSTEM)
        self.give(c.End(self.state.fence), SYSTEM)
        self.give(c.Suggest(2, (e.Offer("faq", "id", "Jam", 0.9),)), SYSTEM)

    @rule()
    def the_holder_vanishes(self) -> None:
        """Return what somebody holds."""
        self.give(c.Return(e.ReturnedWhy.VANISHED, self.state.fence), SYSTEM)

    @invariant()
    def numbers_are_contiguous(self) -> None:
        """Both sequences count from 1 without holes; staff events have no public number."""
        assert [one.seq for one in self.history] == list(range(1, len(self.history) + 1))
        public = [one.public_seq for one in self.history if one.public_seq is not None]
        assert public == list(range(1, len(public) + 1))
        assert (self.state.head, self.state.public_head) == (len(self.history), len(public))
        for one in self.history:
            assert (one.public_seq is None) is (one.event.audience is e.Audience.STAFF)

    @invariant()
    def a_claim_has_one_holder(self) -> None:
        """Exactly the claimed stages have a holder; an offer is open in its stage only."""
        assert (self.state.holder is not None) is (self.state.stage in CLAIMED)
        assert bool(self.state.offered_to) is (self.state.stage is Stage.OFFERED)
        assert (self.state.ended_at is not None) is (self.state.stage is Stage.ENDED)

    @invariant()
    def the_fence_is_the_last_change_of_hands(self) -> None:
        """Fence and holder are those of the last claimed, transferred or returned."""
        fence, holder = 0, None
        for one in self.history:
            match one.event:
                case e.Claimed(staff=staff) | e.Transferred(to=staff):
                    fence, holder = one.seq, staff
                case e.Returned():
                    fence, holder = one.seq, None
                case e.Ended():
                    holder = None
                case _:
                    pass
        assert (self.state.fence, self.state.holder) == (fence, holder)

    @invariant()
    def records_come_back_whole(self) -> None:
        """What is stored replays to the very same state."""
        stored = [
            e.Recorded(
                one.seq,
                one.public_seq,
                one.id,
                one.at,
                one.by,
                from_record(one.event.kind, one.event.version, *to_record(one.event)),
            )
            for one in self.history
        ]
        assert stored == self.history
        assert replay(new(), stored) == self.state

    @invariant()
    def who_waits_is_known(self) -> None:
        """What stands in line has a time since when it waits."""
        in_line = self.state.stage in (Stage.WAITING, Stage.OFFERED) and self.state.head > 0
        assert not in_line or self.state.waiting_since is not None


TestDesk = Desk.TestCase
TestDesk.settings = settings(max_examples=200, stateful_step_count=40, deadline=None)
