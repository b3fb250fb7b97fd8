"""What every store must do with sealed originals."""

from __future__ import annotations

from datetime import timedelta

from refdesk.domain.actors import SYSTEM
from refdesk.domain.care_events import Restricted
from refdesk.domain.events import Ended, EndedWhy, Said
from refdesk.domain.personal_data import Kind
from refdesk.domain.redaction import Sealed
from refdesk.store.opening import Store
from tests.contracts.writing import NOON, Story

NIK = Sealed(3, 1, Kind.NIK, b"old-first")
PHONE = Sealed(3, 2, Kind.PHONE, b"old-second")


async def told(store: Store, conversation: str = "c1") -> Story:
    """Write a conversation whose third event holds two tokens."""
    story = Story(store.log, conversation)
    await story.open()
    await story.write(Said("[NIK 1], [TELEPON 2]"), sealed=(NIK, PHONE))
    return story


async def test_originals_are_kept_with_their_event(store: Store) -> None:
    """They come back in the order of their tokens, for their own event only."""
    await told(store)
    assert await store.sealed.of("c1", 3) == [NIK, PHONE]
    assert await store.sealed.of("c1", 2) == []
    assert await store.sealed.of("c2", 3) == []


async def test_originals_go_when_their_conversation_ended_long_ago(store: Store) -> None:
    """Those of open and of newly ended conversations stay."""
    for name in ("open", "ended", "new"):
        story = await told(store, name)
        story.now = NOON + timedelta(hours=1 if name == "ended" else 30)
        if name != "open":
            await story.write(Ended(EndedWhy.PATRON))
    assert await store.sealed.expire(NOON + timedelta(hours=2), 1) == 1
    assert await store.sealed.expire(NOON + timedelta(hours=2), 9) == 1
    assert await store.sealed.expire(NOON + timedelta(hours=2), 9) == 0
    assert [len(await store.sealed.of(name, 3)) for name in ("open", "ended", "new")] == [2, 0, 2]


async def test_originals_of_a_restricted_conversation_wait_for_its_release(store: Store) -> None:
    """They may only be kept, whenever it ended."""
    story = await told(store)
    await story.write(Ended(EndedWhy.PATRON))
    await story.write(Restricted(on=True), by=SYSTEM)
    assert await store.sealed.expire(NOON + timedelta(hours=2), 9) == 0
    await story.write(Restricted(on=False), by=SYSTEM)
    assert await store.sealed.expire(NOON + timedelta(hours=2), 9) == 2


async def test_boxes_under_another_key_are_found_and_replaced(store: Store) -> None:
    """A box that begins with the new key's name is not given again."""
    await told(store)
    assert await store.sealed.sealed_otherwise(b"new-", 9) == [("c1", NIK), ("c1", PHONE)]
    renewed = Sealed(3, 1, Kind.NIK, b"new-first")
    await store.sealed.replace([("c1", renewed)])
    assert await store.sealed.sealed_otherwise(b"new-", 9) == [("c1", PHONE)]
    assert await store.sealed.of("c1", 3) == [renewed, PHONE]
