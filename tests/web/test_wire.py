"""Domain values on the wire: each kind, in the numbers of its reader."""

from dataclasses import replace
from datetime import UTC, datetime

import msgspec
import pytest

from refdesk.desk.ports import MarkRow
from refdesk.domain import care_events as care
from refdesk.domain import commands as c
from refdesk.domain import events as e
from refdesk.domain.actors import SYSTEM, Actor, Party
from refdesk.domain.conversation import Conversation, Spoken, Stage
from refdesk.domain.growing import Growing
from refdesk.domain.records import KINDS, millis
from refdesk.errors import BadRequest
from refdesk.protocol import frames
from refdesk.protocol.shapes import Verdict
from refdesk.web.danger import Hints
from refdesk.web.verbs import Command, edit, plain_command, transfer
from refdesk.web.wire import EntryText, View, marks, offer, row
from tests.contracts.writing import NOON, Story
from tests.fakes.lists import MemoryLists
from tests.fakes.log import Memory, MemoryLog

NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
PATRON = Actor(Party.PATRON, "key")
SARI = Actor(Party.STAFF, "sari", "Sari")
# Texts 2 and 5 of the log are 2 and 3 for the public; 3 and 4 were for staff.
STATE = replace(
    Conversation("c1", "main", "key"),
    head=6,
    public_head=4,
    said=Growing((Spoken(2, 2, "patron:key"), Spoken(5, 3, "staff:sari"))),
)
STAFF = View(staff=True, lookup=lambda *_: None)
PUBLIC = View(staff=False, lookup=lambda *_: EntryText("<p>x</p>", "x", "/kb/x"))
EVENTS: list[e.Event] = [
    e.Opened("main", "web", "id", "Ani", "Beranda", "qr", "c0"),
    e.Suggested(5, (e.Offer("x", "id", "X", 0.9),)),
    e.Judged("x", e.Verdict.HELPED),
    e.StaffJudged("x", e.Verdict.INSERTED),
    e.Offered(("sari",)),
    e.Declined("sari"),
    e.Lapsed(),
    e.Asked(NOW),
    e.Claimed("sari", "Sari"),
    e.Transferred("budi", "Budi"),
    e.Returned(e.ReturnedWhy.VANISHED),
    e.Held(),
    e.Resumed(),
    e.Said("halo", "x"),
    e.Edited(5, "hallo"),
    e.Noted("rahasia"),
    e.Ended(e.EndedWhy.PATRON),
    e.Reopened(),
    e.Coded(3, "research", "answered"),
    e.Rated(5, "bagus"),
    e.Redacted(5),
    e.Forgotten(),
    care.Restricted(on=True),
    care.Alarmed("Bu Ratna 0812"),
]


def recorded(event: e.Event, by: Actor = SARI) -> e.Recorded:
    """Put an event at place 6 of the log, 4 of the public sequence."""
    public = 4 if event.audience is e.Audience.EVERYBODY else None
    return e.Recorded(6, public, "e6", NOW, by, event)


def test_there_is_an_example_of_each_kind() -> None:
    """No kind of event goes untested."""
    assert {event.kind for event in EVENTS} == set(KINDS)


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.kind)
def test_each_kind_crosses_the_wire(event: e.Event) -> None:
    """Every kind is a valid frame for staff; the public gets it only when it is for everybody."""
    told = STAFF.event(STATE, recorded(event), "")
    assert msgspec.convert(msgspec.to_builtins(told), type(told)) == told
    assert (told.kind, told.seq) == (event.kind, 6)
    assert told.staff_only is (event.audience is e.Audience.STAFF)
    public = PUBLIC.events(STATE, [recorded(event)])
    assert [one.seq for one in public] == ([] if told.staff_only else [4])
    assert not any(one.who or one.to for one in public)


def test_numbers_are_those_of_the_reader() -> None:
    """What an event is about is numbered as its reader knows it."""
    edited = recorded(e.Edited(5, "hallo"))
    assert STAFF.event(STATE, edited, "").of == 5
    assert PUBLIC.event(STATE, edited, "").of == 3


def test_names_and_ids() -> None:
    """A librarian is told by name to everybody, by id to staff only; a patron by neither."""
    said = recorded(e.Said("halo"))
    assert (STAFF.event(STATE, said, "").who, PUBLIC.event(STATE, said, "").who) == ("sari", "")
    assert PUBLIC.event(STATE, said, "").name == "Sari"
    asked = STAFF.event(STATE, recorded(e.Said("halo"), PATRON), "")
    assert (asked.by, asked.name, asked.who) == ("patron", "", "")
    opened = STAFF.event(STATE, recorded(EVENTS[0], PATRON), "")
    assert (opened.name, opened.body, opened.previous) == ("Ani", "", "c0")
    assert STAFF.event(STATE, recorded(e.Asked(NOW), SYSTEM), "").promised_at == millis(NOW)


def test_words_of_danger_are_hinted_at_to_staff_only() -> None:
    """Only what a patron says, and nothing of it reaches the patron's own side."""
    said = e.Said("kak saya ingin mati")
    assert STAFF.event(STATE, recorded(said, PATRON), "").danger
    assert not STAFF.event(STATE, recorded(said), "").danger
    assert not PUBLIC.event(STATE, recorded(said, PATRON), "").danger


def test_unknown_kind_keeps_its_name_and_place() -> None:
    """An event of a later release is passed on by name."""
    told = STAFF.event(STATE, recorded(e.Unknown("levitated")), "")
    assert (told.kind, told.seq) == ("levitated", 6)


def test_withdrawn_entry_keeps_its_title() -> None:
    """An offer whose entry is gone is still readable by its title."""
    found = e.Offer("x", "id", "Judul", 0.5)
    assert (offer(found, None).title, offer(found, None).answer) == ("Judul", "")
    assert PUBLIC.offers([found])[0].answer == "<p>x</p>"


def test_offered_stage_is_told_to_staff_only() -> None:
    """A patron waits; that an offer is out is the desk's own affair."""
    assert STAFF.stage(Stage.OFFERED) == "offered"
    assert PUBLIC.stage(Stage.OFFERED) == "waiting"
    assert (STAFF.head(STATE), PUBLIC.head(STATE)) == (6, 4)


async def test_a_row_of_what_is_restricted_says_neither_who_nor_what() -> None:
    """It stays in its place, so that the patron is answered."""
    memory = Memory()
    await Story(MemoryLog(memory), "c1", now=NOON).open("rahasia", name="Ani")
    ((line,), _) = await MemoryLists(memory).line("main")
    told = row(line, SARI, {}, Hints())
    assert (told.preview, told.name, told.danger) == ("rahasia", "Ani", False)
    afraid = line._replace(preview="aku takut pulang, bapak mukul")
    assert row(afraid, SARI, {}, Hints()).danger
    assert not row(afraid._replace(restricted=True), SARI, {}, Hints()).danger
    kept = row(line._replace(restricted=True), SARI, {}, Hints())
    assert (kept.conversation, kept.preview, kept.name) == ("c1", "", "")


async def test_where_children_write_their_words_of_danger_are_marked_in_lists_too() -> None:
    """What the talk marks the row marks; the same words at another desk are none."""
    memory, hints = Memory(), Hints(frozenset({"main"}))
    await Story(MemoryLog(memory), "c1", now=NOON).open("saya takut")
    ((line,), _) = await MemoryLists(memory).line("main")
    for _ in range(2):  # as found, and as remembered
        assert row(line, SARI, {}, hints).danger
        assert not row(line._replace(desk="dewasa"), SARI, {}, hints).danger
        assert not row(line, SARI, {}, Hints()).danger


async def test_what_lists_remember_holds_no_word_of_a_patron() -> None:
    """A text that is erased is not kept for the sake of its mark."""
    memory, hints = Memory(), Hints()
    await Story(MemoryLog(memory), "c1", now=NOON).open("ingin mati")
    ((line,), _) = await MemoryLists(memory).line("main")
    assert row(line, SARI, {}, hints).danger
    assert "mati" not in repr(vars(hints))


def test_marks_are_carried_over_at_the_last_message() -> None:
    """A mark of the other side stands, in the receiver's numbers, at the last text before it."""
    rows = [MarkRow("patron", 3, 2), MarkRow("staff", 6, 4)]
    to_staff = {one.reader: (one.delivered, one.seen) for one in marks(rows, STATE, STAFF)}
    to_patron = {one.reader: (one.delivered, one.seen) for one in marks(rows, STATE, PUBLIC)}
    assert to_staff == {"patron": (5, 2), "staff": (6, 4)}
    assert to_patron == {"patron": (3, 2), "staff": (3, 2)}


CID = "a" * 32


@pytest.mark.parametrize(
    ("frame", "by", "command"),
    [
        (frames.Say(cid=CID, conversation="c1", body="x"), PATRON, c.Say("x")),
        (frames.Edit(cid=CID, conversation="c1", of=3, body="x"), SARI, c.Edit(3, "x")),
        (frames.Edit(cid=CID, conversation="c1", of=2, body="x"), PATRON, c.Edit(2, "x")),
        (frames.Edit(cid=CID, conversation="c1", of=3, body="x"), PATRON, c.Edit(5, "x")),
        (frames.End(cid=CID, conversation="c1", fence=7), SARI, c.End(7)),
        (frames.Rate(cid=CID, conversation="c1", score=4), PATRON, c.Rate(4)),
        (frames.Claim(cid=CID, conversation="c1"), SARI, c.Claim()),
        (frames.Decline(cid=CID, conversation="c1"), SARI, c.Decline()),
        (frames.Return(cid=CID, conversation="c1", fence=7), SARI, c.Return(fence=7)),
        (frames.Hold(cid=CID, conversation="c1", fence=7), SARI, c.Hold(7)),
        (frames.Resume(cid=CID, conversation="c1", fence=7), SARI, c.Resume(7)),
        (frames.Note(cid=CID, conversation="c1", body="x"), SARI, c.Note("x")),
        (
            frames.Code(cid=CID, conversation="c1", read_level=2, question_type="policy"),
            SARI,
            c.Code(2, "policy"),
        ),
        (
            frames.Transfer(cid=CID, conversation="c1", fence=7, to="budi", note="x"),
            SARI,
            c.Transfer("budi", "Budi", "x", 7),
        ),
        (
            frames.Judge(cid=CID, conversation="c1", verdict="helped", entry="x"),
            PATRON,
            c.Judge(e.Verdict.HELPED, "x"),
        ),
    ],
)
def test_frames_become_commands(frame: Command, by: Actor, command: c.Command) -> None:
    """Each frame is its command, the numbers in it those of the log."""
    assert _command(frame, by) == command


def _command(frame: Command, by: Actor) -> c.Command:
    match frame:
        case frames.Edit():
            return edit(frame, STATE, by)
        case frames.Transfer():
            return transfer(frame, "Budi")
        case _:
            return plain_command(frame, by)


@pytest.mark.parametrize(("by", "verdict"), [(PATRON, "inserted"), (SARI, "helped")])
def test_verdict_of_the_other_side_is_refused(by: Actor, verdict: Verdict) -> None:
    """Nobody judges in the other side's place."""
    frame = frames.Judge(cid=CID, conversation="c1", verdict=verdict)
    with pytest.raises(BadRequest):
        plain_command(frame, by)
