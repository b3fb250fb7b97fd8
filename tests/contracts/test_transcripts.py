"""What every read model of transcripts must do."""

from __future__ import annotations

from datetime import timedelta

import pytest

from kb import full_text
from refdesk.desk import transcript_search
from refdesk.desk.transcript_indexing import TranscriptIndexing
from refdesk.desk.transcript_ports import Wanted
from refdesk.desk.transcript_search import Tally, TranscriptSearch
from refdesk.domain import events as e
from refdesk.domain.conversation import Stage
from refdesk.store.opening import Store
from tests.contracts.conftest import staff_row
from tests.contracts.writing import NOON, SARI, Story, bound


async def fill(store: Store) -> list[Story]:
    """Write three conversations an hour apart: coded, active, and from Telegram."""
    await store.staff.add(staff_row("sari"))
    stories = [Story(store.log, f"c{number}") for number in range(3)]
    for number, story in enumerate(stories[:2]):
        story.later(hours=number)
        await story.open(f"pertanyaan {number} tentang Borobudur", name="Ani")
        await story.claim()
        story.later(seconds=30)
        await story.write(e.Said("Jawaban 100% _pasti_"), by=SARI)
    await stories[0].write(e.Ended(e.EndedWhy.LIBRARIAN), by=SARI)
    await stories[0].write(e.Coded(4, "research", "answered"), by=SARI)
    await stories[0].write(e.Rated(5, "bagus"))
    stories[2].later(hours=2)
    opened = e.Opened("main", "telegram", "en")
    await stories[2].write(opened, e.Said("hello"), e.Asked(NOON), bind=bound("c2"))
    return stories


def indexing(store: Store) -> TranscriptIndexing:
    """Give what indexes the store's transcripts, without a rest."""
    return TranscriptIndexing(store.transcript_index, full_text, rest=0.0)


async def found(store: Store, wanted: Wanted) -> list[str]:
    """Give the conversations that match: page, export and count agree, indexed or not."""
    work = indexing(store)
    await work.catch_up()
    search = TranscriptSearch(store.transcripts, full_text, work)
    rows, tally = await search.first(wanted)
    assert [summary async for summary in search.each(wanted)] == rows
    assert tally == Tally(len(rows))
    return [row.line.conversation for row in rows]


async def test_transcripts_are_newest_first_in_pages(store: Store) -> None:
    """Pages go on after the last one of the page before."""
    await fill(store)
    rows = await store.transcripts.page(Wanted(), after="c2", limit=1)
    assert [row.line.conversation for row in rows] == ["c1"]
    assert await store.transcripts.page(Wanted(), after="c0") == []
    assert await store.transcripts.page(Wanted(), after="nothing") == []


@pytest.mark.parametrize(
    ("wanted", "conversations"),
    [
        (Wanted(), ["c2", "c1", "c0"]),
        (Wanted(since=NOON + timedelta(hours=1)), ["c2", "c1"]),
        (Wanted(until=NOON + timedelta(hours=1)), ["c0"]),
        (Wanted(stage=Stage.ENDED), ["c0"]),
        (Wanted(channel="telegram"), ["c2"]),
        (Wanted(desk="elsewhere"), []),
        (Wanted(coded=True), ["c0"]),
        (Wanted(coded=False, stage=Stage.ACTIVE), ["c1"]),
        (Wanted(text="borobudur"), ["c1", "c0"]),
        (Wanted(text="menjawab ditanyakan"), ["c1", "c0"]),
        (Wanted(text="tanyaan 1"), ["c1"]),
        (Wanted(text='"tentang borobudur"'), ["c1", "c0"]),
        (Wanted(text='"borobudur tentang"'), []),
        (Wanted(text="borobudur", stage=Stage.ENDED), ["c0"]),
        (Wanted(text="borobudur", since=NOON + timedelta(hours=1)), ["c1"]),
        (Wanted(text="100% _"), ["c1", "c0"]),
        (Wanted(text="_ %"), []),
        (Wanted(text="NOT ' OR \" tentang*"), []),
        (Wanted(text="hello"), ["c2"]),
    ],
)
async def test_filters_narrow(store: Store, wanted: Wanted, conversations: list[str]) -> None:
    """Each filter leaves what matches; signs in the text stand for themselves."""
    await fill(store)
    assert await found(store, wanted) == conversations


async def test_a_full_page_tells_how_many_there_are(store: Store) -> None:
    """Where more match than a page holds, all of them are counted."""
    stories = await fill(store)
    await stories[1].write(e.Ended(e.EndedWhy.PATRON))
    await indexing(store).catch_up()
    clauses = full_text.clauses("borobudur")
    for limit, shown in ((1, ["c1"]), (2, ["c1", "c0"]), (3, ["c1", "c0"])):
        rows, count = await store.transcripts.searched(Wanted(), clauses, limit)
        assert ([row.line.conversation for row in rows], count) == (shown, 2)


async def test_a_summary_tells_the_whole_story(store: Store) -> None:
    """A summary has the librarian's name also after the end, the coding and the times."""
    await fill(store)
    summary = await store.transcripts.summary("c0")
    assert summary is not None
    assert (summary.librarian, summary.messages, summary.rating) == ("Sari", 2, 5)
    assert (summary.read_level, summary.question_type, summary.outcome) == (
        4,
        "research",
        "answered",
    )
    assert summary.first_claimed_at == NOON
    assert summary.first_answered_at == NOON + timedelta(seconds=30)
    assert summary.ended_why is e.EndedWhy.LIBRARIAN
    assert summary.line.name == "Ani"
    assert not summary.purged
    assert await store.transcripts.summary("c404") is None


async def test_a_transcript_is_read_whole(store: Store) -> None:
    """All events come back in order with their bodies."""
    stories = await fill(store)
    assert list(await store.transcripts.read("c0")) == stories[0].history
    assert await store.transcripts.read("c404") == ()


async def test_an_export_goes_on_over_its_pages(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An export of more than one page has each conversation once."""
    monkeypatch.setattr(transcript_search, "EXPORT_PAGE", 2)
    for number in range(5):
        story = Story(store.log, f"c{number}")
        story.later(hours=number)
        await story.open()
        if number % 2:
            await story.write(e.Ended(e.EndedWhy.PATRON))
    assert await found(store, Wanted()) == ["c4", "c3", "c2", "c1", "c0"]
    assert await found(store, Wanted(text="membuka")) == ["c4", "c3", "c2", "c1", "c0"]


async def test_a_forgotten_conversation_is_marked(store: Store) -> None:
    """What was forgotten is listed without texts and marked."""
    story = Story(store.log, "c1")
    await story.open("rahasia")
    await story.write(e.Ended(e.EndedWhy.PATRON))
    assert await found(store, Wanted(text="rahasia")) == ["c1"]
    await story.write(e.Forgotten())
    assert await found(store, Wanted(text="rahasia")) == []
    summary = await store.transcripts.summary("c1")
    assert summary is not None
    assert summary.purged


async def test_what_changes_after_the_end_is_indexed_anew(store: Store) -> None:
    """A note on an ended conversation is found, and so is what was said after it was reopened."""
    story = Story(store.log, "c1")
    await story.open("cari resep rendang")
    await story.claim()
    await story.write(e.Ended(e.EndedWhy.LIBRARIAN), by=SARI)
    assert await found(store, Wanted(text="rendang")) == ["c1"]
    await story.write(e.Noted("titip ke bu Ani"), by=SARI)
    assert await found(store, Wanted(text="dititipkan")) == ["c1"]
    await story.write(e.Reopened(), e.Said("juga gudeg"))
    assert await found(store, Wanted(text="gudeg rendang")) == ["c1"]
    await story.write(e.Ended(e.EndedWhy.SILENCE))
    assert await found(store, Wanted(text="gudeg rendang")) == ["c1"]


async def test_what_went_on_meanwhile_is_not_indexed_as_it_was(store: Store) -> None:
    """An index written from an older reading of a conversation is left out."""
    story = Story(store.log, "c1")
    await story.open("rahasia")
    await story.write(e.Ended(e.EndedWhy.PATRON))
    index = store.transcript_index
    (spoken,) = await index.spoken(["c1"])
    await story.write(e.Forgotten())
    work = indexing(store)
    await index.put(work._indexing._documents([spoken]))
    assert await index.left() == 1
    assert await work.catch_up() == 1
    assert await found(store, Wanted(text="rahasia")) == []


async def test_another_way_of_reading_indexes_all_anew(store: Store) -> None:
    """All is due after a release that reads texts otherwise, nothing after one that does not."""
    for number in range(3):
        story = Story(store.log, f"c{number}")
        await story.open("jam buka?")
        await story.write(e.Ended(e.EndedWhy.PATRON))
    work = indexing(store)
    assert [await work.catch_up(), await work.catch_up()] == [3, 0]
    await store.transcript_index.adopt("another")
    assert await store.transcript_index.left() == 3
    assert await work.catch_up() == 3


async def test_many_small_commits_are_merged_in_steps(store: Store) -> None:
    """Upkeep ends, and everything is still found."""
    for number in range(40):
        story = Story(store.log, f"c{number:02}")
        await story.open(f"judul nomor {number}")
        await story.write(e.Ended(e.EndedWhy.PATRON))
        work = indexing(store)
        work.react(story.state, tuple(story.history))
        await work.settle()
    assert not await store.transcript_index.tidy()
    assert len(await found(store, Wanted(text="judul"))) == 40
    assert await found(store, Wanted(text="nomor 17")) == ["c17"]
