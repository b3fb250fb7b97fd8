"""What every store must do for the care of patrons: requests, consent, an audit that only grows."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import Connection

from refdesk.domain.actors import SYSTEM, Actor, Party
from refdesk.domain.care_events import Alarmed, Restricted
from refdesk.domain.events import Coded, Ended, EndedWhy, Forgotten, Opened, Reopened, Said
from refdesk.domain.listed_pages import TEXT, noted
from refdesk.people.audit_ports import AuditWanted
from refdesk.people.ports import AuditRow
from refdesk.privacy.breach_ports import Suspected
from refdesk.privacy.consent_ports import Consent
from refdesk.privacy.request_ports import Kind, Request
from refdesk.store.committing import write_alone
from refdesk.store.opening import Store
from tests.contracts.writing import NOON, Story, bound, from_thread

HOUR = timedelta(hours=1)
REPLACED = (
    "INSERT OR REPLACE INTO audit (id, library, at, actor, action, target, detail)"
    " SELECT id, library, at, actor, action, target, '' FROM audit"
)


async def test_a_request_is_kept_found_and_settled(store: Store) -> None:
    """Those that wait come first, the oldest of them at the head."""
    for number, name in enumerate(("r1", "r2", "r3")):
        asked = NOON + number * HOUR
        done = asked if name == "r2" else None
        await store.requests.put(
            Request(name, Kind.ERASE, "p1", "", "surat", "sari", asked, "", done)
        )
    assert [one.id for one in await store.requests.newest()] == ["r1", "r3", "r2"]
    found = await store.requests.by_id("r3")
    assert found is not None
    assert found.due_at == NOON + 2 * HOUR + timedelta(hours=72)
    assert await store.requests.by_id("none") is None


async def test_whose_data_is_meant(store: Store) -> None:
    """By conversation, by patron key, by receipt, by chat; an unknown name means nobody."""
    one, two = Story(store.log, "c1"), Story(store.log, "c2")
    await one.open()
    opened = (Opened("main", "telegram", "id"), Said("halo"))
    intake, bind = from_thread("m1"), bound("c2")
    await two.write(*opened, intake=intake, bind=bind, access=two.patron.id)
    request = Request("r1", Kind.ACCESS, one.patron.id, "c1", "", "sari", NOON)
    await store.requests.put(request)
    for target, conversations in {
        "c1": {"c1"},
        "r1": {"c1"},
        one.patron.id: {"c1", "c2"},
        "telegram:77": {"c1", "c2"},
    }.items():
        whose = await store.requests.find(target)
        assert whose is not None, target
        assert (whose.subject, set(whose.conversations)) == (one.patron.id, conversations)
    assert await store.requests.find("nobody") is None


async def test_consent_is_the_last_word_on_each_purpose(store: Store) -> None:
    """What was said before is replaced; only of the keys that are asked for."""
    yes, no = Consent("1", True, NOON), Consent("2", False, NOON + HOUR)
    await Story(store.log, "c1", Actor(Party.PATRON, "p1")).open()
    await Story(store.log, "c3", Actor(Party.PATRON, "p3")).open()
    await store.consents.put("p1", {"learning": yes, "evaluation": yes})
    await store.consents.put("p1", {"learning": no, "evaluation": yes})
    await store.consents.put("p2", {"learning": yes})
    assert await store.consents.of("p1") == {"learning": no, "evaluation": yes}
    assert await store.consents.on(["c1", "c3"], "learning") == {"c1": [no]}


async def test_whoever_came_back_by_a_code_speaks_for_the_conversation(store: Store) -> None:
    """It is theirs too: what they said counts, and it is learned anew when they change it."""
    yes, no = Consent("1", True, NOON), Consent("1", False, NOON + HOUR)
    await Story(store.log, "c1", Actor(Party.PATRON, "p1")).open()
    await store.consents.put("p1", {"learning": yes})
    await store.codes.keep(b"h", "c1", NOON + HOUR)
    assert await store.codes.redeem(b"h", "p2", NOON) == "c1"
    assert await store.consents.put("p2", {"learning": no}) == ["c1"]
    said = await store.consents.on(["c1"], "learning")
    assert sorted(one.given for one in said["c1"]) == [False, True]


@pytest.mark.parametrize(
    "statement",
    ["UPDATE audit SET detail = ''", "DELETE FROM audit", ""],
)
async def test_the_audit_only_grows(store: Store, address: str, statement: str) -> None:
    """The database itself refuses a change, whoever makes it; retention announces its own."""
    whole = REPLACED if address.startswith("sqlite") else "TRUNCATE audit"
    await store.staff.audit(AuditRow(NOON, "sari", "transcript_read", "c1", "alasan"))

    def meddle(connection: Connection) -> None:
        connection.exec_driver_sql(statement or whole)

    with pytest.raises(Exception, match=r"append-only|P0001"):
        await write_alone(store._writer, meddle)
    (row,) = await store.audit.page(AuditWanted(), 0, 9)
    assert row.row.detail == "alasan"


async def test_the_audit_is_read_by_person_kind_object_and_time(store: Store) -> None:
    """Newest first, page after page."""
    for number in range(4):
        actor, action = ("sari", "erased") if number % 2 else ("ani", "transcript_read")
        await store.staff.audit(AuditRow(NOON + number * HOUR, actor, action, f"c{number}"))

    async def targets(wanted: AuditWanted, before: int = 0) -> list[str]:
        return [one.row.target for one in await store.audit.page(wanted, before, 2)]

    assert await targets(AuditWanted()) == ["c3", "c2"]
    last = (await store.audit.page(AuditWanted(), 0, 2))[-1].id
    assert await targets(AuditWanted(), last) == ["c1", "c0"]
    assert await targets(AuditWanted(actor="ani")) == ["c2", "c0"]
    assert await targets(AuditWanted(action="erased")) == ["c3", "c1"]
    assert await targets(AuditWanted(target="c1")) == ["c1"]
    assert await targets(AuditWanted(since=NOON + HOUR, until=NOON + 2 * HOUR)) == ["c1"]
    assert await store.audit.actions() == ["erased", "transcript_read"]


async def test_restriction_and_alarm_are_seen_in_lists(store: Store) -> None:
    """A restricted conversation is not over its time; an alarm is found by its time."""
    story = Story(store.log, "c1")
    await story.open()
    await story.write(Alarmed("Bu Ratna"), by=SYSTEM)
    await story.write(Ended(EndedWhy.PATRON))
    assert [one.conversation for one in await store.lists.alarmed(NOON)] == ["c1"]
    assert await store.lists.alarmed(NOON + HOUR) == []
    assert await store.expiring.count_ended(NOON + HOUR) == 1
    await story.write(Restricted(on=True), by=SYSTEM)
    assert await store.expiring.count_ended(NOON + HOUR) == 0
    (line,) = await store.lists.by_ids(["c1", "c9"])
    assert (line.restricted, line.alarmed_at) == (True, NOON)


async def test_who_was_ended_as_abuse_is_found_by_the_end(store: Store) -> None:
    """Only what ended since, and only what was coded so; opened again it is told without an end."""
    stories = [Story(store.log, name) for name in ("c1", "c2", "c3")]
    for story, outcome in zip(stories, ("abuse", "answered", "abuse"), strict=True):
        await story.open()
        await story.write(Ended(EndedWhy.LIBRARIAN))
        await story.write(Coded(1, "social", outcome))
    await stories[-1].write(Reopened())
    found = await store.lists.ended_as_abuse(NOON)
    assert sorted(one[1:] for one in found) == [("c1", NOON), ("c3", None)]
    assert {one[0] for one in found} == {stories[0].state.patron}
    assert [one[1] for one in await store.lists.ended_as_abuse(NOON + HOUR)] == ["c3"]


async def test_a_breach_is_read_page_by_page(store: Store) -> None:
    """What was emptied before the span is not in it; what was emptied within it is."""
    for name, gone in (("c1", None), ("c2", NOON - 2 * HOUR), ("c3", NOON)):
        story = Story(store.log, name, now=NOON - 3 * HOUR)
        await story.open("teks", name="Budi")
        await story.write(Ended(EndedWhy.PATRON))
        if gone:
            story.now = gone
            await story.write(Forgotten(), by=SYSTEM)
            await story.write(Restricted(on=True), by=SYSTEM)  # whatever comes after it
    what = Suspected(NOON - HOUR, NOON + HOUR)
    first = await store.exposure.page(what, "", 1)
    rest = await store.exposure.page(what, "c1", 9)
    assert [(o.conversation, o.fields, o.gone) for o in (*first, *rest)] == [
        ("c1", ("messages", "name"), False),
        ("c3", ("messages", "name"), True),
    ]


async def test_whoever_is_in_a_breach_is_reached_in_their_chat(store: Store) -> None:
    """Also where the chat has gone on to another conversation since."""
    for name, since in (("c1", "m1"), ("c2", "m2")):
        opened = (Opened("main", "telegram", "id"), Said("halo"))
        await Story(store.log, name).write(*opened, intake=from_thread(since), bind=bound(name))
    page = await store.exposure.page(Suspected(NOON - HOUR, NOON + HOUR), "", 9)
    assert [(one.conversation, one.contact) for one in page] == [
        ("c1", "telegram:77"),
        ("c2", "telegram:77"),
    ]


@pytest.mark.parametrize("about", ["c1", ""])
async def test_data_that_staff_took_out_is_in_their_breach(store: Store, about: str) -> None:
    """The audit names the request; what it is about is what they had."""
    story = Story(store.log, "c1")
    await story.open()
    await Story(store.log, "c2", patron=Actor(Party.PATRON, "other")).open()
    await store.requests.put(Request("r1", Kind.ACCESS, story.patron.id, about, "", "ani", NOON))
    await store.staff.audit(AuditRow(NOON, "ani", "data_taken_out", "r1", "access"))
    page = await store.exposure.page(Suspected(NOON - HOUR, NOON + HOUR, staff="ani"), "", 9)
    assert [one.conversation for one in page] == ["c1"]


async def test_a_breach_of_a_token_is_what_it_read(store: Store) -> None:
    """Not what its owner read by hand, nor what they answered."""
    for name in ("c1", "c2"):
        await Story(store.log, name).open()
    for target, detail in (("c1", "token:t7"), ("c2", "token:t77"), ("c2", "")):
        row = AuditRow(NOON, "ani", "transcript_read", target, detail)
        await store.staff.audit(row)
    page = await store.exposure.page(Suspected(NOON - HOUR, NOON + HOUR, token="t7"), "", 9)
    assert [one.conversation for one in page] == ["c1"]


@pytest.mark.parametrize("what", [{"staff": "ani"}, {"token": "t7"}])
async def test_a_page_of_the_list_is_in_a_breach(store: Store, what: dict[str, str]) -> None:
    """Who saw names and first questions in the list saw those of its page, no others."""
    for hours, name in enumerate(("c1", "c2", "c3", "c4", "c5")):
        await Story(store.log, name, now=NOON + hours * HOUR).open()
    spans = noted([("c2", NOON + HOUR), ("c1", NOON)], {})
    of_another_channel = noted([("c5", NOON + 4 * HOUR)], {"channel": "telegram"})
    sought = noted([("c5", NOON + 4 * HOUR), ("c3", NOON + 2 * HOUR)], {TEXT: ""})
    for target, detail in (spans, spans, of_another_channel, noted([], {})):
        row = AuditRow(NOON, "ani", "transcripts_listed", target, f"{detail} token:t7")
        await store.staff.audit(row)
    suspected = Suspected(NOON, NOON + 9 * HOUR, **what)
    page = await store.exposure.page(suspected, "", 9)
    assert [one.conversation for one in page] == ["c1", "c2"]
    row = AuditRow(NOON, "ani", "transcripts_listed", sought[0], f"{sought[1]} token:t7")
    await store.staff.audit(row)
    page = await store.exposure.page(suspected, "c1", 9)
    assert [one.conversation for one in page] == ["c2", "c3", "c5"]


async def test_a_token_is_known_by_what_the_audit_says_of_it(store: Store) -> None:
    """What it read, and that it was made; a conversation of that name is none."""
    for action, target, detail in (
        ("token_made", "t1", "transcripts:read"),
        ("transcript_read", "c1", "surat token:t2"),
    ):
        await store.staff.audit(AuditRow(NOON, "ani", action, target, detail))
    known = [one for one in ("t1", "t2", "t3", "c1", "%") if await store.exposure.is_named(one)]
    assert known == ["t1", "t2"]
