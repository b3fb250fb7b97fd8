"""What every adapter of the console's lists must do."""

from __future__ import annotations

from datetime import timedelta

from refdesk.domain import events as e
from refdesk.domain.actors import SYSTEM, Actor, Party
from refdesk.domain.conversation import Stage
from tests.contracts.conftest import Ports
from tests.contracts.writing import NOON, PATRON, SARI, Story, bound


async def test_the_line_is_oldest_first_with_its_count(ports: Ports) -> None:
    """The waiting line holds waiting and offered conversations, longest wait first."""
    stories = [
        Story(ports.log, f"c{number}", now=NOON - timedelta(minutes=number)) for number in (1, 2, 3)
    ]
    for story in stories:
        await story.open()
    await stories[-1].write(e.Offered(("sari",)), by=SYSTEM)
    rows, count = await ports.lists.line("main", limit=2)
    assert [row.conversation for row in rows] == ["c3", "c2"]
    assert [row.stage for row in rows] == [Stage.OFFERED, Stage.WAITING]
    assert count == 3
    assert (await ports.lists.line("elsewhere")) == ([], 0)


async def test_a_row_shows_what_the_console_needs(ports: Ports) -> None:
    """A row carries preview, name, heads, times, offer and the suggestion's flag."""
    story = Story(ports.log, "c1")
    await story.open("jam buka hari minggu?", name="Ani")
    story.later(minutes=1)
    offer = (e.Offer("jam-buka", "id", "Jam buka", 0.9),)
    await story.write(e.Suggested(2, offer), e.Offered(("budi", "sari")), by=SYSTEM)
    await story.write(e.Declined("budi"), by=SARI)
    ((row,), _) = await ports.lists.line("main")
    assert (row.preview, row.name, row.suggested) == ("jam buka hari minggu?", "Ani", True)
    assert (row.head, row.public_head, row.fence, row.holder) == (5, 3, 0, None)
    assert (row.offered_to, row.declined) == (frozenset({"budi", "sari"}), frozenset({"budi"}))
    assert (row.opened_at, row.waiting_since, row.unanswered_since) == (NOON, NOON, NOON)
    assert row.offered_at == NOON + timedelta(minutes=1)
    assert (row.library, row.desk, row.channel, row.language) == ("main", "main", "web", "id")


async def test_the_preview_stays_until_another_is_given(ports: Ports) -> None:
    """An append without a preview leaves the one that is there."""
    story = Story(ports.log, "c1")
    await story.open("pertama")
    await story.write(e.Said("kedua"), preview="kedua")
    await story.claim()
    await story.write(e.Said("jawaban"), by=SARI)
    (row,) = await ports.lists.claimed("main")
    assert row.preview == "kedua"


async def test_claims_leave_the_line(ports: Ports) -> None:
    """A claimed conversation is in its librarian's list instead of the line."""
    story = Story(ports.log, "c1")
    await story.open()
    await story.claim()
    assert (await ports.lists.line("main"))[1] == 0
    rows, count = await ports.lists.held_by("sari")
    assert [row.conversation for row in rows] == ["c1"]
    assert (count, rows[0].holder, rows[0].fence) == (1, "sari", 3)
    assert (await ports.lists.held_by("budi"))[1] == 0
    assert [row.conversation for row in await ports.lists.claimed("main")] == ["c1"]
    await story.write(e.Returned(e.ReturnedWhy.VANISHED), by=SYSTEM)
    assert (await ports.lists.held_by("sari"))[1] == 0
    assert (await ports.lists.line("main"))[1] == 1


async def test_a_librarians_list_is_longest_unanswered_first(ports: Ports) -> None:
    """Who waits longest for an answer comes first, who has one comes last."""
    stories = [Story(ports.log, f"c{number}") for number in range(3)]
    for story in stories:
        await story.open()
        await story.claim()
        await story.write(e.Said("sebentar"), by=SARI)
    for number in (2, 0):
        stories[number].later(minutes=5 - number)
        await stories[number].write(e.Said("halo?"))
    rows, _ = await ports.lists.held_by("sari")
    assert [row.conversation for row in rows] == ["c2", "c0", "c1"]


async def test_kept_questions_are_nearest_promise_first(ports: Ports) -> None:
    """Questions kept for later come in the order of their promises, until they are claimed."""
    later, sooner = Story(ports.log, "c1"), Story(ports.log, "c2")
    await later.open("tanya", e.Asked(NOON + timedelta(hours=20)))
    await sooner.open("tanya", e.Asked(NOON + timedelta(hours=4)))
    rows, count = await ports.lists.asked("main")
    assert [row.conversation for row in rows] == ["c2", "c1"]
    assert (count, rows[0].promised_at) == (2, NOON + timedelta(hours=4))
    await sooner.claim()
    assert (await ports.lists.asked("main"))[1] == 1


async def test_of_one_promise_the_oldest_question_is_first(ports: Ports) -> None:
    """Questions promised for the same minute come in the order in which they were asked."""
    for number in (1, 3, 2):
        story = Story(ports.log, f"c{number}", now=NOON - timedelta(seconds=number))
        await story.open("tanya", e.Asked(NOON + timedelta(hours=4)))
    rows, _ = await ports.lists.asked("main")
    assert [row.conversation for row in rows] == ["c3", "c2", "c1"]


async def test_an_ended_conversation_is_in_no_list(ports: Ports) -> None:
    """What has ended is only found by its patron."""
    story = Story(ports.log, "c1")
    await story.open()
    await story.claim()
    await story.write(e.Ended(e.EndedWhy.LIBRARIAN), by=SARI)
    assert (await ports.lists.held_by("sari"))[1] == 0
    assert await ports.lists.claimed("main") == []
    (row,) = await ports.lists.of_patron(PATRON.id)
    assert (row.stage, row.ended_at) == (Stage.ENDED, NOON)


async def test_a_patron_follows_only_their_own(ports: Ports) -> None:
    """Access is given by opening, newest conversation first."""
    other = Actor(Party.PATRON, "key-of-edo")
    for number, conversation in enumerate(("c1", "c2")):
        story = Story(ports.log, conversation)
        story.later(minutes=number)
        await story.open()
    await Story(ports.log, "c3", other).open()
    rows = await ports.lists.of_patron(PATRON.id)
    assert [row.conversation for row in rows] == ["c2", "c1"]
    assert await ports.lists.may_follow(other.id, "c3")
    assert not await ports.lists.may_follow(PATRON.id, "c3")
    assert await ports.lists.of_patron("key-of-nobody") == []


async def test_the_place_in_line_counts_who_came_earlier(ports: Ports) -> None:
    """The place in line is counted from 1 and is 0 outside the line."""
    stories = [Story(ports.log, f"c{number}") for number in range(3)]
    for number, story in enumerate(stories):
        story.later(seconds=number)
        await story.open()
    assert [await ports.lists.position(f"c{number}") for number in range(3)] == [1, 2, 3]
    await stories[0].claim()
    assert [await ports.lists.position(f"c{number}") for number in range(3)] == [0, 1, 2]
    assert await ports.lists.position("c404") == 0


async def test_recent_waits_are_seconds_from_opening_to_claim(ports: Ports) -> None:
    """Waits of recently claimed conversations come newest first, in seconds."""
    for number in range(1, 4):
        story = Story(ports.log, f"c{number}")
        story.later(hours=number)
        await story.open()
        story.later(seconds=10 * number)
        await story.claim()
    waits = await ports.lists.recent_waits("main", NOON + timedelta(hours=1, minutes=30), 5)
    assert waits == [30.0, 20.0]
    assert await ports.lists.recent_waits("main", NOON, 1) == [30.0]


async def test_the_desks_stream_moves_with_the_lists(ports: Ports) -> None:
    """The counter of `desk:<id>` grows with each change that the lists show."""
    assert await ports.lists.version("desk:main") == 0
    story = Story(ports.log, "c1")
    await story.open()
    first = await ports.lists.version("desk:main")
    await story.claim()
    second = await ports.lists.version("desk:main")
    assert 0 < first < second
    assert await ports.lists.desks() == ["main"]


async def test_a_thread_knows_its_conversation(ports: Ports) -> None:
    """A thread is in the conversation that bound it last."""
    assert await ports.lists.latest_in_thread("telegram:1", "77") is None
    for conversation in ("c1", "c2"):
        story = Story(ports.log, conversation)
        await story.write(
            e.Opened("main", "telegram", "id"), e.Said("halo"), bind=bound(conversation)
        )
    assert await ports.lists.latest_in_thread("telegram:1", "77") == "c2"


async def test_a_question_kept_for_later_says_nothing_about_waiting(ports: Ports) -> None:
    """Who was promised an answer by tomorrow did not stand in line until then."""
    story = Story(ports.log, "c1")
    await story.open("jam buka?", e.Asked(NOON + timedelta(days=1)))
    story.later(hours=1)
    await story.claim()
    assert await ports.lists.recent_waits("main", NOON) == []
