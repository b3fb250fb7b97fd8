"""What every conversation log must do."""

from __future__ import annotations

import asyncio
from functools import partial

import pytest

from refdesk.domain import events as e
from refdesk.errors import Conflict, HeadMoved
from tests.contracts.conftest import Ports
from tests.contracts.writing import NOON, PATRON, SARI, Story


async def test_an_append_gives_where_its_last_event_stands(ports: Ports) -> None:
    """The receipt names the last event, its full and its public number, and its time."""
    story = Story(ports.log, "c1")
    receipt = await story.open("halo", e.Offered(("sari",)))
    assert (receipt.conversation, receipt.seq, receipt.public_seq) == ("c1", 3, 2)
    assert (receipt.at, receipt.id) == (NOON, story.state.last_id)


async def test_a_loaded_conversation_is_the_fold_of_its_events(ports: Ports) -> None:
    """Loading gives the very state that folding the appended events gave."""
    story = Story(ports.log, "c1")
    await story.open("halo", e.Offered(("sari", "budi")), name="Ani")
    await story.write(e.Suggested(2, (e.Offer("jam-buka", "id", "Jam buka", 0.8),)))
    await story.write(e.Declined("budi"), by=SARI)
    await story.claim()
    await story.write(e.Held(), e.Resumed(), e.Said("08.00", "jam-buka"), by=SARI)
    await story.write(e.Noted("ramah"), by=SARI)
    await story.write(e.Ended(e.EndedWhy.LIBRARIAN), by=SARI)
    await story.write(e.Coded(2, "policy", "answered"), by=SARI)
    await story.write(e.Rated(5, "terima kasih"))
    assert await ports.log.load("c1") == story.state


async def test_an_absent_conversation_is_none(ports: Ports) -> None:
    """Loading what was never opened gives None."""
    assert await ports.log.load("c404") is None
    assert (await ports.log.read_since("c404", 0, public=False)).recorded == ()


async def test_pages_are_in_order_without_a_hole(ports: Ports) -> None:
    """Pages of the full sequence hold each event once, in order, and tell whether more follow."""
    story = Story(ports.log, "c1")
    await story.open()
    for number in range(8):
        await story.write(e.Said(f"pesan {number}"))
    first = await ports.log.read_since("c1", 0, 6, public=False)
    rest = await ports.log.read_since("c1", 6, 6, public=False)
    assert [*first.recorded, *rest.recorded] == story.history
    assert (first.more, rest.more) == (True, False)


async def test_a_page_is_bounded_by_the_weight_of_its_texts(ports: Ports) -> None:
    """So many bytes of text fit, not one event more; a heavier first one comes alone."""
    story = Story(ports.log, "c1")
    await story.open("halo")
    for _ in range(4):
        await story.write(e.Said("\N{BOOKS}" * 100))
    read = partial(ports.log.read_since, "c1", public=True)
    fits, short, alone = (
        await read(0, within=804),
        await read(0, within=803),
        await read(2, within=1),
    )
    rest = await read(2, within=1_600)
    assert [len(page.recorded) for page in (fits, short, alone, rest)] == [4, 3, 1, 4]
    assert [page.more for page in (fits, short, alone, rest)] == [True, True, True, False]
    both = await ports.log.read_since("c1", 0, 3, public=False, within=804)
    assert (both.recorded, both.more) == (tuple(story.history[:3]), True)


async def test_the_public_reading_has_no_staff_event(ports: Ports) -> None:
    """Readers of the public sequence get its numbers from 1 without holes, and nothing else."""
    story = Story(ports.log, "c1")
    await story.open("halo", e.Offered(("sari",)))
    await story.claim()
    await story.write(e.Noted("hati-hati"), by=SARI)
    await story.write(e.Said("baik"), by=SARI)
    page = await ports.log.read_since("c1", 0, public=True)
    assert [one.public_seq for one in page.recorded] == [1, 2, 3, 4]
    assert [one.event.kind for one in page.recorded] == ["opened", "said", "claimed", "said"]
    later = await ports.log.read_since("c1", 3, public=True)
    assert [one.event for one in later.recorded] == [e.Said("baik")]


async def test_event_ids_tell_histories_apart(ports: Ports) -> None:
    """The id at a number can be asked for in both sequences; beyond the head there is none."""
    story = Story(ports.log, "c1")
    await story.open("halo", e.Offered(("sari",)))
    await story.claim()
    assert await ports.log.event_id("c1", 4, public=False) == story.history[3].id
    assert await ports.log.event_id("c1", 3, public=True) == story.history[3].id
    assert await ports.log.event_id("c1", 3, public=False) == story.history[2].id
    assert await ports.log.event_id("c1", 4, public=True) is None


async def test_a_command_that_comes_again_gets_its_old_receipt(ports: Ports) -> None:
    """The same command id with the same content writes nothing and is acknowledged as before."""
    story = Story(ports.log, "c1")
    await story.open()
    append = story.prepare(e.Said("sekali"), cid="x1", fingerprint=b"same")
    receipt = await story.make(append)
    await story.write(e.Said("lagi"), cid="x2", fingerprint=b"other")
    assert await ports.log.append(append) == receipt
    assert await ports.log.receipt(PATRON.sender, "x1") == receipt
    assert await ports.log.load("c1") == story.state


async def test_an_opening_that_comes_again_opens_once(ports: Ports) -> None:
    """Two appends that open the same conversation by the same command make one."""
    story = Story(ports.log, "c1")
    opening = (e.Opened("main", "web", "id"), e.Said("halo"))
    append = story.prepare(*opening, cid="x1", fingerprint=b"f", access=PATRON.id)
    first, second = await asyncio.gather(ports.log.append(append), ports.log.append(append))
    assert first == second
    assert (await ports.log.read_since("c1", 0, public=False)).recorded == append.recorded


async def test_the_same_command_id_with_other_content_is_a_conflict(ports: Ports) -> None:
    """A command id that was used for other content is refused, and nothing is written."""
    story = Story(ports.log, "c1")
    await story.open()
    await story.write(e.Said("satu"), cid="x1", fingerprint=b"one")
    with pytest.raises(Conflict):
        await ports.log.append(story.prepare(e.Said("dua"), cid="x1", fingerprint=b"two"))
    assert await ports.log.load("c1") == story.state


async def test_command_ids_belong_to_their_sender(ports: Ports) -> None:
    """Two senders may use the same command id."""
    story = Story(ports.log, "c1")
    await story.open()
    await story.claim()
    await story.write(e.Said("satu"), cid="x1", fingerprint=b"one")
    receipt = await story.write(e.Said("dua"), by=SARI, cid="x1", fingerprint=b"two")
    assert receipt.seq == 5
    assert await ports.log.receipt(SARI.sender, "x1") == receipt


async def test_an_unknown_command_has_no_receipt(ports: Ports) -> None:
    """A command that never came has no receipt."""
    assert await ports.log.receipt(PATRON.sender, "x404") is None


async def test_a_new_conversation_under_a_used_command_id_leaves_no_trace(ports: Ports) -> None:
    """A refused opening leaves no empty conversation behind."""
    await Story(ports.log, "c1").open()
    first = Story(ports.log, "c2")
    await first.write(e.Opened("main", "web", "id"), e.Said("a"), cid="x1", fingerprint=b"a")
    other = Story(ports.log, "c3")
    append = other.prepare(e.Opened("main", "web", "id"), e.Said("b"), cid="x1", fingerprint=b"b")
    with pytest.raises(Conflict):
        await ports.log.append(append)
    assert await ports.log.load("c3") is None
    assert (await ports.lists.line("main"))[1] == 2


async def test_appends_decided_on_one_another_are_kept_together(ports: Ports) -> None:
    """Appends that each rest on the one before are handed over at once and kept in their order."""
    story = Story(ports.log, "c1")
    await story.open()
    appends = story.chain("satu", "dua", "tiga")
    receipts = await asyncio.gather(*map(ports.log.append, appends))
    assert [one.id for one in receipts] == [one.recorded[-1].id for one in appends]
    assert await ports.log.load("c1") == appends[-1].after


async def test_what_rests_on_an_append_that_did_not_come_to_be_is_void(ports: Ports) -> None:
    """After a command that had come before, what was decided on it is not kept; nothing breaks."""
    story = Story(ports.log, "c1")
    await story.open()
    repeated = await story.write(e.Said("satu"), cid="k-satu", fingerprint=b"f")
    appends = story.chain("satu", "dua", "tiga")
    outcomes = await asyncio.gather(*map(ports.log.append, appends), return_exceptions=True)
    assert outcomes[0] == repeated
    assert [type(one) for one in outcomes[1:]] == [HeadMoved, HeadMoved]
    assert await ports.log.load("c1") == story.state
    await story.write(e.Said("lain"))  # the number that "dua" rests on, another event
    with pytest.raises(HeadMoved):
        await ports.log.append(appends[1])
    await story.write(e.Said("empat"))


async def test_many_conversations_share_commits(ports: Ports) -> None:
    """Appends to many conversations at once are all kept, each in its own place."""
    stories = [Story(ports.log, f"c{number:03}") for number in range(120)]
    await asyncio.gather(*(story.open(story.id) for story in stories))
    await asyncio.gather(*(story.write(e.Said(f"lagi {story.id}")) for story in stories))
    for story in stories[::17]:
        assert await ports.log.load(story.id) == story.state
        page = await ports.log.read_since(story.id, 0, public=False)
        assert list(page.recorded) == story.history


async def test_a_redaction_empties_one_body(ports: Ports) -> None:
    """Redacted empties the body it names in the same commit, and leaves the envelopes."""
    story = Story(ports.log, "c1")
    await story.open("nomor saya 0812")
    await story.write(e.Said("halo?"))
    await story.write(e.Redacted(2))
    bodies = [
        one.event.body
        for one in (await ports.log.read_since("c1", 0, public=False)).recorded
        if isinstance(one.event, e.Said)
    ]
    assert bodies == ["", "halo?"]
    assert not await ports.log.purged("c1")
    assert await ports.log.load("c1") == story.state


async def test_forgetting_empties_every_body(ports: Ports) -> None:
    """Forgotten empties all bodies with the name and the preview; the envelopes stay."""
    story = Story(ports.log, "c1")
    await story.open("rahasia", name="Ani")
    await story.claim()
    await story.write(e.Noted("catatan"), by=SARI)
    await story.write(e.Ended(e.EndedWhy.PATRON), e.Forgotten())
    assert await ports.log.purged("c1")
    page = await ports.log.read_since("c1", 0, public=False)
    assert [one.seq for one in page.recorded] == [1, 2, 3, 4, 5, 6]
    assert {getattr(one.event, "body", "") for one in page.recorded} == {""}
    (line,) = await ports.lists.of_patron(PATRON.id)
    assert (line.preview, line.name) == ("", "")


async def test_texts_come_back_as_they_were(ports: Ports) -> None:
    """Any writing, quotes, emoji, line breaks and long texts survive."""
    texts = ["Pak \"Budi\" & 'Ani'; DROP TABLE", "👩🏽‍🏫 كتاب 書", "satu\ndua\t%_\\", "x" * 4000]
    story = Story(ports.log, "c1")
    await story.open(texts[0])
    for text in texts[1:]:
        await story.write(e.Said(text))
    page = await ports.log.read_since("c1", 1, public=True)
    assert [one.event for one in page.recorded] == [e.Said(text) for text in texts]


async def test_envelopes_come_back_whole(ports: Ports) -> None:
    """Who acted, when and with which id comes back with every event."""
    story = Story(ports.log, "c1")
    await story.open()
    await story.claim()
    page = await ports.log.read_since("c1", 2, public=False)
    assert page.recorded == (story.history[2],)
    assert (page.recorded[0].by, page.recorded[0].at) == (SARI, NOON)
