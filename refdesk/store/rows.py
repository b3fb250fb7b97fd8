"""Domain values as rows, both ways."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import cache, lru_cache
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Select
from sqlmodel import select

from refdesk.desk.ports import Append, Receipt
from refdesk.domain.actors import Actor, Party
from refdesk.domain.conversation import Conversation, Stage
from refdesk.domain.events import Recorded
from refdesk.domain.records import from_record, millis, moment, to_record
from refdesk.store.driver import Row, table_of
from refdesk.store.tables.conversations import ConversationRow as C
from refdesk.store.tables.conversations import EventRow

_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder().decode


def json_text(value: object) -> str:
    """Give compact JSON."""
    return _encode(value).decode()


def json_value(text: str) -> Any:  # noqa: ANN401 (it is what the JSON says)
    """Read JSON."""
    return _decode(text)


@lru_cache(maxsize=8_192)
def ms(at: datetime | None) -> int | None:
    """Give the milliseconds of a time that may be absent.

    Of one conversation the same few times are written again with each message.
    """
    return None if at is None else millis(at)


def time(milliseconds: int | None) -> datetime | None:
    """Give the time of milliseconds that may be absent."""
    return None if milliseconds is None else known_moment(milliseconds)


known_moment = lru_cache(maxsize=8_192)(moment)  # of what a list shows again and again


# Events

_SIDES = {party: party.value for party in Party}  # `value` is a function call


def add_event_rows(append: Append, rows: list[Row]) -> None:
    """Add an append's rows, in the order of their table's columns."""
    library, conversation = append.after.library, append.conversation
    for r in append.recorded:
        data, body = to_record(r.event)
        name = r.by.name if r.by.party is Party.STAFF else ""
        place = (library, conversation, r.seq)
        kind = (r.event.kind, r.event.version)
        by = (_SIDES[r.by.party], r.by.id, name)
        stored = json_text(data) if data else "{}"
        rest = (ms(r.at), stored, r.cid, body or None)
        rows.append((*place, r.public_seq, r.id, *kind, *by, *rest))


def select_events() -> Select[Any]:
    """Select events with their bodies, ready for `recorded`."""
    query: Select[Any] = select(  # type: ignore[call-overload]
        EventRow.seq,
        EventRow.public_seq,
        EventRow.id,
        EventRow.at,
        EventRow.kind,
        EventRow.version,
        EventRow.party,
        EventRow.actor,
        EventRow.actor_name,
        EventRow.library,
        EventRow.data,
        EventRow.cid,
        EventRow.text,
    )
    return query


def recorded(row: Any) -> Recorded:  # noqa: ANN401
    """Read one row of `select_events`, whose other columns may follow."""
    seq, public_seq, event, at, kind, version, party, actor, name, library, data = row[:11]
    cid, text = row[11:13]
    by = Actor(_PARTIES[party], actor, name, library)
    what = from_record(kind, version, _decode(data), text)
    return Recorded(seq, public_seq, event, moment(at), by, what, cid)


_PARTIES = {party.value: party for party in Party}


# Projections

SMALL = (
    "head",
    "public_head",
    "last_said_at",
    "unanswered_since",
    "first_answered_at",
    "messages",
    "preview",
    "name",
)
"""Columns that a plain message may change: none of them is indexed."""
WHOLE = (
    *SMALL,
    "desk",
    "channel",
    "language",
    "stage",
    "holder",
    "librarian",
    "fence",
    "offered_to",
    "declined",
    "offered_at",
    "waiting_since",
    "promised_at",
    "opened_at",
    "first_claimed_at",
    "ended_at",
    "ended_why",
    "read_level",
    "question_type",
    "outcome",
    "rating",
    "suggested",
    "purged",
    "restricted_at",
    "alarmed_at",
)
KEEP = ("preview", "name", "librarian")


def small_row(append: Append) -> Row:
    """Give the key with the columns of SMALL."""
    after = append.after
    return (
        append.conversation,
        after.head,
        after.public_head,
        ms(after.last_said_at),
        ms(after.unanswered_since),
        ms(after.first_answered_at),
        len(after.said),
        "" if after.forgotten else append.preview,
        "" if after.forgotten else append.name,
    )


def whole_row(append: Append) -> Row:
    """Give the key with the columns of WHOLE."""
    after = append.after
    return (
        *small_row(append),
        after.desk,
        after.channel,
        after.language,
        after.stage.value,
        after.holder,
        after.holder,
        after.fence,
        names_text(after.offered_to),
        names_text(after.declined),
        ms(after.offered_at),
        ms(after.waiting_since),
        ms(after.promised_at),
        ms(after.opened_at),
        ms(after.first_claimed_at),
        ms(after.ended_at),
        None if after.ended_why is None else after.ended_why.value,
        after.read_level,
        after.question_type,
        after.outcome,
        after.rating,
        after.suggested_for > 0,
        after.forgotten,
        ms(after.restricted_at),
        ms(after.alarmed_at),
    )


def placeholder(append: Append) -> Row:
    """Give the row of a conversation about to be opened, in the order of the table's columns."""
    own = {"library": append.after.library, "id": append.conversation}
    return tuple((_blank() | own | {"patron": append.after.patron}).values())


@lru_cache(maxsize=1)
def _blank() -> dict[str, Any]:
    texts: dict[str, Any] = dict.fromkeys(("id", "patron", "desk", "channel", "language"), "")
    row = C(stage=Stage.WAITING.value, head=0, public_head=0, fence=0, **texts)
    return {column.name: getattr(row, column.name) for column in table_of(C).columns}


def names_text(names: Iterable[str]) -> str:
    """Give a set of names as JSON, sorted."""
    return json_text(sorted(names))


def seed(conversation: str, library: str, patron: str) -> Conversation:
    """Give the empty conversation that a replay begins with."""
    return Conversation(id=conversation, library=library, patron=patron)


# Receipts


class Fresh(NamedTuple):
    """An append about to be written, with its acknowledgement and the kinds of its events."""

    append: Append
    receipt: Receipt
    kinds: frozenset[str]


def fresh_of(append: Append) -> Fresh:
    """Look at an append once for all that is to be written."""
    recorded = append.recorded
    last = recorded[-1]
    public = last.public_seq
    if public is None:
        public = next((r.public_seq for r in reversed(recorded) if r.public_seq is not None), 0)
    at = last.at if last.at.microsecond % 1000 == 0 else moment(millis(last.at))
    found = Receipt(append.conversation, last.seq, public, at, last.id, append.fingerprint)
    kinds = _only(last.event.kind) if len(recorded) == 1 else frozenset(map(_kind, recorded))
    return Fresh(append, found, kinds)


def _kind(recorded: Recorded) -> str:
    return recorded.event.kind


@cache
def _only(kind: str) -> frozenset[str]:
    return frozenset((kind,))


RECEIPT = ("conversation", "seq", "public_seq", "at", "event", "fingerprint")
"""The columns of `command` and `intake` that hold a receipt."""


def receipt(row: Row) -> Receipt:
    """Read the columns of RECEIPT."""
    conversation, seq, public_seq, at, event, fingerprint = row
    return Receipt(conversation, seq, public_seq, moment(at), event, bytes(fingerprint))


def receipt_row(found: Receipt) -> Row:
    """Give the columns of RECEIPT."""
    place = (found.conversation, found.seq, found.public_seq)
    return (*place, ms(found.at), found.id, found.fingerprint)
