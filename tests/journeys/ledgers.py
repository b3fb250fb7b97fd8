"""What people hold against what the log holds: nothing lost, doubled, reordered, made up."""

from __future__ import annotations

from collections.abc import Iterable

from refdesk.clock import clock
from refdesk.domain.events import Recorded
from refdesk.protocol import frames
from refdesk.store.opening import Store, open_store
from tests.journeys.wire_people import Person

Logs = dict[str, list[Recorded]]


async def read_logs(address: str, conversations: Iterable[str]) -> Logs:
    """Read conversations from the database of a stopped server."""
    store = await open_store(address, clock=clock)
    try:
        return {name: await _whole(store, name) for name in conversations}
    finally:
        await store.close()


async def _whole(store: Store, conversation: str) -> list[Recorded]:
    found: list[Recorded] = []
    more = True
    while more:
        page = await store.log.read_since(conversation, len(found), public=False)
        found += page.recorded
        more = page.more
    return found


def holds(log: list[Recorded]) -> None:
    """Assert that a log is contiguous in both sequences, each event once."""
    assert [one.seq for one in log] == list(range(1, len(log) + 1))
    public = [one.public_seq for one in log if one.public_seq is not None]
    assert public == list(range(1, len(public) + 1))
    assert len({one.id for one in log}) == len(log)


def agrees(person: Person, logs: Logs, *, staff: bool) -> None:
    """Assert that each view is the log, and the ledger is in it: once, in order, as told."""
    for conversation, view in person.views.items():
        shown = [(event.seq, event.id) for event in view]
        assert shown == numbered(logs[conversation], staff=staff)
    for conversation, log in logs.items():
        written = [one.body for one in person.written if _of(person, one.cid) == conversation]
        assert [body for body in _bodies(log) if body in set(written)] == written
    for one in person.written:
        ack = person.acknowledged[one.cid]
        (number, _), body = _placed(logs[ack.conversation], staff=staff)[ack.seq - 1]
        assert number == ack.seq
        assert body == one.body or isinstance(one, frames.Open)


def _of(person: Person, cid: str) -> str:
    return person.acknowledged[cid].conversation


def _bodies(log: list[Recorded]) -> list[str]:
    return [body for one in log if (body := _body(one))]


def _body(recorded: Recorded) -> str:
    return getattr(recorded.event, "body", "")


def numbered(log: list[Recorded], *, staff: bool) -> list[tuple[int, str]]:
    """Give (number, id) of each event that a reader may see."""
    return [place for place, _ in _placed(log, staff=staff)]


def _placed(log: list[Recorded], *, staff: bool) -> list[tuple[tuple[int, str], str]]:
    """Give the same, each with its text, of each event that a reader may see."""
    if staff:
        return [((one.seq, one.id), _body(one)) for one in log]
    return [((one.public_seq, one.id), _body(one)) for one in log if one.public_seq is not None]
