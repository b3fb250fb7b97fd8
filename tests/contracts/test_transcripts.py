"""What every read model of transcripts must do."""

from __future__ import annotations

from datetime import timedelta

import pytest

from refdesk.desk.transcript_ports import Wanted
from refdesk.domain import events as e
from refdesk.domain.conversation import Stage
from refdesk.store import transcripts
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


async def found(store: Store, wanted: Wanted) -> list[str]:
    """Give the conversations that match, checking that the page and the export agree."""
    rows, count = await store.transcripts.page(wanted)
    each = [summary async for summary in store.transcripts.each(wanted)]
    assert each == rows
    assert count == len(rows)
    return [row.line.conversation for row in rows]


async def test_transcripts_are_newest_first_in_pages(store: Store) -> None:
    """Pages are cut from the newest on, beside the count of all."""
    await fill(store)
    rows, count = await store.transcripts.page(Wanted(), offset=1, limit=1)
    assert ([row.line.conversation for row in rows], count) == (["c1"], 3)


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
        (Wanted(text="100% _"), ["c1", "c0"]),
        (Wanted(text="100%pasti"), []),
    ],
)
async def test_filters_narrow(store: Store, wanted: Wanted, conversations: list[str]) -> None:
    """Each filter leaves what matches; signs in the text stand for themselves."""
    await fill(store)
    assert await found(store, wanted) == conversations


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
    monkeypatch.setattr(transcripts, "EXPORT_PAGE", 2)
    for number in range(5):
        await Story(store.log, f"c{number}").open()
    assert await found(store, Wanted()) == ["c4", "c3", "c2", "c1", "c0"]


async def test_a_forgotten_conversation_is_marked(store: Store) -> None:
    """What was forgotten is listed without texts and marked."""
    story = Story(store.log, "c1")
    await story.open("rahasia")
    await story.write(e.Ended(e.EndedWhy.PATRON), e.Forgotten())
    assert await found(store, Wanted(text="rahasia")) == []
    summary = await store.transcripts.summary("c1")
    assert summary is not None
    assert summary.purged
