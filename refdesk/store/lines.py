"""Rows of the table `conversation` as lines of a list."""

from __future__ import annotations

from functools import lru_cache
from operator import itemgetter
from typing import Any

from refdesk.desk.ports import Line
from refdesk.domain.conversation import Stage
from refdesk.store.driver import table_of
from refdesk.store.rows import json_value, known_moment, time
from refdesk.store.tables.conversations import ConversationRow

_PLACES = {column.name: place for place, column in enumerate(table_of(ConversationRow).columns)}
_shown = itemgetter(
    *(
        _PLACES[name]
        for name in (
            *("id", "library", "desk", "stage", "channel", "language"),
            *("head", "public_head", "fence", "holder"),
            *("waiting_since", "unanswered_since", "opened_at", "offered_at", "last_said_at"),
            *("promised_at", "ended_at", "offered_to", "declined", "preview", "name"),
            *("suggested", "patron", "restricted_at", "alarmed_at"),
        )
    )
)


def line(row: Any) -> Line:  # noqa: ANN401
    """Read a row that begins with the columns of the table `conversation`."""
    # By place: by name, 200 of them take longer to read than to find.
    place = _shown(row)
    offered_to, declined, preview, name, suggested, patron, restricted, alarmed = place[17:]
    return Line._make(
        (
            *place[:3],
            _STAGES[place[3]],
            *place[4:10],
            *[None if at is None else known_moment(at) for at in place[10:17]],
            _names(offered_to),
            _names(declined),
            preview,
            name,
            bool(suggested),
            patron,
            restricted is not None,
            time(alarmed),
        )
    )


_STAGES = {stage.value: stage for stage in Stage}


@lru_cache(maxsize=512)
def _names(stored: str) -> frozenset[str]:
    return frozenset(json_value(stored))
