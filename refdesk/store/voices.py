"""What people made of entries, each once: in conversations, and on public pages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from typing import Final

from sqlalchemy import Connection
from sqlmodel import col, select

from refdesk.domain.events import Verdict
from refdesk.domain.lessons import GOOD
from refdesk.knowledge.editing_ports import Voices
from refdesk.store.page_votes import People, all_people
from refdesk.store.tables.lessons import VoteRow

_GOOD: Final = frozenset(verdict.value for verdict in GOOD)
_BAD: Final = frozenset({Verdict.UNHELPED.value, Verdict.REJECTED.value})


def voices(connection: Connection, entries: Collection[str] | None = None) -> dict[str, Voices]:
    """Count the people whose newest word on an entry is good or bad; None asks of all entries."""
    newest = select(col(VoteRow.entry), col(VoteRow.voter), col(VoteRow.verdict))
    if entries is not None:
        newest = newest.where(col(VoteRow.entry).in_(entries))
    rows = connection.execute(newest.order_by(col(VoteRow.at)))
    last = {(entry, voter): verdict for entry, voter, verdict in rows}
    helped = Counter(entry for (entry, _), verdict in last.items() if verdict in _GOOD)
    rejected = Counter(entry for (entry, _), verdict in last.items() if verdict in _BAD)
    readers = all_people(connection, entries)
    nobody = People(0, 0)
    return {
        entry: Voices(
            helped[entry] + readers.get(entry, nobody).helped,
            rejected[entry] + readers.get(entry, nobody).unhelped,
        )
        for entry in {*helped, *rejected, *readers}
    }
