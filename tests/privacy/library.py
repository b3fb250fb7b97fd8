"""A library of many ended conversations with canaries wherever a patron's text can be."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import Final

from refdesk.desk.ports import Append
from refdesk.domain import events as e
from refdesk.domain.actors import SYSTEM, Actor, Party
from refdesk.domain.conversation import Conversation, replay
from refdesk.domain.personal_data import Kind
from refdesk.domain.placing import place
from refdesk.domain.preview import given_name, preview
from refdesk.domain.records import moment
from refdesk.domain.redaction import Original
from refdesk.ids import new_id
from refdesk.privacy.sealing import Sealer
from refdesk.store.opening import Store

CANARY: Final = "kanari"  # every one begins so; what follows says where it was put
PLACES: Final = ("question", "name", "page", "message", "edit", "note", "answer", "comment", "seal")
SARI: Final = Actor(Party.STAFF, "sari", "Sari")
ENTRY: Final = "perpanjang"  # learns the questions as wordings of its own
AT_ONCE: Final = 200  # conversations of one commit
_TEXT: Final = """buku pinjam perpanjang denda kartu anggota katalog jurnal skripsi sejarah kota
resep masakan novel terjemahan referensi rak lantai jam buka daring surat kabar arsip peta kamus
lomba dongeng"""


@dataclass(frozen=True, slots=True)
class Span:
    """When conversations end: evenly from one moment to the other."""

    first: datetime
    last: datetime

    def at(self, number: int, of: int) -> datetime:
        """Give the end of the conversation of this number."""
        return moment(
            round((self.first + (self.last - self.first) * (number / of)).timestamp() * 1000)
        )


def canary(where: str, number: int) -> str:
    """Give the word that stands at a place of the conversation of this number."""
    return f"{CANARY}{where}{number:06d}x"


async def fill(store: Store, count: int, span: Span, sealer: Sealer, seed: int = 7) -> list[str]:
    """Write so many conversations; give their ids."""
    made, ids = _conversations(count, span, sealer, seed), []
    while some := list(islice(made, AT_ONCE)):
        await store.fill(some, [])
        ids += [one.conversation for one in some]
    return ids


def _conversations(count: int, span: Span, sealer: Sealer, seed: int) -> Iterator[Append]:
    source = random.Random(seed)
    for number in range(count):
        yield _conversation(number, span.at(number, count), sealer, source)


def _conversation(number: int, ended: datetime, sealer: Sealer, source: random.Random) -> Append:
    def said(where: str) -> str:
        words = " ".join(source.choices(_TEXT.split(), k=8))
        return f"{words} {canary(where, number)}"

    patron, name = Actor(Party.PATRON, f"p{number}"), canary("name", number)
    id_, started = f"c{number:06d}", ended - timedelta(minutes=10)
    page = canary("page", number)
    steps: list[tuple[Actor, tuple[e.Event, ...]]] = [
        (patron, (e.Opened("main", "web", "id", name, page), e.Said(said("question")))),
        (SYSTEM, (e.Suggested(2, (e.Offer(ENTRY, "id", "Perpanjang", 1.0),)),)),
        (patron, (e.Judged(ENTRY, e.Verdict.HELPED),)),
        (SARI, (e.Claimed(SARI.id, SARI.name), e.Noted(said("note")))),
        (SARI, (e.Said(said("answer")),)),
        (patron, (e.Said(said("message")),)),
        (patron, (e.Edited(8, said("edit")),)),
        (SARI, (e.Ended(e.EndedWhy.LIBRARIAN),)),
        (patron, (e.Rated(source.randint(1, 5), said("comment")),)),
    ]
    recorded: list[e.Recorded] = []
    state = Conversation(id_, "main", patron.id)
    for minute, (by, events) in enumerate(steps):
        at = ended if minute > len(steps) - 3 else started + timedelta(minutes=minute)
        placed = place(state, events, by, at, new_id)
        state = replay(state, placed)
        recorded += placed
    whole = tuple(recorded)
    sealed = (sealer.seal(id_, 2, Original(1, Kind.PHONE, canary("seal", number))),)
    return Append(
        id_,
        0,
        whole,
        state,
        access=patron.id,
        preview=preview(whole, state),
        name=given_name(whole),
        sealed=sealed,
    )
