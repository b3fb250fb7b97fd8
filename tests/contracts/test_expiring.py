"""What every store must do with what is over its time."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from refdesk.domain.actors import SYSTEM
from refdesk.domain.events import Ended, EndedWhy, Forgotten, Opened, Rated, Said
from refdesk.people.ports import AuditRow
from refdesk.store.opening import Store
from tests.contracts.writing import NOON, Story, bound, from_thread

DAY = timedelta(days=1)
COUNTS = (
    "SELECT (SELECT count(*) FROM intake), (SELECT count(*) FROM outgoing),"
    " (SELECT count(*) FROM message_ref), (SELECT count(*) FROM thread)"
)


async def ended(store: Store, name: str, text: str, *, day: int) -> Story:
    """Write a conversation that ended on this day."""
    story = Story(store.log, name)
    await story.open(text, name="Budi Rahasia")
    story.now = NOON + day * DAY
    await story.write(Said(text), cid=f"{name}-said", fingerprint=b"f")
    await story.write(Ended(EndedWhy.PATRON))
    await story.write(Rated(5, text))
    return story


async def test_ended_conversations_are_found_by_age(store: Store) -> None:
    """The oldest first; open ones and those without bodies never."""
    old = await ended(store, "old", "lama", day=1)
    await ended(store, "older", "lebih lama", day=0)
    await ended(store, "new", "baru", day=9)
    await Story(store.log, "open").open()
    assert await store.expiring.ended(NOON + 5 * DAY, 9) == ["older", "old"]
    assert await store.expiring.ended(NOON + 5 * DAY, 1) == ["older"]
    await old.write(Forgotten(), by=SYSTEM)
    assert await store.expiring.ended(NOON + 5 * DAY, 9) == ["older"]
    assert await store.expiring.count_ended(NOON + 5 * DAY) == 1


async def test_acknowledgements_stay_as_long_as_their_conversation(store: Store) -> None:
    """Those of purged conversations go by age; the others are still given again."""
    kept = await ended(store, "kept", "teks", day=0)
    gone = await ended(store, "gone", "teks", day=0)
    await gone.write(Forgotten(), by=SYSTEM)
    assert await store.expiring.count_commands(NOON) == 0
    assert await store.expiring.count_commands(NOON + 2 * DAY) == 1
    assert await store.expiring.drop_commands(NOON + 2 * DAY) == 1
    assert await store.log.receipt(gone.patron.sender, "gone-said") is None
    assert await store.log.receipt(kept.patron.sender, "kept-said") is not None


async def test_contacts_go_when_all_of_a_patron_is_emptied(store: Store) -> None:
    """What was taken and sent goes with its conversation, the chat with the last; then anew."""
    opened = (Opened("main", "telegram", "id"), Said("halo"))

    async def talk(name: str) -> Story:
        story = Story(store.log, name)
        await story.write(*opened, intake=from_thread(name), bind=bound(name))
        await story.write(Ended(EndedWhy.PATRON), by=SYSTEM)
        return story

    async def left() -> list[int]:
        return await store._reader.read(lambda c: list(c.exec_driver_sql(COUNTS).one()))

    first, second = await talk("m:77:1"), await talk("m:77:2")
    assert await left() == [2, 2, 2, 1]
    await first.write(Forgotten(), by=SYSTEM)
    assert await store.expiring.drop_contacts(NOON) == 0
    assert await store.expiring.drop_contacts(NOON + DAY) == 3
    assert await left() == [1, 1, 1, 1]
    await second.write(Forgotten(), by=SYSTEM)
    assert await store.expiring.count_contacts(NOON + DAY) == 5
    assert await store.expiring.drop_contacts(NOON + DAY) == 5
    assert await left() == [0, 0, 0, 0]
    await talk("m:77:3")
    assert await left() == [1, 1, 1, 1]


async def test_audit_goes_by_age(store: Store) -> None:
    """Rows from before a day go, the others stay."""
    for day in range(4):
        await store.staff.audit(AuditRow(NOON + day * DAY, "sari", "transcript_read", f"c{day}"))
    assert await store.expiring.count_audit(NOON + 2 * DAY) == 2
    assert await store.expiring.drop_audit(NOON + 2 * DAY) == 2
    assert [row.target for row in await store.staff.audited()] == ["c3", "c2"]


@pytest.mark.parametrize("address", ["sqlite"], indirect=True)
async def test_no_byte_of_a_forgotten_text_is_left(store: Store, tmp_path: Path) -> None:
    """After the scrub neither database nor write-ahead log holds it, while it is in use."""
    canary = "kanari-7f3a9"
    story = await ended(store, "c1", canary, day=0)
    await ended(store, "c2", "tetap tinggal", day=0)
    assert canary.encode() in everything(tmp_path)
    await story.write(Forgotten(), by=SYSTEM)
    await store.expiring.scrub()
    assert canary.encode() not in everything(tmp_path)
    assert b"Budi Rahasia" in everything(tmp_path)  # of the other conversation
    page = await store.log.read_since("c1", 0, public=False)
    assert [getattr(one.event, "body", "") for one in page.recorded] == [""] * len(page.recorded)


def everything(folder: Path) -> bytes:
    """Read all files of the database."""
    return b"".join(file.read_bytes() for file in folder.iterdir() if file.is_file())
