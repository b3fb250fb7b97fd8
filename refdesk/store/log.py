"""The durable conversation log (G1 to G3)."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import Connection, bindparam
from sqlmodel import col, select

from refdesk.desk.ports import Append, Page, Receipt
from refdesk.domain.conversation import Conversation, replay
from refdesk.store.appending import APPENDS
from refdesk.store.committing import Writer
from refdesk.store.driver import Lookup
from refdesk.store.reading import Reader
from refdesk.store.rows import RECEIPT, receipt, recorded, seed, select_events
from refdesk.store.tables.conversations import CommandRow, ConversationRow, EventRow

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
        self, conversation: str, after: int, limit: int = 200, *, public: bool
    ) -> Page:
        """Read events after number `after` of the full or the public sequence."""
        query = _public_since if public else _since
        asked = {"conversation": conversation, "after": after, "most": limit + 1}

        def read(connection: Connection) -> Page:
            found = [recorded(row) for row in connection.execute(query, asked)]
            return Page(tuple(found[:limit]), more=len(found) > limit)

        return await self._reader.read(read)

    async def event_id(self, conversation: str, seq: int, *, public: bool) -> str | None:
        """Give the id of the event at that number, None when there is none (G5)."""
        query = select(EventRow.id).where(col(EventRow.conversation) == conversation)
        if public:
            query = query.where(col(EventRow.seq) >= seq, col(EventRow.public_seq) == seq)
        else:
            query = query.where(col(EventRow.seq) == seq)
        return await self._reader.read(lambda c: c.execute(query.limit(1)).scalar())

    async def purged(self, conversation: str) -> bool:
        """Tell whether the conversation's bodies were all emptied."""
        asked = {"conversation": conversation}
        return await self._reader.read(lambda c: bool(c.execute(_purged, asked).scalar()))
