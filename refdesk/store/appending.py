"""Appends: many conversations' events, projections, receipts in few statements."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, delete, update
from sqlmodel import col, select

from refdesk.desk.ports import Append, Receipt
from refdesk.domain.conversation import OWN_CHANNELS
from refdesk.domain.events import Edited, Forgotten, Redacted
from refdesk.errors import Conflict, HeadMoved, StoreBroken
from refdesk.store import outgoing, sealed
from refdesk.store.committing import Batch, Doubtful
from refdesk.store.driver import Insert, Lookup, Row, Update, is_postgres
from refdesk.store.failures import Again
from refdesk.store.guarded import Guarded
from refdesk.store.rows import (
    KEEP,
    RECEIPT,
    SMALL,
    WHOLE,
    Fresh,
    add_event_rows,
    fresh_of,
    json_text,
    json_value,
    placeholder,
    receipt,
    receipt_row,
    small_row,
    whole_row,
)
from refdesk.store.streams import RAISE, bump, raised
from refdesk.store.tables.conversations import (
    AccessRow,
    CommandRow,
    ConversationRow,
    EventRow,
)
from refdesk.store.tables.lessons import WordingRow

Outcome = Receipt | Exception

_LEAVE = "ON CONFLICT DO NOTHING"
_reserve = Insert(ConversationRow, _LEAVE)
_insert_commands = Insert(CommandRow, _LEAVE)
_insert_access = Insert(AccessRow, _LEAVE)
_insert_events = Insert(EventRow)
_update_small = Update(ConversationRow, ["id"], SMALL, KEEP)
_update_whole = Update(ConversationRow, ["id"], WHOLE, KEEP)
_heads = Lookup(ConversationRow, ["id"], ["id", "head"], lock=True)
_ids = Lookup(EventRow, ["conversation", "seq"], ["conversation", "seq", "id"])
_commands = Lookup(CommandRow, ["sender", "cid"], ["sender", "cid", *RECEIPT])
_write_plain = Guarded(
    Update(ConversationRow, ["id"], SMALL, KEEP, expected="head"),
    _insert_commands,
    _insert_events,
    RAISE,
)
# What a plain message is made of: no indexed column changes.
_PLAIN = frozenset({"said", "edited", "noted", "judged", "staff_judged"})
# What the console's lists do not show.
_UNLISTED = frozenset({"edited", "noted", "judged", "staff_judged", "coded", "rated"})


def append_all(connection: Connection, appends: Sequence[Append]) -> list[Outcome]:
    """Write appends; give each its receipt, Conflict or HeadMoved.

    Raises StoreBroken on SQLite when a head is not the expected one: its only writer is us. An
    append with a basis is void where that did not come to be, which is no fault of the store.
    """
    outcomes: list[Outcome] = [HeadMoved()] * len(appends)
    for places in _rounds(appends):
        results = _append_round(connection, [appends[place] for place in places])
        for place, result in zip(places, results, strict=True):
            outcomes[place] = result
    return outcomes


def append_swiftly(connection: Connection, appends: Sequence[Append]) -> Sequence[Outcome]:
    """Write texts without a look at what is there; raises Doubtful where that matters.

    The statements themselves count which commands are new and which heads the expected ones. All
    else is written as `append_all` writes it, on PostgreSQL also texts that take further
    statements: these would be on their way while the desk's stream is held.
    """
    if not _plain(appends) or (is_postgres(connection) and any(map(_takes_more, appends))):
        return append_all(connection, appends)
    fresh = [fresh_of(append) for append in appends]
    changes = [(*small_row(a), a.expected_head) for a in appends]
    commands = sorted(_command_row(one) for one in fresh if one.append.cid)
    desks = raised(_desks(fresh))
    if not _write_plain(connection, changes, commands, _event_rows(fresh), desks):
        raise Doubtful
    sealed.write(connection, appends)
    outgoing.write(connection, fresh)
    return [one.receipt for one in fresh]


def _plain(appends: Sequence[Append]) -> bool:
    """Tell whether all are texts that bring nothing of a thread, each of another conversation."""
    for append in appends:
        if not append.expected_head or append.basis or append.intake or append.bind:
            return False
        for one in append.recorded:
            if one.event.kind not in _PLAIN:
                return False
    return len({append.conversation for append in appends}) == len(appends)


def _takes_more(append: Append) -> bool:
    """Tell whether a text brings sealed originals, or rows for a channel outside."""
    return bool(append.sealed) or append.after.channel not in OWN_CHANNELS


APPENDS: Batch[Append, Receipt] = Batch(append_all, swift=append_swiftly)


def _rounds(appends: Sequence[Append]) -> list[list[int]]:
    """Split so that no round names a conversation, command or source twice."""
    named = [name for append in appends for name in _names(append)]
    if len(set(named)) == len(named):
        return [list(range(len(appends)))]
    rounds: list[tuple[set[object], list[int]]] = []
    for place, append in enumerate(appends):
        names = set(_names(append))
        after = max((n for n, (used, _) in enumerate(rounds, 1) if used & names), default=0)
        if after == len(rounds):
            rounds.append((set(), []))
        rounds[after][0].update(names)
        rounds[after][1].append(place)
    return [places for _, places in rounds]


def _names(append: Append) -> list[object]:
    names: list[object] = [append.conversation]
    if append.cid:
        names.append((append.sender, append.cid))
    if append.intake is not None:
        names.append((append.intake.channel, "source", append.intake.source))
    if append.bind is not None:
        names.append((append.bind.channel, "thread", append.bind.thread))
    return names


def _append_round(connection: Connection, appends: Sequence[Append]) -> list[Outcome]:
    _reserve(connection, sorted(placeholder(a) for a in appends if a.expected_head == 0))
    asked = sorted((a.conversation,) for a in appends)
    heads: dict[str, int] = {row[0]: row[1] for row in _heads(connection, asked)}
    known = _known(connection, appends)
    void = _void(connection, [a for a in appends if a.basis])
    outcomes = [_judge(a, known, heads, void) for a in appends]
    judged = list(zip(appends, outcomes, strict=True))
    moved = any(isinstance(outcome, HeadMoved) and not a.basis for a, outcome in judged)
    if moved and not is_postgres(connection):
        raise StoreBroken("a conversation's head is not the one its only writer left")
    _withdraw(connection, [a for a, outcome in judged if outcome is not None])
    fresh = {a.conversation: fresh_of(a) for a, outcome in judged if outcome is None}
    if fresh:
        _write(connection, list(fresh.values()))
    return [outcome or fresh[append.conversation].receipt for append, outcome in judged]


def _known(connection: Connection, appends: Sequence[Append]) -> dict[object, Receipt]:
    """Find what came before, in one look for all."""
    known = outgoing.taken(connection, [a.intake for a in appends if a.intake is not None])
    for row in _commands(connection, [(a.sender, a.cid) for a in appends if a.cid]):
        known[row[0], row[1]] = receipt(row[2:])
    return known


def _void(connection: Connection, appends: Sequence[Append]) -> set[str]:
    """Give the conversations whose newest event is not the one that an append was decided on."""
    if not appends:
        return set()
    stand = {(a.conversation, a.expected_head): a.basis for a in appends}
    found = {(row[0], row[1]): row[2] for row in _ids(connection, list(stand))}
    return {place[0] for place, basis in stand.items() if found.get(place) != basis}


def _judge(
    append: Append, known: dict[object, Receipt], heads: dict[str, int], void: set[str]
) -> Outcome | None:
    """Give what the append gets without being written, None when it is to be written."""
    if append.intake is not None:
        before = known.get(append.intake)
        if before is not None:
            return before
    before = known.get((append.sender, append.cid)) if append.cid else None
    if before is not None:
        same = before.fingerprint == append.fingerprint
        return before if same else Conflict("cid_used")
    if heads.get(append.conversation) != append.expected_head or append.conversation in void:
        return HeadMoved()
    return None


def _withdraw(connection: Connection, losers: Sequence[Append]) -> None:
    """Remove the places reserved for conversations that were not opened after all."""
    for append in losers:
        if append.expected_head:
            continue
        connection.execute(
            delete(ConversationRow).where(
                col(ConversationRow.id) == append.conversation, col(ConversationRow.head) == 0
            )
        )


def _write(connection: Connection, fresh: Sequence[Fresh]) -> None:
    commands = sorted(_command_row(one) for one in fresh if one.append.cid)
    if _insert_commands(connection, commands) != len(commands):
        raise Again("another node took the same command")
    _insert_events(connection, _event_rows(fresh))
    moving = [one.append for one in fresh if not one.kinds <= _PLAIN]
    _update_small(connection, [small_row(one.append) for one in fresh if one.kinds <= _PLAIN])
    _update_whole(connection, [whole_row(append) for append in moving])
    _insert_access(connection, [_access_row(one.append) for one in fresh if one.append.access])
    _erase(connection, moving)
    sealed.write(connection, [one.append for one in fresh])
    outgoing.write(connection, fresh)
    bump(connection, _desks(fresh))


def _event_rows(fresh: Sequence[Fresh]) -> list[Row]:
    rows: list[Row] = []
    for one in fresh:
        add_event_rows(one.append, rows)
    return rows


def _desks(fresh: Sequence[Fresh]) -> set[str]:
    """Give the streams of the desks whose lists change."""
    return {f"desk:{one.append.after.desk}" for one in fresh if not one.kinds <= _UNLISTED}


def _command_row(fresh: Fresh) -> Row:
    append = fresh.append
    key = (append.after.library, append.sender, append.cid)
    return (*key, *receipt_row(fresh.receipt))


def _access_row(append: Append) -> Row:
    return (append.after.library, append.access, append.conversation)


def _erase(connection: Connection, appends: Sequence[Append]) -> None:
    """Empty the bodies that a Redacted or Forgotten of this commit names."""
    for append in appends:
        for event in (r.event for r in append.recorded):
            if not isinstance(event, Redacted | Forgotten):
                continue
            _unlearn(connection, append.conversation)
            emptied = (
                update(EventRow)
                .values(text=None)
                .where(
                    col(EventRow.conversation) == append.conversation,
                    col(EventRow.text).is_not(None),
                )
            )
            if isinstance(event, Forgotten):
                connection.execute(emptied)
                sealed.erase(connection, append.conversation, None)
                _forget_page(connection, append.conversation)
                continue
            for seq in (event.of, *_edits(connection, append, event.of)):
                connection.execute(emptied.where(col(EventRow.seq) == seq))
                sealed.erase(connection, append.conversation, seq)


def _unlearn(connection: Connection, conversation: str) -> None:
    """Have the suggester's index made without the words of a conversation it learned from."""
    learned = select(WordingRow.seq).where(col(WordingRow.conversation) == conversation).limit(1)
    if connection.execute(learned).first() is not None:
        bump(connection, ["kb"])


def _forget_page(connection: Connection, conversation: str) -> None:
    """Take the title of the page a patron came from out of the envelope: it may tell of them."""
    first = (col(EventRow.conversation) == conversation, col(EventRow.seq) == 1)
    data = json_value(connection.execute(select(EventRow.data).where(*first)).scalar() or "{}")
    if data.pop("page", ""):
        connection.execute(update(EventRow).where(*first).values(data=json_text(data)))


def _edits(connection: Connection, append: Append, of: int) -> list[int]:
    """Give the numbers of the edits of a message from before this append."""
    query = select(EventRow.seq, EventRow.data).where(
        col(EventRow.conversation) == append.conversation,
        col(EventRow.kind) == Edited.kind,
        col(EventRow.seq) < append.recorded[0].seq,
    )
    return [seq for seq, data in connection.execute(query) if json_value(data)["of"] == of]
