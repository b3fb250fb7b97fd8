"""What is wrong is put right, data restricted, help given in danger: the rules."""

from __future__ import annotations

from datetime import timedelta

import pytest

from refdesk.domain import commands as c
from refdesk.domain import events as e
from refdesk.domain.actors import SYSTEM, Actor
from refdesk.domain.care_events import Alarmed, Restricted
from refdesk.domain.decisions import decide
from refdesk.domain.preview import given_name, preview
from refdesk.errors import BadRequest, LostClaim
from tests.domain.making import ANI, NOON, PATRON, claimed, give, kinds, opened, situation

HELP = "Hubungi 112 sekarang juga."


def test_a_correction_empties_every_version_and_puts_the_right_text_there() -> None:
    """The redaction comes first, so that whoever folds the log ends with the right text."""
    after, recorded = give(opened(), c.Correct(2, "jam tutup?"), SYSTEM)
    assert [one.event for one in recorded] == [e.Redacted(2), e.Edited(2, "jam tutup?")]
    assert preview(recorded, after) == "jam tutup?"


def test_a_name_is_corrected_as_the_first_event() -> None:
    """It may become empty: the patron wants no name."""
    _, recorded = give(opened(), c.Correct(1, " "), SYSTEM)
    assert [one.event for one in recorded] == [e.Redacted(1), e.Edited(1, "")]
    assert given_name(recorded) == ""


def test_only_what_a_patron_wrote_is_corrected() -> None:
    """A librarian's answer, and what is no message, is refused."""
    state, _ = give(claimed(), c.Say("pukul 8", claimed().fence), ANI)
    for seq in (state.head, 3, 99):
        with pytest.raises(BadRequest):
            give(state, c.Correct(seq, "lain"), SYSTEM)


def test_a_restriction_is_lifted_by_its_opposite() -> None:
    """What is so already is no event; only staff see it."""
    assert decide(opened(), c.Restrict(on=False), SYSTEM, situation()) == ()
    restricted, recorded = give(opened(), c.Restrict(on=True), SYSTEM)
    assert restricted.restricted_at == NOON
    assert [one.public_seq for one in recorded] == [None]
    assert decide(restricted, c.Restrict(on=True), SYSTEM, situation()) == ()
    released, _ = give(restricted, c.Restrict(on=False), SYSTEM)
    assert released.restricted_at is None
    assert Restricted.audience is e.Audience.STAFF


def test_the_end_of_the_time_of_keeping_waits_for_the_release() -> None:
    """Also where it was found before the restriction; a wish to be forgotten does not wait."""
    restricted = give(give(opened(), c.End())[0], c.Restrict(on=True), SYSTEM)[0]
    with pytest.raises(BadRequest):
        give(restricted, c.Forget(), SYSTEM)
    assert kinds(give(restricted, c.Forget(asked=True), SYSTEM)[1]) == ["forgotten"]
    assert kinds(give(restricted, c.Forget())[1]) == ["forgotten"]


def test_a_wish_to_be_forgotten_ends_an_open_conversation() -> None:
    """The end of the time of keeping never does."""
    with pytest.raises(BadRequest):
        give(opened(), c.Forget(), SYSTEM)
    assert kinds(give(opened(), c.Forget(asked=True), SYSTEM)[1]) == ["ended", "forgotten"]


@pytest.mark.parametrize(
    ("late", "by"),
    [
        (c.Edit(2, "nomor saya 0812"), PATRON),
        (c.Rate(4, "terima kasih, dari Budi"), PATRON),
        (c.Judge(e.Verdict.UNHELPED, "kata siapa saja"), PATRON),
        (c.Note("pemustaka bernama Budi"), ANI),
        (c.Judge(e.Verdict.REJECTED, "kata siapa saja"), ANI),
    ],
)
def test_nothing_is_written_into_what_was_emptied(late: c.Command, by: Actor) -> None:
    """An edit, a note, a rating that come after the erasure are refused: nothing would go again."""
    emptied, _ = give(claimed(), c.Forget(asked=True), SYSTEM)
    with pytest.raises(BadRequest) as refusal:
        give(emptied, late, by)
    assert refusal.value.key == "forgotten"


def test_a_crisis_text_is_said_once_however_often_it_is_pressed() -> None:
    """A second press within ten minutes is a slip; later it is meant."""
    wish = c.Alarm(HELP, "Bu Sari", claimed().fence)
    alarmed, recorded = give(claimed(), wish, ANI)
    assert [one.event for one in recorded] == [e.Said(HELP), Alarmed("Bu Sari")]
    assert decide(alarmed, wish, ANI, situation()) == ()
    later = situation(NOON + timedelta(minutes=10))
    assert len(decide(alarmed, wish, ANI, later)) == 2


def test_only_the_holder_gives_the_crisis_text() -> None:
    """A stale fence is told as for any answer."""
    with pytest.raises(LostClaim):
        give(claimed(), c.Alarm(HELP, "", claimed().fence + 1), ANI)
