"""Orders: a command as it arrived, and the append or the receipt that comes of it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from refdesk.desk.ports import Append, Cleanse, IntakeRow, Receipt, ThreadBinding
from refdesk.domain.actors import Actor, Party
from refdesk.domain.commands import Claim, Command, Correct, Open
from refdesk.domain.conversation import Conversation
from refdesk.domain.events import Event, Opened, Recorded
from refdesk.domain.preview import given_name, preview
from refdesk.domain.redaction import Sealed

Authorise = Callable[[Actor, str, Conversation | None], None]
MayFollow = Callable[[str, str], Awaitable[bool]]  # patron key, conversation


def as_written(
    desk: str, conversation: str, recorded: tuple[Recorded, ...]
) -> tuple[tuple[Recorded, ...], tuple[Sealed, ...]]:
    """Leave what was written as it is: the `Cleanse` of a desk without redaction."""
    del desk, conversation
    return recorded, ()


@dataclass(frozen=True, slots=True)
class Rules:
    """What every command passes: who may do it, whose conversation it is, what may be written."""

    authorise: Authorise
    may_follow: MayFollow
    cleanse: Cleanse = as_written


class Order(NamedTuple):
    """A command as it arrived: who gives it, on what, and what proves that it came once."""

    actor: Actor
    conversation: str
    command: Command
    cid: str = ""
    fingerprint: bytes = b""
    intake: IntakeRow | None = None
    bind: ThreadBinding | None = None


def as_it_is(state: Conversation, command: Command, now: datetime) -> Receipt:
    """Acknowledge what is already so; a claim is acknowledged by its fence."""
    seq = state.fence if isinstance(command, Claim) else state.head
    return Receipt(state.id, seq, state.public_head, now, state.last_id)


def desk_of(state: Conversation, events: tuple[Event, ...]) -> str:
    """Name the desk of a conversation, of one that opens just now too."""
    opened = events[0]
    return opened.desk if isinstance(opened, Opened) else state.desk


def written(
    order: Order,
    state: Conversation,
    recorded: tuple[Recorded, ...],
    after: Conversation,
    sealed: tuple[Sealed, ...],
    basis: str = "",
) -> Append:
    """Give all that one commit is to hold for an order."""
    opens = isinstance(order.command, Open)
    names = opens or isinstance(order.command, Correct)
    by_system = order.actor.party is Party.SYSTEM
    return Append(
        conversation=order.conversation,
        expected_head=state.head,
        recorded=recorded,
        after=after,
        sender="" if by_system else order.actor.sender,
        cid=order.cid,
        fingerprint=order.fingerprint,
        access=order.actor.id if opens else "",
        preview=preview(recorded, after),
        name=given_name(recorded) if names else None,
        intake=order.intake,
        bind=order.bind,
        sealed=sealed,
        basis=basis,
    )
