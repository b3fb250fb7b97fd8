"""Domain values as wire frames, in the numbers of the reader's own sequence."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from functools import lru_cache
from typing import Any, Final, Literal, NamedTuple

from refdesk.desk.hub import News
from refdesk.desk.ports import Line, MarkRow, Receipt
from refdesk.domain import care_events as care
from refdesk.domain import events as e
from refdesk.domain.actors import Actor, Party
from refdesk.domain.conversation import Conversation, Stage
from refdesk.domain.records import KINDS, millis
from refdesk.protocol import frames, values
from refdesk.protocol.server import encode
from refdesk.web.danger import Hints, lexicon

_SIDE: Final[dict[Party, Literal["patron", "staff", "system"]]] = {
    Party.PATRON: "patron",
    Party.STAFF: "staff",
    Party.SYSTEM: "system",
}
_millis = lru_cache(maxsize=2_048)(millis)  # of what was just recorded, or stands in a list
_NAMES: Final[Mapping[type, tuple[str, ...]]] = {
    kind: tuple(field.name for field in fields(kind)) for kind in (*KINDS.values(), e.Unknown)
}
ResetReason = Literal["rewound", "purged"]


@dataclass(frozen=True, slots=True)
class EntryText:
    """What an offered entry says: safe HTML, plain text, public address."""

    html: str
    text: str
    url: str
    kind: str = "faq"


class Telling(NamedTuple):
    """An encoded events frame: how many events are in it, their first and last number, the last id.

    `reach` is the last one's number among all events.
    """

    data: bytes
    events: int
    first: int
    last: int
    last_id: str
    reach: int


_NOTHING: Final = Telling(b"", 0, 0, 0, "", 0)
Lookup = Callable[[str, str], EntryText | None]  # (entry, language) -> what it says now


@dataclass(frozen=True, slots=True)
class View:
    """How a connection sees the log: `staff` see everything, others the public sequence."""

    staff: bool
    lookup: Lookup
    child_desks: frozenset[str] = frozenset()  # whose patrons' words weigh more

    def seq(self, recorded: e.Recorded) -> int:
        """Give the event's number in this reader's sequence, 0 when it is not for this reader."""
        return recorded.seq if self.staff else recorded.public_seq or 0

    def head(self, conversation: Conversation) -> int:
        """Give the head of this reader's sequence."""
        return conversation.head if self.staff else conversation.public_head

    def acknowledgement(self, cid: str, receipt: Receipt) -> frames.Ack:
        """Give the acknowledgement of a durable command."""
        return frames.Ack(
            cid=cid,
            conversation=receipt.conversation,
            seq=receipt.seq if self.staff else receipt.public_seq,
            at=_millis(receipt.at),
            id=receipt.id if self.staff else "",  # it may be that of an event for staff
        )

    def events(
        self, conversation: Conversation, recorded: Iterable[e.Recorded], reader: str = ""
    ) -> list[values.Event]:
        """Give those events that this reader may see; `reader` is the sender they would be."""
        return [self.event(conversation, one, reader) for one in recorded if self.seq(one)]

    def event(self, conversation: Conversation, recorded: e.Recorded, reader: str) -> values.Event:
        """Give one event; `conversation` is a state at or after it."""
        by, what = recorded.by, recorded.event
        known = by.party is Party.STAFF and self.staff
        if type(what) is e.Said:  # most of what is ever sent: no detour by dictionaries
            return values.Event(
                seq=recorded.seq if self.staff else recorded.public_seq or 0,
                id=recorded.id,
                at=_millis(recorded.at),
                kind=what.kind,
                by=_SIDE[by.party],
                who=by.id if known else "",
                name=by.name if by.party is Party.STAFF else "",
                cid=recorded.cid if by.sender == reader else "",
                body=what.body,
                entry=what.entry,
                danger=self.staff
                and by.party is Party.PATRON
                and lexicon().finds(what.body, child=conversation.desk in self.child_desks),
            )
        envelope: dict[str, Any] = {
            "seq": self.seq(recorded),
            "id": recorded.id,
            "at": millis(recorded.at),
            "kind": what.kind,
            "by": _SIDE[by.party],
            "who": by.id if known else "",
            "name": by.name if by.party is Party.STAFF else "",
            "cid": recorded.cid if by.sender == reader else "",
            "staff_only": recorded.public_seq is None,
        }
        return values.Event(**{**envelope, **self._details(conversation, what)})

    def offers(self, offers: Iterable[e.Offer]) -> list[values.Offer]:
        """Give offered entries with what they say now."""
        return [offer(one, self.lookup(one.entry, one.language)) for one in offers]

    def telling(self, news: News, *, own: bool) -> Telling:
        """Give what one commit added, as this reader is told it; `own` when they caused it."""
        conversation = news.conversation
        told = news.recorded
        if not self.staff:
            told = tuple([one for one in told if one.public_seq])
        if not told:
            return _NOTHING
        reader = news.sender if own else ""
        events = [self.event(conversation, one, reader) for one in told]
        data = encode(frames.Events(conversation=conversation.id, events=events))
        last = told[-1]
        return Telling(data, len(told), events[0].seq, events[-1].seq, last.id, last.seq)

    def stage(self, stage: Stage) -> str:
        """Give the stage; that an offer is out is told to staff only."""
        return str(Stage.WAITING if stage is Stage.OFFERED and not self.staff else stage)

    def _number(self, conversation: Conversation, seq: int) -> int:
        return seq if self.staff else conversation.public(seq)

    def _details(self, conversation: Conversation, event: e.Event) -> dict[str, Any]:
        """Give the event's own fields under their wire names."""
        told = {name: getattr(event, name) for name in _NAMES[type(event)]}
        match event:
            case e.Unknown():
                told = {"kind": event.name}
            case e.Opened():
                told["name"] = told.pop("body")
                del told["desk"]
            case e.Suggested():
                told["offers"] = self.offers(event.offers)
            case e.Asked():
                told["promised_at"] = millis(event.promised_at)
            case e.Offered() | e.Transferred():
                told["to"] = self._staff_ids(event.to)
            case e.Claimed() | e.Declined():
                told["who"] = "".join(self._staff_ids(told.pop("staff")))
            case care.Restricted():
                told = {"why": "on" if event.on else "off"}
            case care.Alarmed():
                told = {"why": event.contact}
            case _:
                pass
        if "of" in told:
            told["of"] = self._number(conversation, told["of"])
        return told

    def _staff_ids(self, ids: str | tuple[str, ...]) -> list[str]:
        found = [ids] if isinstance(ids, str) else list(ids)
        return found if self.staff else []


def offer(found: e.Offer, says: EntryText | None) -> values.Offer:
    """Give an offered entry; one that has been withdrawn since keeps its title only."""
    told = (
        {"answer": says.html, "text": says.text, "url": says.url, "kind": says.kind} if says else {}
    )
    return values.Offer(
        entry=found.entry, language=found.language, title=found.title, score=found.score, **told
    )


def marks(rows: Iterable[MarkRow], conversation: Conversation, view: View) -> list[values.Mark]:
    """Give the delivery and seen marks, in the receiver's own numbers."""
    return [_mark(row, conversation, view) for row in rows]


def _mark(row: MarkRow, conversation: Conversation, view: View) -> values.Mark:
    """Carry a mark over to the other sequence: it stands at the last message before it."""
    by_staff = row.reader == "staff"
    pairs = [(one.seq, one.public_seq) for one in conversation.said]
    pairs = pairs if by_staff else [(public, full) for full, public in pairs]

    def number(mark: int) -> int:
        if by_staff == view.staff:
            return mark
        return max((to for at, to in pairs if at <= mark), default=0)

    reader: Literal["staff", "patron"] = "staff" if by_staff else "patron"
    return values.Mark(reader=reader, delivered=number(row.delivered), seen=number(row.seen))


def stamp(moment: datetime | None) -> int:
    """Give milliseconds, 0 for a time that is not set."""
    return _millis(moment) if moment else 0


def heads(lines: Iterable[Line], view: View) -> list[values.Head]:
    """Give the conversations a connection may follow."""
    return [
        values.Head(
            conversation=line.conversation,
            head=line.head if view.staff else line.public_head,
            stage=view.stage(line.stage),
            opened_at=stamp(line.opened_at),
            channel=line.channel,
        )
        for line in lines
    ]


def row(line: Line, reader: Actor, names: dict[str, str], hints: Hints) -> values.Row:
    """Give a list row as this librarian sees it; `names` are those of the staff.

    What is restricted may only be kept: its row says neither who wrote nor what.
    """
    since = line.waiting_since or line.unanswered_since or line.last_said_at
    return values.Row(
        conversation=line.conversation,
        stage=str(line.stage),
        channel=line.channel,
        language=line.language,
        head=line.head,
        since=stamp(since),
        preview="" if line.restricted else line.preview,
        name="" if line.restricted else line.name,
        holder=line.holder or "",
        holder_name=names.get(line.holder or "", ""),
        promised_at=stamp(line.promised_at),
        offered=reader.id in line.offered_to and reader.id not in line.declined,
        unanswered=line.unanswered_since is not None,
        fence=line.fence if line.holder == reader.id else 0,
        suggested=line.suggested,
        danger=hints.of(line),
    )
