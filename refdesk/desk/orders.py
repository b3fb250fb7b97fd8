"""Orders: a command as it arrived, and the append or the receipt that comes of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from refdesk.desk.ports import Append, IntakeRow, Receipt, ThreadBinding
from refdesk.domain.actors import Actor, Party
from refdesk.domain.commands import Claim, Command, Open
from refdesk.domain.conversation import Conversation
from refdesk.domain.events import Recorded
from refdesk.domain.preview import given_name, preview


@dataclass(frozen=True, slots=True)
class Order:
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


def written(
    order: Order, state: Conversation, recorded: tuple[Recorded, ...], after: Conversation
) -> Append:
    """Give all that one commit is to hold for an order."""
    opens = isinstance(order.command, Open)
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
        name=given_name(recorded),
        intake=order.intake,
        bind=order.bind,
    )
