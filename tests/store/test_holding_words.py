"""A search on PostgreSQL reads what it gives, not the history: its planner is asked."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, event, text

from kb import full_text
from refdesk.desk.transcript_ports import Wanted
from refdesk.domain import events as e
from refdesk.domain.records import millis, moment
from refdesk.store.holding_words import FEW, planned
from refdesk.store.opening import Store, open_store
from refdesk.store.transcript_index import first_place
from tests.contracts.writing import NOON, Story
from tests.databases import new_database

MANY = 3_000  # conversations, a second apart
PAGE = 50
BOUND = FEW + 10 * PAGE  # rows that a page may cost, with those it only counts
_EACH = f"FROM conversation AS c, generate_series(1, {MANY}) AS n WHERE c.id = 'c0'"
_AGAIN = text(
    "INSERT INTO conversation SELECT (jsonb_populate_record(c, jsonb_build_object("
    f"'id', 'c' || n, 'opened_at', c.opened_at + n * 1000))).* {_EACH}"
)
_EVENTS = text(
    "INSERT INTO event SELECT (jsonb_populate_record(e, jsonb_build_object("  # noqa: S608
    f"'conversation', 'c' || n))).* FROM event AS e, generate_series(1, {MANY}) AS n"
)
_PLACES = text(
    f"INSERT INTO transcript_place SELECT (c.opened_at + n * 1000) << 20, 'c' || n, head {_EACH}"
)
# Each holds "buku", every third "denda"; "keris" is in the oldest.
_WORDS = text(
    "INSERT INTO transcript_words SELECT place, to_tsvector('simple', concat_ws(' ', 'buku', "
    "CASE WHEN n % 3 = 0 THEN 'denda' END, CASE WHEN n <= 180 THEN 'keris' END)) "
    "FROM (SELECT place, row_number() OVER (ORDER BY place) AS n FROM transcript_place) AS numbered"
)
OLDEST = Wanted(until=moment(millis(NOON) + 200_000))


@pytest.fixture
async def long(tmp_path: Path) -> AsyncIterator[Store]:
    """A store with a long history that the planner has figures of."""
    store = await open_store(await new_database("postgres", tmp_path), clock=lambda: NOON)
    story = Story(store.log, "c0")
    await story.open()
    await story.write(e.Ended(e.EndedWhy.PATRON))

    def fill(connection: Connection) -> None:
        for statement in (_AGAIN, _EVENTS, _PLACES, _WORDS, text("ANALYZE")):
            connection.execute(statement)

    await store._reader.read(fill)
    yield store
    await store.close()


async def rows_read(store: Store, asked: str, wanted: Wanted, before: int | None) -> float:
    """Give how many rows were looked at for a page."""
    statements: list[tuple[str, Any]] = []
    engine = store._reader._source._engine.sync_engine  # type: ignore[attr-defined]

    def note(_: object, __: object, statement: str, given: Any, *___: object) -> None:  # noqa: ANN401
        statements.append((statement, given))

    event.listen(engine, "before_cursor_execute", note)
    found = await store.transcripts.search(wanted, full_text.clauses(asked), before, PAGE)
    event.remove(engine, "before_cursor_execute", note)
    assert len(found) == PAGE

    def plans(connection: Connection) -> list[Any]:
        explain = "EXPLAIN (ANALYZE, FORMAT JSON) "
        with planned(connection):
            asked = [connection.exec_driver_sql(explain + s, g).scalar() for s, g in statements]
        return [json.loads(one) if isinstance(one, str) else one for one in asked]

    return sum(_looked_at(plan[0]["Plan"]) for plan in await store._reader.read(plans))


def _looked_at(plan: Any) -> float:  # noqa: ANN401
    steps = [step for step in _steps(plan) if "Relation Name" in step]
    return sum(_rows(step) * float(step["Actual Loops"]) for step in steps)


def _steps(plan: Any) -> Iterator[Any]:  # noqa: ANN401
    yield plan
    for part in plan.get("Plans", ()):
        yield from _steps(part)


def _rows(step: Any) -> float:  # noqa: ANN401
    return float(step["Actual Rows"] + step.get("Rows Removed by Filter", 0))


async def test_a_page_costs_the_same_for_every_word(long: Store) -> None:
    """A rare word is read from the index, of a frequent one the newest are: never the history."""
    middle = first_place(moment(millis(NOON) + MANY * 800))
    for asked in ("keris", "buku", "denda", "keris buku", '"denda keris"'):
        for wanted, before in ((Wanted(), None), (OLDEST, None), (Wanted(), middle)):
            looked_at = await rows_read(long, asked, wanted, before)
            assert looked_at < BOUND, (asked, wanted, before)
