"""The channel's part of an append: thread, intake, outgoing rows in the same commit (G13, G14)."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection

from refdesk.desk.ports import Append, IntakeRow, Receipt, ThreadBinding
from refdesk.domain.conversation import OWN_CHANNELS
from refdesk.domain.events import Recorded
from refdesk.domain.records import millis
from refdesk.store.driver import Insert, Lookup, Row, Update
from refdesk.store.rows import RECEIPT, Fresh, receipt
from refdesk.store.tables import channels

_bind = Insert(
    channels.ThreadRow,
    "ON CONFLICT (channel, thread) DO UPDATE SET conversation = excluded.conversation, "
    "person = CASE excluded.person WHEN '' THEN thread.person ELSE excluded.person END",
)
_bound = Lookup(
    channels.ThreadRow, ["conversation"], ["conversation", "channel", "thread", "n"], lock=True
)
_count = Update(channels.ThreadRow, ["channel", "thread"], ["n"])
_insert_outgoing = Insert(channels.OutgoingRow)
_insert_intake = Insert(channels.IntakeRow)
_insert_refs = Insert(
    channels.MessageRefRow,
    "ON CONFLICT (channel, thread, conversation, public_seq) DO UPDATE SET ref = excluded.ref",
)
_taken = Lookup(
    channels.IntakeRow, ["channel", "source"], ["channel", "source", "thread", "person", *RECEIPT]
)
# What the person did in the thread they see there already.
_OWN = frozenset({"opened", "said", "edited", "judged", "rated"})


def taken(connection: Connection, intakes: Sequence[IntakeRow]) -> dict[object, Receipt]:
    """Give the stored replies of those intakes whose source was taken before."""
    asked = {(row.channel, row.source): row for row in intakes}
    found = _taken(connection, list(asked))
    return {asked[row[0], row[1]]: receipt(row[4:]) for row in found}


def write(connection: Connection, fresh: Sequence[Fresh]) -> None:
    """Write the rows of all appends that concern a channel; only outside are there threads."""
    fresh = [one for one in fresh if one.append.after.channel not in OWN_CHANNELS]
    if not fresh:
        return
    appends = [one.append for one in fresh]
    _bind(connection, sorted(_thread_row(a, a.bind) for a in appends if a.bind))
    by_conversation = {a.conversation: a for a in appends}
    threads = _bound(connection, [(name,) for name in sorted(by_conversation)])
    rows: list[Row] = []
    counts: list[Row] = []
    for conversation, channel, thread, n in threads:
        append = by_conversation[conversation]
        new = _outgoing_rows(append, channel, thread, n)
        rows += new
        if new:
            counts.append((channel, thread, n + len(new)))
    _insert_outgoing(connection, rows)
    _count(connection, counts)
    _write_intakes(connection, [one for one in fresh if one.append.intake is not None])


def _thread_row(append: Append, bind: ThreadBinding) -> Row:
    library = append.after.library
    return (library, bind.channel, bind.thread, bind.conversation, bind.person, 0)


def _outgoing_rows(append: Append, channel: str, thread: str, n: int) -> list[Row]:
    intake = append.intake
    inside = intake is not None and (intake.channel, intake.thread) == (channel, thread)
    told = [r for r in append.recorded if _concerns(r, inside=inside)]
    place = (append.after.library, channel, thread)
    return [
        (*place, number, append.conversation, r.seq, millis(r.at), "pending", 0, None, "")
        for number, r in enumerate(told, n + 1)
    ]


def _concerns(r: Recorded, *, inside: bool) -> bool:
    return r.public_seq is not None and not (inside and r.event.kind in _OWN)


def _write_intakes(connection: Connection, fresh: Sequence[Fresh]) -> None:
    rows = ((one, one.append.intake) for one in fresh)
    _insert_intake(connection, [_intake_row(one, intake) for one, intake in rows if intake])
    _insert_refs(connection, [row for one in fresh for row in _own_ref(one.append)])


def _text_of(append: Append) -> Recorded | None:
    return next((r for r in append.recorded if r.event.kind == "said"), None)


def _intake_row(fresh: Fresh, intake: IntakeRow) -> Row:
    append, found, _ = fresh
    text = _text_of(append)
    return (
        append.after.library,
        intake.channel,
        intake.source,
        intake.thread,
        intake.person,
        found.conversation,
        found.seq,
        found.public_seq,
        0 if text is None else text.seq,
        millis(found.at),
        found.id,
        found.fingerprint,
        "",
    )


def _own_ref(append: Append) -> list[Row]:
    """Remember the channel's own id of a text: the last part of `m:<chat>:<message>`."""
    intake, text = append.intake, _text_of(append)
    if intake is None or text is None or not intake.source.startswith("m:"):
        return []
    place = (append.after.library, intake.channel, intake.thread, append.conversation)
    return [(*place, text.public_seq, intake.source.rsplit(":", 1)[-1])]
