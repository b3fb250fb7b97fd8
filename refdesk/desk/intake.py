"""Intake: an act from outside becomes a command on its thread's conversation, once (G13)."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from weakref import WeakValueDictionary

from refdesk.desk.channel_ports import ChannelStore, Taken
from refdesk.desk.ports import IntakeRow, Lists, Receipt, ThreadBinding
from refdesk.desk.reception import Reception
from refdesk.desk.turn import Turns
from refdesk.domain import commands as c
from refdesk.domain.actors import Actor, Party
from refdesk.domain.events import Verdict
from refdesk.errors import BadRequest, ForbiddenOrAbsent, RefdeskError

_FORGET = "forget"
_MOST = 10_000  # conversations of one thread


@dataclass(frozen=True, slots=True)
class Text:
    """Somebody wrote."""

    body: str


@dataclass(frozen=True, slots=True)
class Correction:
    """Somebody corrected the message that the source `of` named."""

    of: str
    body: str


@dataclass(frozen=True, slots=True)
class Press:
    """Somebody pressed `helped`, `unhelped`, `rate`, `end`, or asked to `forget` all of theirs.

    `conversation` is the one the button stood under; empty means the thread's present one.
    """

    button: str
    conversation: str = ""
    entry: str = ""
    score: int = 0


@dataclass(frozen=True, slots=True)
class Outside:
    """One act as the channel tells it; `source` names the thing, not the channel's update."""

    channel: str
    source: str
    thread: str
    act: Text | Correction | Press
    person: str = ""
    name: str = ""
    language: str = "id"
    campaign: str = ""


@dataclass(frozen=True, slots=True)
class Took:
    """What became of an act: `seq` is a public number, `note` a message key for the person."""

    source: str
    conversation: str
    seq: int
    duplicate: bool = False
    note: str = ""
    receipt: str = ""  # of an erasure: a number to quote


async def not_noted(patron: Actor, receipt: str, conversations: int) -> None:
    """Write nothing down: the `erased` of an intake without requests."""
    del patron, receipt, conversations


class Intake:
    """Takes acts of all channels; acts of one thread one after the other.

    `key` is a server secret from which, with the thread, the patron's key is derived. `erased`
    writes down that a patron's conversations were emptied, under a receipt; told the same receipt
    again, it changes nothing.
    """

    def __init__(
        self,
        turns: Turns,
        reception: Reception,
        lists: Lists,
        store: ChannelStore,
        key: bytes,
        erased: Callable[[Actor, str, int], Awaitable[object]] = not_noted,
    ) -> None:
        self._erased = erased
        self._turns = turns
        self._reception = reception
        self._lists = lists
        self._store = store
        self._key = key
        self._locks: WeakValueDictionary[tuple[str, str], asyncio.Lock] = WeakValueDictionary()

    def unnamed(self, channel: str, source: str) -> str:
        """Give what stands for a source where it is only counted: it may name a chat."""
        return hmac.digest(self._key, f"stumble\0{channel}\0{source}".encode(), "sha256").hex()

    async def take(self, outside: Outside) -> Took:
        """Make the act durable with all it causes; a source taken before gets its old outcome.

        What can never succeed (a text too long, nothing to rate) is stored as dealt with and noted.
        Raises only what is worth another try: Busy, RateLimited, StorageFull, Unavailable.
        """
        place = (outside.channel, outside.thread)
        async with self._locks.setdefault(place, asyncio.Lock()):
            earlier = await self._store.taken(outside.channel, outside.source)
            if earlier is not None:
                return await self._again(outside, earlier)
            return await self._take(outside)

    async def _again(self, outside: Outside, earlier: Taken) -> Took:
        took = _took(outside, earlier, duplicate=True)
        if took.receipt:
            # Whoever took it may have died before it was written down.
            patron = self.patron(outside.channel, outside.thread)
            lines = await self._lists.of_patron(patron.id, _MOST)
            await self._erased(patron, took.receipt, len(lines))
        return took

    def patron(self, channel: str, thread: str) -> Actor:
        """Give the patron that a thread is; the key does not tell the thread."""
        digest = hmac.digest(self._key, f"{channel}\0{thread}".encode(), "sha256")
        return Actor(Party.PATRON, digest.hex())

    async def _take(self, outside: Outside) -> Took:
        note = ""
        try:
            receipt = await self._act(outside)
        except RefdeskError as refusal:
            if refusal.retryable:
                raise
            receipt, note = None, refusal.key
        if receipt is None or await self._store.taken(outside.channel, outside.source) is None:
            # Nothing was appended: the intake row has a commit of its own.
            await self._store.take_without_event(
                outside.channel, outside.source, outside.thread, note
            )
        if receipt is None:
            return Took(outside.source, "", 0, note=note)
        return _took(outside, Taken(receipt))

    async def _act(self, outside: Outside) -> Receipt:
        match outside.act:
            case Text(body):
                return await self._say(outside, body)
            case Correction(of, body):
                found = await self._store.seq_of_source(outside.channel, of)
                if found is None:
                    raise BadRequest("nothing_to_edit")
                conversation, seq = found
                return await self._give(outside, conversation, c.Edit(seq, body))
            case Press() as press:
                conversation = press.conversation or await self._present(outside)
                if not conversation:
                    raise BadRequest("nothing_to_press")
                if press.button == _FORGET:
                    return await self._forget(outside, conversation)
                return await self._give(outside, conversation, _pressed(press))

    async def _forget(self, outside: Outside, conversation: str) -> Receipt:
        """Empty the thread's other conversations first: the act is taken with its present one."""
        patron = self.patron(outside.channel, outside.thread)
        lines = await self._lists.of_patron(patron.id, _MOST)
        for line in lines:
            if line.conversation != conversation:
                await self._turns.take(patron, line.conversation, c.Forget())
        receipt = await self._give(outside, conversation, c.Forget())
        await self._erased(patron, _number(outside), len(lines))
        return receipt

    async def _say(self, outside: Outside, body: str) -> Receipt:
        present = await self._present(outside)
        if present:
            try:
                return await self._give(outside, present, c.Say(body))
            except ForbiddenOrAbsent:
                present = ""  # out of reach, as after the loss of the server's keys: begin anew
            except BadRequest as refusal:
                if refusal.key != "conversation_ended":
                    raise
        return await self._open(outside, body, present)

    async def _open(self, outside: Outside, body: str, previous: str) -> Receipt:
        command = c.Open(
            body=body,
            channel=outside.channel.partition(":")[0],
            language=outside.language,
            name=outside.name,
            source=outside.campaign,
            previous=previous,
        )
        return await self._reception.open(
            self.patron(outside.channel, outside.thread),
            command,
            cid=_cid(outside),
            intake=_row(outside),
            bind=lambda conversation: ThreadBinding(
                outside.channel, outside.thread, conversation, outside.person
            ),
        )

    async def _give(self, outside: Outside, conversation: str, command: c.Command) -> Receipt:
        return await self._turns.take(
            self.patron(outside.channel, outside.thread),
            conversation,
            command,
            cid=_cid(outside),
            intake=_row(outside),
        )

    async def _present(self, outside: Outside) -> str:
        return await self._lists.latest_in_thread(outside.channel, outside.thread) or ""


def _pressed(press: Press) -> c.Command:
    match press.button:
        case "helped" | "unhelped":
            return c.Judge(Verdict(press.button), press.entry)
        case "rate":
            return c.Rate(press.score)
        case "end":
            return c.End()
        case _:
            raise BadRequest("unknown_button")


def _cid(outside: Outside) -> str:
    """Derive the command id from the source, so that both are taken once."""
    name = f"{outside.channel}\0{outside.source}".encode()
    return hashlib.blake2b(name, digest_size=16, person=b"intake").hexdigest()


def _row(outside: Outside) -> IntakeRow:
    return IntakeRow(outside.channel, outside.source, outside.thread, outside.person)


def _number(outside: Outside) -> str:
    """Give the number of an erasure's receipt: the same one whenever the act is told."""
    return _cid(outside)[:20]


def _took(outside: Outside, taken: Taken, *, duplicate: bool = False) -> Took:
    receipt = taken.receipt
    erases = isinstance(outside.act, Press) and outside.act.button == _FORGET and not taken.note
    return Took(
        outside.source,
        receipt.conversation,
        receipt.public_seq,
        duplicate,
        taken.note,
        _number(outside) if erases else "",
    )
