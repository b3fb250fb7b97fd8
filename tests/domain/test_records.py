"""Records: what this release stored, every later one reads."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from refdesk.domain import events as e
from refdesk.domain import records
from refdesk.domain.actors import Actor, Party
from refdesk.domain.conversation import replay
from refdesk.domain.records import KINDS, from_record, millis, moment, to_record
from tests.domain.making import NOON, new

STORED = json.loads((Path(__file__).parent / "fixtures" / "events-v1.json").read_text("utf-8"))


def recorded(row: dict[str, Any]) -> e.Recorded:
    """Give a stored row as the event it was."""
    by = Actor(Party(row["party"]), row["by"], row["name"])
    event = from_record(row["kind"], row["version"], row["data"], row["body"])
    return e.Recorded(row["seq"], row["public_seq"], row["id"], moment(row["at"]), by, event)


def test_the_stored_story_replays() -> None:
    """The history that release 0.1 stored leads to the state it led to then."""
    state = replay(new(), map(recorded, STORED["events"]))
    for name, expected in STORED["final"].items():
        value = getattr(state, name)
        assert (millis(value) if isinstance(value, datetime) else value) == expected, name


def test_the_stored_story_has_every_kind() -> None:
    """No kind of event is left out of the fixture."""
    assert {row["kind"] for row in STORED["events"]} == set(KINDS)


@pytest.mark.parametrize("row", STORED["events"], ids=lambda row: row["kind"])
def test_an_event_of_the_present_version_is_stored_as_it_was(row: dict[str, Any]) -> None:
    """What is read is written in the same form, while the version is the same."""
    event = recorded(row).event
    if event.version == row["version"]:
        assert to_record(event) == (row["data"], row["body"])


def test_reasons_keep_their_kind() -> None:
    """A return by the librarian and an end by the librarian share a word, not a type."""
    for event in (e.Returned(e.ReturnedWhy.LIBRARIAN), e.Ended(e.EndedWhy.LIBRARIAN)):
        back = from_record(event.kind, event.version, *to_record(event))
        assert isinstance(back, e.Returned | e.Ended)
        assert type(back.why) is type(event.why)


def test_an_emptied_body_reads_as_nothing() -> None:
    """A body that was emptied since is an empty text."""
    assert from_record("said", 1, {}, None) == e.Said("")


def test_a_newer_release_wrote_something_unknown() -> None:
    """A kind or version of a newer release keeps its place without a meaning."""
    assert from_record("sung", 1, {"key": "c"}, None) == e.Unknown("sung")
    assert from_record("said", 99, {}, "halo") == e.Unknown("said")


def test_an_old_version_is_brought_up_to_date(monkeypatch: pytest.MonkeyPatch) -> None:
    """Upcasters run one after the other from the stored version to the present one."""
    monkeypatch.setattr(e.Claimed, "version", 3)
    upcasters = {
        ("claimed", 1): lambda data: {"staff": data["by"], "name": data["name"]},
        ("claimed", 2): lambda data: data | {"name": data["name"].title()},
    }
    monkeypatch.setattr(records, "UPCASTERS", upcasters)
    old = from_record("claimed", 1, {"by": "ani", "name": "ani wijaya"}, None)
    assert old == e.Claimed("ani", "Ani Wijaya")


def test_a_naive_time_is_refused() -> None:
    """Milliseconds come from aware datetimes only, and go back to UTC."""
    assert moment(millis(NOON)) == NOON
    with pytest.raises(ValueError, match="naive"):
        millis(NOON.replace(tzinfo=None))
