"""Which ended conversations hold certain words: each engine's full-text index asked its own way.

SQLite's FTS5 gives what it finds in the order of the document numbers, so that a search stops at
the end of its page. PostgreSQL's gives it in none: few matches are read from there and sorted, of
many the newest are found sooner by walking the conversations from the newest on. Its planner
cannot tell which are few: it takes a word that it has no figures of for one in two hundred.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final

from sqlalchemy import (
    ARRAY,
    BigInteger,
    ColumnElement,
    Connection,
    Select,
    any_,
    case,
    literal,
    select,
    text,
    true,
)
from sqlmodel import col

from refdesk.desk.transcript_ports import Clause, Wanted
from refdesk.domain.conversation import Stage
from refdesk.store.driver import control, is_postgres
from refdesk.store.sought import fts5_query, tsquery
from refdesk.store.tables.conversations import ConversationRow as C
from refdesk.store.tables.derived import PLACE, WORDS
from refdesk.store.transcript_index import first_place

FEW: Final = 400
"""Matches up to which sorting them is the cheaper way on PostgreSQL."""
# A plan for any words is no plan for these; the cost of turning disks would have tables walked for
# a hundredth of their rows.
_PLANNED: Final = (
    "BEGIN READ ONLY; SET LOCAL plan_cache_mode = force_custom_plan; "
    "SET LOCAL random_page_cost = 1.1"
)
_MATCHES = text("transcript_words MATCH :sought")
_HOLDS = text("words @@ CAST(:sought AS tsquery)")


@contextmanager
def planned(connection: Connection) -> Iterator[None]:
    """Have PostgreSQL plan what is asked within for the very words and times that are given."""
    if not is_postgres(connection):
        yield
        return
    control(connection, _PLANNED)
    yield
    control(connection, "COMMIT")


class Matches:
    """Ended conversations whose index holds the clauses, opened in the time of `wanted`.

    Of them those before a document number, if one is given. PostgreSQL's index is asked at once.
    """

    def __init__(
        self,
        connection: Connection,
        wanted: Wanted,
        clauses: Sequence[Clause],
        before: int | None = None,
    ) -> None:
        self._postgres = is_postgres(connection)
        self._held = _holds(clauses) if self._postgres else _matches(clauses)
        self._within = _within(WORDS.c.rowid, wanted, before)
        self._placed = _within(PLACE.c.place, wanted, before)
        self._few = _few(connection, self._held, self._within) if self._postgres else None

    def newest(self, query: Select[Any]) -> Select[Any]:
        """Narrow a query of conversations to them, the newest first."""
        if not self._postgres:
            return self.unordered(query).order_by(WORDS.c.rowid.desc())
        query = query.order_by(PLACE.c.place.desc())
        if self._few is not None:
            return _among(query, self._few)
        # As a case it is no question to the index of words. The planner does not see that both
        # numbers are within the same bounds.
        walked = case((self._held, true()))
        return _beside_words(query, walked, [*self._within, *self._placed])

    def unordered(self, query: Select[Any]) -> Select[Any]:
        """Narrow a query of conversations to them."""
        if self._few is not None:
            return _among(query, self._few)
        return _beside_words(query, self._held, self._within)


def _beside_words(query: Select[Any], held: Any, within: Sequence[Any]) -> Select[Any]:  # noqa: ANN401
    query = _ended(query).join(WORDS, WORDS.c.rowid == PLACE.c.place)
    return query.where(held, *within)


def _among(query: Select[Any], places: list[int]) -> Select[Any]:
    return _ended(query).where(PLACE.c.place == any_(literal(places, ARRAY(BigInteger))))


def _ended(query: Select[Any]) -> Select[Any]:
    """Join the place of what has ended."""
    ended = col(C.stage) == Stage.ENDED.value
    return query.join(PLACE, PLACE.c.conversation == col(C.id)).where(ended)


def _few(
    connection: Connection,
    held: Any,  # noqa: ANN401
    within: Sequence[ColumnElement[bool]],
) -> list[int] | None:
    """Give the numbers of all documents that match, None when there are more than FEW."""
    held = select(WORDS.c.rowid).where(held, *within).cte("held")
    # Planned apart, as if all were to be read: an end in sight makes walking the table tempting.
    apart = select(held.prefix_with("MATERIALIZED").c.rowid).limit(FEW + 1)
    found = [row.rowid for row in connection.execute(apart)]
    return found if len(found) <= FEW else None


def _matches(clauses: Sequence[Clause]) -> Any:  # noqa: ANN401
    return _MATCHES.bindparams(sought=fts5_query(clauses))


def _holds(clauses: Sequence[Clause]) -> Any:  # noqa: ANN401
    return _HOLDS.bindparams(sought=tsquery(clauses))


def _within(
    number: ColumnElement[int], wanted: Wanted, before: int | None
) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.since is not None:
        found.append(number >= first_place(wanted.since))
    if wanted.until is not None:
        found.append(number < first_place(wanted.until))
    if before is not None:
        found.append(number < before)
    return found
