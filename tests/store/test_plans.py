"""Reads of lists, conversations, transcripts go by indexes, however long the history."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event

from kb import full_text
from refdesk.desk.transcript_ports import Wanted
from refdesk.domain import events as e
from refdesk.people.audit_ports import AuditWanted
from refdesk.privacy.breach_ports import Suspected
from refdesk.store.opening import Store
from tests.contracts.writing import NOON, Story

DAY = timedelta(days=1)
# Steps over what a statement made itself.
NO_TABLES = ("SCAN anon", "SCAN given", "SCAN CONSTANT ROW", "SCAN (subquery")
Read = Callable[[Store], Awaitable[object]]
READS: dict[str, Read] = {
    "line": lambda s: s.lists.line("main"),
    "full line": lambda s: s.lists.line("main", limit=1),
    "held by": lambda s: s.lists.held_by("sari"),
    "asked": lambda s: s.lists.asked("main"),
    "claimed": lambda s: s.lists.claimed("main"),
    "of a patron": lambda s: s.lists.of_patron("key"),
    "position": lambda s: s.lists.position("c1"),
    "waits": lambda s: s.lists.recent_waits("main", NOON),
    "replay": lambda s: s.log.load("c1"),
    "since": lambda s: s.log.read_since("c1", 5, public=True),
    "heard": lambda s: s.lessons.heard(["c1", "c2"]),
    "page": lambda s: s.transcripts.page(Wanted()),
    "next page": lambda s: s.transcripts.page(Wanted(), after="c1"),
    "month": lambda s: s.transcripts.page(Wanted(since=NOON, until=NOON + timedelta(days=30))),
    "open ones": lambda s: s.transcripts.unended(Wanted(), 200),
    "open ones beyond": lambda s: s.transcripts.beyond(Wanted(), 200),
    "search": lambda s: s.transcripts.search(Wanted(), full_text.clauses("buku"), 5),
    "found": lambda s: s.transcripts.searched(Wanted(), full_text.clauses("buku"), limit=0),
    "ended as abuse": lambda s: s.lists.ended_as_abuse(NOON),
    "alarms": lambda s: s.lists.alarmed(NOON),
    "of a request": lambda s: s.requests.find("key"),
    "requests": lambda s: s.requests.newest(),
    "consents": lambda s: s.consents.of("key"),
    "consents on": lambda s: s.consents.on(["c1", "c2"], "learning"),
    "audit of one": lambda s: s.audit.page(AuditWanted(actor="sari"), 9, 50),
    "audit of a thing": lambda s: s.audit.page(AuditWanted(target="c1"), 0, 50),
    "actions": lambda s: s.audit.actions(),
    "over their time": lambda s: s.expiring.ended(NOON, 50),
    "what a breach laid open": lambda s: s.exposure.page(Suspected(NOON, NOON + DAY), "", 50),
    "one": lambda s: s.transcripts.summary("c1"),
}


@pytest.mark.parametrize("name", READS)
async def test_no_read_walks_a_table(sqlite: Store, name: str) -> None:
    """Each step over conversations, events or bodies goes by an index, in no order but its own."""
    await Story(sqlite.log, "c1").open()
    judged = Story(sqlite.log, "c2")
    await judged.open()
    await judged.write(e.StaffJudged("denda", e.Verdict.INSERTED))
    asked: list[tuple[str, Any]] = []
    engine = sqlite._reader._source._engine  # type: ignore[attr-defined]

    def note(_: object, __: object, statement: str, given: Any, *___: object) -> None:  # noqa: ANN401
        asked.append((statement, given))

    event.listen(engine, "before_cursor_execute", note)
    await READS[name](sqlite)
    event.remove(engine, "before_cursor_execute", note)
    assert asked
    for statement, given in asked:
        plan = await sqlite._reader.read(
            lambda c, s=statement, g=given: [  # type: ignore[misc]
                str(row[3]) for row in c.exec_driver_sql(f"EXPLAIN QUERY PLAN {s}", g)
            ]
        )
        steps = [step for step in plan if step.startswith("SCAN")]
        walked = [step for step in steps if "INDEX" not in step or "autoindex" in step]
        assert [step for step in walked if not step.startswith(NO_TABLES)] == []
