"""What is learned from conversations: votes by person, wordings while they last, gaps."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import cache
from pathlib import Path

import pytest

from kb.content_files import load_directory
from kb.entries import Entry
from kb.variables import read_variables
from refdesk.desk.follow_up import FollowUp
from refdesk.domain import events as e
from refdesk.domain.actors import SYSTEM, Actor, Party
from refdesk.ids import new_id
from refdesk.knowledge.gaps import Gaps
from refdesk.knowledge.learned_entries import LearnedEntries
from refdesk.knowledge.lesson_ports import GapState, Group, Taught
from refdesk.knowledge.shelf import Shelf
from refdesk.knowledge.teaching import Teaching
from refdesk.privacy.consent_ports import Consent
from refdesk.store.opening import Store
from tests.contracts.writing import NOON, SARI, Story

CONTENT = Path(__file__).parents[2] / "kb" / "content"
ODD = "apakah boleh bawa burung beo ke ruang baca"
SAME = "boleh ga bawa burung beo ke ruang baca"
OFFERED = (e.Offer("denda", "id", "Denda", 1.0),)


@cache
def some_entries() -> list[Entry]:
    """Give the starter entries about borrowing and fines, read once."""
    return [one for one in load_directory(CONTENT) if "pinjam" in one.id or "denda" in one.id]


class Room:
    """A knowledge base of some starter entries with all that teaches it."""

    def __init__(self, store: Store, folder: Path) -> None:
        self.store = store
        learned = LearnedEntries(store.entries, store.lessons)
        facts = read_variables(CONTENT / "variables.toml")
        self.shelf = Shelf(learned, folder, lambda: facts, standing=learned.standing)
        teaching = Teaching(store.lessons, store.gaps, self.shelf, new_id)
        self.learning = FollowUp(teaching, rest=0.0)
        self.gaps = Gaps(store.gaps, self.shelf, lambda: NOON)

    async def open(self) -> None:
        """Put the entries in."""
        await self.store.entries.replace_all(some_entries(), NOON, "test")
        await self.shelf.refresh()


@pytest.fixture
async def room(store: Store, tmp_path: Path) -> Room:
    """An open room."""
    made = Room(store, tmp_path)
    await made.open()
    return made


async def ask(store: Store, name: str, text: str, *events: e.Event, by: Actor = SARI) -> Story:
    """Hold an ended conversation that opens with a text."""
    story = Story(store.log, name, Actor(Party.PATRON, f"key-{name}"))
    await story.open(text)
    await story.claim()
    if events:
        await story.write(*events, by=by)
    await story.write(e.Ended(e.EndedWhy.LIBRARIAN), by=SARI)
    return story


def inserted(entry: str) -> tuple[e.Event, ...]:
    """Give what a librarian's insert leaves."""
    return e.Said("Begini.", entry), e.StaffJudged(entry, e.Verdict.INSERTED)


async def test_an_insert_teaches_the_patrons_words(room: Room) -> None:
    """Words that found nothing find the entry that a librarian answered them with."""
    odd = "kena pinalti berapa duit ya telatnya si kuning"
    entry = next(one.id for one in await room.store.entries.all() if "denda" in one.id)
    await ask(room.store, "c1", odd, *inserted(entry))
    assert await room.learning.catch_up() == 1
    assert await room.shelf.refresh()
    found = await room.shelf.suggest(odd, "id", staff=False)
    assert found[0].entry == entry
    assert await room.learning.catch_up() == 0
    assert not await room.shelf.refresh()


async def test_only_what_teaches_is_read(room: Room) -> None:
    """Of a conversation in which nothing was judged that is its question, else the patron's texts.

    What was learned from before is told apart; what was learned as it is now is not heard again.
    """
    lessons = room.store.lessons
    plain = await ask(room.store, "c1", "satu", e.Said("Begini."), e.Noted("ramah"))
    await ask(room.store, "c2", "dua", *inserted("denda"))
    heard = {one.conversation: one for one in await lessons.heard(["c1", "c2", "c404"])}
    kinds = {name: [r.event.kind for r in one.recorded] for name, one in heard.items()}
    assert kinds == {"c1": ["said"], "c2": ["said", "staff_judged"]}
    assert (heard["c1"].patron, heard["c1"].again) == ("key-c1", False)
    await room.learning.catch_up()
    assert await lessons.heard(["c1", "c2"]) == []
    await plain.write(e.Noted("lagi"), by=SARI)
    assert [(one.conversation, one.again) for one in await lessons.heard(["c1", "c2"])] == [
        ("c1", True)
    ]


async def test_what_changed_since_it_was_read_is_not_kept(room: Room) -> None:
    """A refusal, a new event, a group that lost a word meanwhile: nothing goes over them."""
    lessons, gaps = room.store.lessons, room.store.gaps
    story = await ask(room.store, "c1", ODD)
    group = Group("g1", "id", {"beo": 2.0, "burung": 1.0})
    fewer = replace(group, weights={"beo": 1.0})

    async def taught() -> Taught:
        (heard,) = await lessons.heard(["c1"])
        return Taught("c1", heard.head, heard.said)

    before = await taught()
    await room.store.consents.put("key-c1", {"learning": Consent("1", False, NOON)})
    assert not await lessons.teach([before], [group])
    before = await taught()
    await story.write(e.Noted("ramah"), by=SARI)
    assert not await lessons.teach([before], [group])
    assert await gaps.groups() == []
    assert await lessons.teach([await taught()], [group])
    await gaps.shrink("g1", fewer.weights)
    await story.write(e.Noted("lagi"), by=SARI)
    assert not await lessons.teach([await taught()], [group], [group])
    assert await lessons.teach([await taught()], [group], [fewer])
    assert await gaps.groups() == [group]


async def test_what_is_erased_is_forgotten(room: Room) -> None:
    """A learned wording goes with the message it was."""
    story = await ask(room.store, "c1", "kena pinalti berapa", *inserted("denda"))
    await room.learning.catch_up()
    (learned,) = [one for one in await room.store.lessons.learned() if one.wordings]
    assert learned.wordings == ("kena pinalti berapa",)
    await story.write(e.Forgotten())
    room.learning.react(story.state, tuple(story.history[-1:]))
    await room.learning.settle()
    assert [one for one in await room.store.lessons.learned() if one.wordings] == []


async def test_people_are_counted_once(room: Room) -> None:
    """A hundred rejections by one patron are one; a hundred conversations are one person too."""
    for number in range(5):
        story = Story(room.store.log, f"c{number}")  # all of the same patron
        await story.open("dendanya berapa")
        await story.write(e.Suggested(2, OFFERED), by=SYSTEM)
        await story.write(*[e.Judged("denda", e.Verdict.UNHELPED)] * 20)
        await story.write(e.Ended(e.EndedWhy.PATRON))
    await room.learning.catch_up()
    learned = {one.entry: one for one in await room.store.lessons.learned()}
    assert (learned["denda"].helped, learned["denda"].rejected) == (0, 1)
    await room.shelf.refresh()
    assert room.shelf._standing("denda") == 0.0


async def test_questions_without_an_answer_are_grouped(room: Room) -> None:
    """Questions of one meaning are one gap with its count, weeks and examples; thanks are none."""
    for number, text in enumerate((ODD, SAME, "terima kasih banyak", "dendanya berapa per hari")):
        await ask(room.store, f"c{number}", text)
    await room.learning.catch_up()
    (gap,) = await room.gaps.page([GapState.OPEN], 10)
    assert (gap.count, gap.rejected, gap.weeks) == (2, 0, {"2026-W10": 2})
    assert {one.text for one in gap.examples} == {ODD, SAME}
    assert await room.learning.catch_up() == 0


async def test_one_strange_conversation_keeps_out_no_other(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What cannot be learned from is passed over once; the others teach all the same."""
    suggest = room.shelf.suggest

    async def failing(text: str, language: str, *, staff: bool) -> object:
        if text == "aneh":
            raise ValueError
        return await suggest(text, language, staff=staff)

    monkeypatch.setattr(room.shelf, "suggest", failing)
    for number, text in enumerate(("aneh", ODD)):
        await ask(room.store, f"c{number}", text)
    await room.learning.catch_up()
    (gap,) = await room.gaps.page([GapState.OPEN], 10)
    assert [one.text for one in gap.examples] == [ODD]
    assert await room.learning.catch_up() == 0


async def test_a_rejected_suggestion_is_a_gap(room: Room) -> None:
    """What was offered in vain is named, and does not close the group by itself."""
    rejected = e.StaffJudged("denda", e.Verdict.REJECTED)
    await ask(room.store, "c1", "dendanya berapa per hari", rejected)
    await room.learning.catch_up()
    (gap,) = await room.gaps.page([GapState.OPEN], 10)
    assert (gap.rejected, gap.group.rejected) == (1, ("denda",))


async def test_an_entry_that_answers_closes_its_group(room: Room) -> None:
    """Once the base answers, the group is closed by the entry; asked in vain again, it opens."""
    await ask(room.store, "c1", ODD)
    await room.learning.catch_up()
    assert await room.gaps.ask_again() == 0
    entries = await room.store.entries.all()
    fresh = type(entries[0])(
        id="burung", lang=entries[0].lang, kind=entries[0].kind, title=ODD, answer="Tidak boleh."
    )
    await room.store.entries.replace_all([fresh], NOON, "test")
    await room.shelf.refresh()
    assert await room.gaps.ask_again() == 1
    (closed,) = await room.gaps.page([GapState.CLOSED], 10)
    assert (closed.group.entry, closed.decided_by) == ("burung", "refdesk")
    await ask(room.store, "c2", SAME, e.StaffJudged("burung", e.Verdict.REJECTED))
    await room.learning.catch_up()
    (again,) = await room.gaps.page([GapState.OPEN], 10)
    assert (again.group.id, again.count) == (closed.group.id, 2)


async def test_people_decide_on_groups(room: Room) -> None:
    """A draft is named, what is none of ours is dismissed, and stays so when it is asked again."""
    await ask(room.store, "c1", ODD)
    await room.learning.catch_up()
    (gap,) = await room.gaps.page([GapState.OPEN], 10)
    await room.gaps.decide(gap.group.id, GapState.DRAFTED, "burung", "sari")
    (drafted,) = await room.gaps.page([GapState.OPEN, GapState.DRAFTED], 10)
    assert (drafted.group.state, drafted.group.entry) == (GapState.DRAFTED, "burung")
    await room.gaps.decide(gap.group.id, GapState.DISMISSED, "", "sari", "bukan perpustakaan kami")
    await ask(room.store, "c2", SAME)
    await room.learning.catch_up()
    (dismissed,) = await room.gaps.page([GapState.DISMISSED], 10)
    assert (dismissed.count, dismissed.decided_by) == (2, "sari")
    assert dismissed.reason == "bukan perpustakaan kami"
    await room.gaps.decide(gap.group.id, GapState.OPEN, "", "sari")
    (again,) = await room.gaps.page([GapState.OPEN], 10)
    assert again.reason == ""
    assert dismissed.newest_at - dismissed.first_at == timedelta(0)
