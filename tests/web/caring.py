"""The care of patrons behind a site of the tests: requests, consent, what is learned of them."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from refdesk.desk.escalating import Call, Escalation
from refdesk.desk.transcript_indexing import TranscriptIndexing
from refdesk.desk.turn import Turns
from refdesk.knowledge.shelf import Shelf
from refdesk.knowledge.teaching import Teaching
from refdesk.operations.care_values import (
    Care,
    answering,
    consents,
    leaving_nothing,
    own_data,
    staff_id_in,
)
from refdesk.privacy.consents import learning_from
from refdesk.privacy.scrubbing import Scrubbing
from refdesk.privacy.sealing import Sealer
from refdesk.settings import load
from refdesk.store.opening import Store

LIBRARY = "Perpustakaan Kota Uji"
ZONE = ZoneInfo("Asia/Jakarta")
CRISIS = {"contact": "Bu Ratna", "phone": "0812-0000-1111", "mail": "ratna@perpus.example"}


class Mailbox:
    """The mail of whom the library names for a crisis; it may be out of reach."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, Call]] = []
        self.open = True
        self.escalation = Escalation({"mail": self.take})

    async def take(self, address: str, call: Call) -> bool:
        """Take a call for help."""
        self.calls.append((address, call))
        return self.open


def new_id() -> str:
    """Give a random id."""
    return secrets.token_hex(8)


def care_of(
    store: Store,
    turns: Turns,
    shelf: Shelf,
    indexing: TranscriptIndexing,
    sealer: Sealer,
    clock: Callable[[], datetime],
) -> tuple[Care, Teaching]:
    """Put it together as the server does, with the settings as they come."""
    settings = load(library_name=LIBRARY, timezone=ZONE.key)

    async def relearn(conversations: object) -> None:
        await teaching.do(conversations)  # type: ignore[arg-type]

    agreed = consents(settings, store, clock, relearn)
    may_learn = learning_from(agreed, frozenset({"anak"}))
    teaching = Teaching(store.lessons, store.gaps, shelf, new_id, may_learn)
    care = Care(
        answering(store, turns, lambda: None, clock, new_id, None),
        agreed,
        own_data(settings, store, sealer, clock),
        leaving_nothing(indexing, teaching, shelf, Scrubbing(store.expiring.scrub)),
        store.exposure,
        staff_id_in(store),
        store.own_desks,
    )
    return care, teaching
