"""The durable conversation log (G1 to G3)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from sqlalchemy import Connection, Select, bindparam, func
from sqlmodel import col, or_, select

from refdesk.desk.ports import UNBOUNDED, Append, Page, Receipt
from refdesk.domain.conversation import Conversation, replay
from refdesk.domain.events import Recorded
from refdesk.store.appending import APPENDS
from refdesk.store.committing import Writer
from refdesk.store.driver import Lookup, is_postgres
from refdesk.store.reading import Reader
from refdesk.store.rows import RECEIPT, receipt, recorded, seed, select_events
from refdesk.store.tables.conversations import CommandRow, ConversationRow, EventRow

FIRST_AND_NEXT = 2  # the first fits always, the next tells that there is more
_command = Lookup(CommandRow, ["sender", "cid"], RECEIPT)
# Made once: making them costs more than the reading. No public number is larger than the full
# one, so the key bounds both readings.
_history = (
    select_events()
    .where(
        col(EventRow.conversation) == bindparam("conversation"),
        col(EventRow.seq) > bindparam("after"),
    )
    .order_by(col(EventRow.seq))
)
_since = _history.limit(bindparam("most"))
_public_since = _since.where(col(EventRow.public_seq) > bindparam("after"))


def _weighed(query: Select[Any]) -> Select[Any]:
    """Leave out what follows the first event that does not fit; two come in any case.

    For PostgreSQL, whose driver fetches all rows of a query; SQLite's gives one after the other.
    """
    rows = query.subquery()
    size = func.coalesce(func.octet_length(rows.c.text), 0)
    before = func.sum(size).over(order_by=rows.c.seq) - size
    place = func.row_number().over(order_by=rows.c.seq)
    weighed = rows.select().add_columns(before.label("before"), place.label("place")).subquery()
    kept = or_(weighed.c.before <= bindparam("within"), weighed.c.place <= FIRST_AND_NEXT)
    return weighed.select().where(kept).order_by(weighed.c.seq)


_SINCE = {  # public, bounded
    (False, False): _since,
    (True, False): _public_since,
    (False, True): _weighed(_since),
    (True, True): _weighed(_public_since),
}
_at = select(EventRow.id).where(col(EventRow.conversation) == bindparam("conversation")).limit(1)
_AT = {  # public
    False: _at.where(col(EventRow.seq) == bindparam("seq")),
    True: _at.where(
        col(EventRow.seq) >= bindparam("seq"), col(EventRow.public_seq) == bindparam("seq")
    ),
}
_purged = select(ConversationRow.purged).where(col(ConversationRow.id) == bindparam("conversation"))
_seed = select(ConversationRow.id, ConversationRow.library, ConversationRow.patron).where(
    col(ConversationRow.id) == bindparam("conversation")
)


class DurableLog:
    """The port `refdesk.desk.ports.Log`."""

    def __init__(self, writer: Writer, reader: Reader) -> None:
        self._writer = writer
        self._reader = reader

    async def append(self, append: Append) -> Receipt:
        """Write everything in one commit, return after it is synced."""
        return await self._writer.write(APPENDS, append)

    def submit(self, append: Append, tell: Callable[[Receipt | Exception], None]) -> None:
        """Do what `append` does and tell what it returns or raises, once, perhaps at once."""
        self._writer.submit(APPENDS, append, tell)

    async def receipt(self, sender: str, cid: str) -> Receipt | None:
        """Give the stored receipt of a command, if it came before."""

        def read(connection: Connection) -> Receipt | None:
            found = _command(connection, [(sender, cid)])
            return receipt(found[0]) if found else None

        return await self._reader.read(read)

    async def load(self, conversation: str) -> Conversation | None:
        """Replay the whole conversation from its events; None when there is none."""

        def read(connection: Connection) -> Conversation | None:
            row = connection.execute(_seed, {"conversation": conversation}).first()
            if row is None:
                return None
            rows = connection.execute(_history, {"conversation": conversation, "after": 0})
            return replay(seed(*row), map(recorded, rows))

        return await self._reader.read(read)

    async def read_since(
        self,
        conversation: str,
        after: int,
        limit: int = 200,
        *,
        public: bool,
        within: int = UNBOUNDED,
    ) -> Page:
        """Read events after number `after`, so many and so many bytes of text at most."""
        asked = {"conversation": conversation, "after": after, "most": limit + 1, "within": within}

        def read(connection: Connection) -> Page:
            bounded = is_postgres(connection) and within < UNBOUNDED
            query = _SINCE[public, bounded]
            with connection.execute(query, asked) as rows:
                return _page(rows, limit, within)

        return await self._reader.read_in_turn(read)

    async def event_id(self, conversation: str, seq: int, *, public: bool) -> str | None:
        """Give the id of the event at that number, None when there is none (G5)."""
        query, asked = _AT[public], {"conversation": conversation, "seq": seq}
        return await self._reader.read_in_turn(lambda c: c.execute(query, asked).scalar())

    async def purged(self, conversation: str) -> bool:
        """Tell whether the conversation's bodies were all emptied."""
        asked = {"conversation": conversation}
        return await self._reader.read_in_turn(lambda c: bool(c.execute(_purged, asked).scalar()))


def _page(rows: Iterable[Any], limit: int, within: int) -> Page:
    """Take rows while they fit, the first in any case; what is not taken is not fetched."""
    found: list[Recorded] = []
    weight = 0
    for row in rows:
        weight += len((row.text or "").encode())
        if len(found) == limit or (found and weight > within):
            return Page(tuple(found), more=True)
        found.append(recorded(row))
    return Page(tuple(found), more=False)
