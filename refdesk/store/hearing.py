"""What of many conversations teaches, read at once; what teaches nothing is left unread."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import Connection, and_, case, func, or_, select
from sqlmodel import col

from refdesk.domain.actors import Party
from refdesk.domain.events import Recorded
from refdesk.store.rows import recorded, select_events
from refdesk.store.tables.conversations import EventRow

# Kinds that say something of a question beyond its being asked, or that nothing may be learned.
_TELLING: Final = ("suggested", "judged", "staff_judged", "edited", "restricted")
_asks = and_(col(EventRow.kind) == "said", col(EventRow.party) == Party.PATRON.value)
_tells = col(EventRow.kind).in_(_TELLING)


def teaching_events(
    connection: Connection, conversations: Sequence[str]
) -> dict[str, tuple[Recorded, ...]]:
    """Give for each conversation, in order, the events that `domain.lessons` looks at.

    That is what its patron wrote and what was made of it; where nothing was made of it, only what
    it was opened with.
    """
    first, told = _looked_over(connection, conversations)
    name, seq = col(EventRow.conversation), col(EventRow.seq)
    # Nearly all of them have the same number; what else has it is left out below.
    opening = and_(name.in_(first), seq.in_(set(first.values())))
    query = select_events().add_columns(name)
    query = query.where(or_(opening, name.in_(told)), or_(_tells, _asks)).order_by(name, seq)
    found: dict[str, list[Recorded]] = defaultdict(list)
    for row in connection.execute(query):
        if first.get(row.conversation, row.seq) == row.seq:
            found[row.conversation].append(recorded(row))
    return {name: tuple(found[name]) for name in conversations}


def _looked_over(
    connection: Connection, conversations: Sequence[str]
) -> tuple[dict[str, int], list[str]]:
    """Give the number of each conversation's first question, and those of which more is told."""
    asked = func.min(case((_asks, col(EventRow.seq)))).label("asked")
    told = func.max(case((_tells, 1), else_=0)).label("told")
    query: Any = select(col(EventRow.conversation), asked, told)
    query = query.where(col(EventRow.conversation).in_(conversations))
    rows = connection.execute(query.group_by(col(EventRow.conversation))).all()
    first = {row.conversation: row.asked for row in rows if row.asked is not None and not row.told}
    return first, [row.conversation for row in rows if row.told]
